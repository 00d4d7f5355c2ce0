"""Epoch AI's CSV of models: counts of parameters with notes and how sure they are.

Shape: https://epoch.ai/data/ai-models, the downloads, read in November 2026.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from pydantic import Field

from monitor.catalog.importers.told import (
    Entry,
    ImportedFile,
    ImportedModel,
    Origin,
    origin_of,
    read_entries,
)
from monitor.domain.model_card import Basis, Claim, Confidence
from monitor.errors import BadInput

MAX_NOTE_CHARACTERS = 500
_MAX_CELL_CHARACTERS = 1_000_000
_NEEDED = ("Model", "Parameters", "Confidence")

_TRUST = {
    "confident": (Basis.SECONDARY, Confidence.MEDIUM),
    "likely": (Basis.ESTIMATE, Confidence.MEDIUM),
}
_LITTLE_TRUST = (Basis.ESTIMATE, Confidence.LOW)
"""For "Speculative", "Unknown" and an empty cell."""


class _Row(Entry):
    model: str = Field(alias="Model", min_length=1)
    parameters: str = Field(alias="Parameters")
    notes: str | None = Field(alias="Parameters notes", default=None)
    confidence: str | None = Field(alias="Confidence", default=None)
    published: str | None = Field(alias="Publication date", default=None)
    accessibility: str | None = Field(alias="Model accessibility", default=None)
    link: str | None = Field(alias="Link", default=None)


def read_epoch(text: str, *, as_of: date) -> ImportedFile:
    """The models of the table; a row without a count tells no count.

    Raises:
        BadInput: it is not that table.
    """
    csv.field_size_limit(_MAX_CELL_CHARACTERS)
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise BadInput(
            f"expected Epoch AI's CSV with the columns {', '.join(_NEEDED)}; "
            f"{', '.join(missing)} is missing"
        )
    origin = origin_of("epoch_csv", as_of)
    try:
        named = [(row.get("Model") or f"line {n}", row) for n, row in enumerate(rows, start=2)]
    except csv.Error as error:
        raise BadInput(f"expected Epoch AI's CSV: line {rows.line_num}: {error}") from error
    return read_entries(_Row, named, lambda _, row: _model(row, origin))


def _model(row: _Row, origin: Origin) -> ImportedModel:
    return ImportedModel(row.model.strip(), None, tuple(_claims(row, origin)))


def _claims(row: _Row, origin: Origin) -> Iterator[Claim]:
    upstream = {"upstream_urls": (row.link.strip(),) if row.link and row.link.strip() else ()}
    count = _count(row.parameters)
    if count is not None:
        word = (row.confidence or "").strip().lower()
        basis, confidence = _TRUST.get(word, _LITTLE_TRUST)
        notes = " ".join((row.notes or "").split())[:MAX_NOTE_CHARACTERS]
        yield origin.claim(
            "parameters.total",
            count,
            basis,
            confidence=confidence,
            note=notes or None,
            **upstream,
        )
    if row.published and _is_day(row.published):
        yield origin.claim("release_date", row.published, Basis.SECONDARY, **upstream)
    if row.accessibility and "weights" in row.accessibility.lower():
        yield origin.claim("open_weights", value=True, basis=Basis.SECONDARY, **upstream)


def _count(text: str) -> int | None:
    try:
        number = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return None
    is_count = number.is_finite() and 0 < number < Decimal("1e18")
    return int(number.to_integral_value()) if is_count else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
