"""EcoLogits' data/models.json: counts of parameters, for closed models as its own estimates.

The file is read itself: the package's public reader looks for sources under a key that the file
does not have, and so finds none. Shape: https://github.com/genai-impact/ecologits, November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from monitor.catalog.importers.told import (
    Entry,
    ImportedFile,
    ImportedModel,
    Origin,
    billions,
    origin_of,
    read_entries,
    read_json,
)
from monitor.domain.model_card import Basis, Claim, Confidence
from monitor.errors import BadInput

NOT_RELEASED = "model-arch-not-released"
MULTIMODAL = "model-arch-multimodal"

_PACKED = re.compile(
    r"(?<![a-z0-9])(?:4bit|8bit|int4|int8|fp4|nvfp4|mxfp4|nf4|bnb|awq|gptq)\b", re.IGNORECASE
)
_PROVIDERS = {
    "huggingface_hub": "huggingface",
    "mistralai": "mistral",
    "google_genai": "gemini",
    "azure_openai": "azure",
}


class _Range(Entry):
    min: Decimal
    max: Decimal


class _Parts(Entry):
    total: Decimal | _Range
    active: Decimal | _Range | None = None


class _Architecture(Entry):
    type: str
    parameters: Decimal | _Range | _Parts


class _Model(Entry):
    provider: str
    name: str
    architecture: _Architecture
    warnings: list[str] | None = None
    sources: list[str] | None = None


def read_ecologits(text: str, *, as_of: date) -> ImportedFile:
    """The models of the file.

    Raises:
        BadInput: it is not that file.
    """
    models = read_json(text, expected="EcoLogits' data/models.json").get("models")
    if not isinstance(models, list):
        raise BadInput('expected EcoLogits\' data/models.json, found no list under "models"')
    origin = origin_of("ecologits", as_of)
    named = ((_name(entry, index), entry) for index, entry in enumerate(models))
    return read_entries(_Model, named, lambda _, model: _model(model, origin))


def _name(entry: object, index: int) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return name if isinstance(name, str) else f"entry {index}"


def _model(model: _Model, origin: Origin) -> ImportedModel:
    provider = _PROVIDERS.get(model.provider, model.provider)
    return ImportedModel(model.name, provider, tuple(_claims(model, origin)))


def _claims(model: _Model, origin: Origin) -> Iterator[Claim]:
    warnings = model.warnings or []
    guessed = NOT_RELEASED in warnings
    basis = Basis.ESTIMATE if guessed else Basis.SECONDARY
    more = {
        "confidence": Confidence.LOW if guessed else Confidence.MEDIUM,
        "upstream_urls": tuple(url.strip() for url in model.sources or () if url.strip()),
        "note": _note(warnings),
    }
    parameters = model.architecture.parameters
    parts = parameters if isinstance(parameters, _Parts) else _Parts(total=parameters)
    for field, told in (("parameters.total", parts.total), ("parameters.active", parts.active)):
        packed = field == "parameters.total" and _PACKED.search(model.name) and not guessed
        yield from _count(origin, field, told, Basis.STORED_ELEMENTS if packed else basis, more)
    if model.architecture.type in {"dense", "moe"}:
        yield origin.claim("architecture.layout", model.architecture.type, basis, **more)


def _note(warnings: list[str]) -> str | None:
    told = {
        NOT_RELEASED: "the vendor has not released the architecture",
        MULTIMODAL: "whether the parts for other modalities are counted is not told",
    }
    return "; ".join(told.get(code, code) for code in warnings) or None


def _count(
    origin: Origin,
    field: str,
    told: Decimal | _Range | None,
    basis: Basis,
    more: Mapping[str, object],
) -> Iterator[Claim]:
    if isinstance(told, _Range):
        low, high = billions(told.min), billions(told.max)
        if low is not None and high is not None and low <= high:
            yield origin.claim(field, None, basis, low=low, high=high, **more)
        return
    count = billions(told)
    if count is not None:
        yield origin.claim(field, count, basis, **more)
