"""models.dev's api.json: limits, dates, modalities, open weights, and whether temperature is taken.

Shape: https://models.dev/api.json, read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

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
from monitor.errors import BadInput

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)


class _Limit(Entry):
    context: int | None = None
    output: int | None = None


class _Modalities(Entry):
    input: list[str] = Field(default_factory=list)
    output: list[str] = Field(default_factory=list)


class _Model(Entry):
    id: str
    temperature: bool | None = None
    knowledge: str | None = None
    release_date: str | None = None
    open_weights: bool | None = None
    limit: _Limit | None = None
    modalities: _Modalities | None = None


def read_models_dev(text: str, *, as_of: date) -> ImportedFile:
    """The models of the file, each as often as it is offered.

    Raises:
        BadInput: it is not that file.
    """
    told = read_json(text, expected="models.dev's api.json")
    offers = [
        (provider, model_id, model)
        for provider, one in told.items()
        if isinstance(one, dict) and isinstance(one.get("models"), dict)
        for model_id, model in one["models"].items()
    ]
    if not offers:
        raise BadInput('expected models.dev\'s api.json, found no provider with "models"')
    origin = origin_of("modelsdev", as_of)
    sellers = {f"{provider}/{model_id}": provider for provider, model_id, _ in offers}
    named = ((f"{provider}/{model_id}", model) for provider, model_id, model in offers)
    return read_entries(
        _Model,
        named,
        lambda name, model: ImportedModel(
            model.id, None, tuple(_claims(model, origin)), sold_by=sellers[name]
        ),
    )


def _claims(model: _Model, origin: Origin) -> Iterator[Claim]:
    limit = model.limit or _Limit()
    for field, count in (("context_window", limit.context), ("max_output", limit.output)):
        if count is not None and count > 0:
            yield origin.claim(field, count, Basis.SECONDARY)
    for field, day in (("release_date", model.release_date), ("knowledge_cutoff", model.knowledge)):
        if day is not None and _DATE.fullmatch(day):
            yield origin.claim(field, day, Basis.SECONDARY)
    if model.open_weights is not None:
        yield origin.claim("open_weights", model.open_weights, Basis.SECONDARY)
    if model.temperature is not None:
        yield origin.claim("sampling.temperature.taken", model.temperature, Basis.SECONDARY)
    modalities = model.modalities or _Modalities()
    for field, kinds in (
        ("modalities.input", modalities.input),
        ("modalities.output", modalities.output),
    ):
        if kinds:
            yield origin.claim(field, ", ".join(kinds), Basis.SECONDARY)
