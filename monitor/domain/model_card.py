"""What is known of a model: claims with basis, source and date, and what they resolve to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Basis(StrEnum):
    """Why a claim may be believed."""

    OFFICIAL = "official"
    DISCOVERED_AT_RUNTIME = "discovered_at_runtime"
    DERIVED = "derived"
    EXECUTIVE_STATEMENT = "executive_statement"
    ESTIMATE = "estimate"
    LEAK = "leak"
    SECONDARY = "secondary"
    INHERITED = "inherited"
    RETRACTED = "retracted"
    STORED_ELEMENTS = "stored_elements"
    UNDISCLOSED = "undisclosed"


class Confidence(StrEnum):
    """How far the recorder of a claim trusts it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about one field of a model, by one source.

    Attributes:
        field: such as "parameters.total", "quantization", "sampling.temperature.default".
        value: None where the source gives only a range.
        low, high: the range; None where the source gives a value alone.
        unit: such as "parameters" or "tokens"; None for texts and pure numbers.
        source: who says so, in words.
        source_url: where it can be read; None where there is no address.
        as_of: the day for which the claim holds.
    """

    field: str
    value: int | float | str | bool | None
    basis: Basis
    source: str
    as_of: date
    low: int | float | None = None
    high: int | float | None = None
    unit: str | None = None
    source_url: str | None = None
    confidence: Confidence = Confidence.HIGH
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model with all claims about it, superseded ones excluded.

    Attributes:
        key: such as "llamacpp/smollm2-135m-instruct"; unique in the workspace.
        provider: the provider that serves it; None for a card of no single provider.
        model: the id under which it is served.
        open_weights: None where not known.
    """

    key: str
    name: str
    provider: str | None
    model: str
    claims: tuple[Claim, ...] = ()
    vendor: str | None = None
    family: str | None = None
    open_weights: bool | None = None


class FigureStatus(StrEnum):
    """What the claims about a field amount to."""

    EXACT = "exact"
    ESTIMATED = "estimated"
    UNDISCLOSED = "undisclosed"
    NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class Figure:
    """What the claims about one number resolve to.

    Attributes:
        value: only with status "exact"; an estimate never becomes one number.
        low, high: the envelope of all claims that count.
        basis: the basis of the value; None without one.
        source: the source of the value; None without one.
        conflict: exact claims differ by more than 2 %.
    """

    status: FigureStatus
    value: int | float | None
    low: int | float | None
    high: int | float | None
    basis: Basis | None
    source: str | None
    claims_count: int
    conflict: bool = False
