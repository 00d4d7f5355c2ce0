"""OpenRouter's /api/v1/models: limits, defaults, and which settings reach each model through it.

Shape: https://openrouter.ai/docs/api-reference/list-available-models, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from pydantic import Field

from monitor.catalog.importers.told import (
    Entry,
    ImportedFile,
    ImportedModel,
    Origin,
    origin_of,
    read_entries,
    read_json,
)
from monitor.domain.model_card import Basis, Claim
from monitor.domain.sampling import SamplingSettings
from monitor.errors import BadInput

_OURS = {"reasoning": "reasoning_effort"} | {
    name: name for name in SamplingSettings.__dataclass_fields__ if name != "reasoning_effort"
}
_THROUGH = "through OpenRouter, which leaves out what a model does not take without saying so"


class _Architecture(Entry):
    input_modalities: list[str] = Field(default_factory=list)
    output_modalities: list[str] = Field(default_factory=list)


class _TopProvider(Entry):
    max_completion_tokens: int | None = None


class _Model(Entry):
    id: str
    context_length: int | None = None
    architecture: _Architecture | None = None
    top_provider: _TopProvider | None = None
    supported_parameters: list[str] | None = None
    default_parameters: dict[str, object] | None = None
    knowledge_cutoff: date | None = None
    expiration_date: date | None = None
    hugging_face_id: str | None = None


def read_openrouter(text: str, *, as_of: date) -> ImportedFile:
    """The models of the reply.

    Raises:
        BadInput: it is not that reply.
    """
    models = read_json(text, expected="OpenRouter's reply to /api/v1/models").get("data")
    if not isinstance(models, list):
        raise BadInput('expected OpenRouter\'s /api/v1/models, found no list under "data"')
    origin = origin_of("openrouter", as_of)
    named = ((_name(entry, index), entry) for index, entry in enumerate(models))
    return read_entries(_Model, named, lambda _, model: _model(model, origin))


def _name(entry: object, index: int) -> str:
    name = entry.get("id") if isinstance(entry, dict) else None
    return name if isinstance(name, str) else f"entry {index}"


def _model(model: _Model, origin: Origin) -> ImportedModel | None:
    if ":" in model.id:
        return None  # an offer of the router, such as ":free"; the model has an entry of its own
    return ImportedModel(model.id, "openrouter", tuple(_claims(model, origin)))


def _claims(model: _Model, origin: Origin) -> Iterator[Claim]:
    longest = model.top_provider.max_completion_tokens if model.top_provider else None
    for field, count in (("context_window", model.context_length), ("max_output", longest)):
        if count is not None and count > 0:
            yield origin.claim(field, count, Basis.SECONDARY, note="through OpenRouter")
    yield from _modalities(model.architecture, origin)
    if model.supported_parameters is not None:
        yield from _taken(model.supported_parameters, origin)
    for theirs, value in (model.default_parameters or {}).items():
        ours = _OURS.get(theirs)
        if ours is not None and isinstance(value, int | Decimal) and not isinstance(value, bool):
            number = value if isinstance(value, int) else float(value)
            field = f"sampling.{ours}.default"
            yield origin.claim(field, number, Basis.SECONDARY, note="through OpenRouter")
    if model.knowledge_cutoff is not None:
        cutoff = model.knowledge_cutoff.isoformat()
        yield origin.claim("knowledge_cutoff", cutoff, Basis.SECONDARY)
    if model.expiration_date is not None:
        note = "OpenRouter's own offer ends; others may go on"
        ends_on = model.expiration_date.isoformat()
        yield origin.claim("retirement_date", ends_on, Basis.SECONDARY, note=note)
    if model.hugging_face_id:
        yield origin.claim("weights.source", model.hugging_face_id, Basis.SECONDARY)
        yield origin.claim("open_weights", value=True, basis=Basis.SECONDARY)


def _modalities(architecture: _Architecture | None, origin: Origin) -> Iterator[Claim]:
    if architecture is None:
        return
    for field, kinds in (
        ("modalities.input", architecture.input_modalities),
        ("modalities.output", architecture.output_modalities),
    ):
        if kinds:
            yield origin.claim(field, ", ".join(kinds), Basis.SECONDARY)


def _taken(supported: Sequence[str], origin: Origin) -> Iterator[Claim]:
    yield origin.claim(
        "sampling.supported", ", ".join(sorted(supported)), Basis.SECONDARY, note=_THROUGH
    )
    for theirs, ours in _OURS.items():
        field, is_taken = f"sampling.{ours}.taken", theirs in supported
        yield origin.claim(field, value=is_taken, basis=Basis.SECONDARY, note=_THROUGH)
