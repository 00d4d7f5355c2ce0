"""Model cards: what is known of a model, with basis and source of every figure."""

from __future__ import annotations

from datetime import date

from pydantic import JsonValue

from api.schemas.base import Shape
from monitor.domain.model_card import Basis, Confidence, FigureStatus


class ResolvedFigure(Shape):
    """What the claims about one number amount to; an estimate never becomes one number."""

    status: FigureStatus
    """Whether it is exact, a range of estimates, undisclosed, or not recorded."""
    value: int | float | None
    """Only with status "exact"."""
    low: int | float | None
    """The lower end of all claims that count."""
    high: int | float | None
    """The upper end of all claims that count."""
    basis: Basis | None
    """Why the value may be believed; null without a value."""
    source: str | None
    """Who says so; null without a value."""
    claims_count: int
    """How many claims count."""
    conflict: bool
    """Whether exact claims differ by more than 2 %."""


class ShownFigure(ResolvedFigure):
    """A figure with how it reads to a person."""

    display: str
    """Such as "134.5 M", "undisclosed" or "1.5 T-1.8 T (2 estimates, undisclosed by vendor)"."""


class ParameterCounts(Shape):
    """How large a model is."""

    total: ShownFigure
    """All parameters."""
    active: ShownFigure
    """Parameters used for each token; for a dense model the same as the total."""


class Architecture(Shape):
    """How a model is built."""

    name: str | None
    """The family of the layout, such as "llama"; null where not known."""
    layout: str | None
    """Such as "dense" or "moe"; null where not known for certain."""


class ModelCardSummary(Shape):
    """What stands of a model card beside every number about the model."""

    key: str
    """Unique in the workspace, such as "llamacpp/smollm2-135m-instruct"."""
    name: str
    """As it is shown."""
    provider: str | None
    """Who serves it; null for a card of no single provider."""
    model: str
    """The id under which it is served."""
    vendor: str | None
    """Who made it; null where not known."""
    family: str | None
    """The family of models; null where not known."""
    open_weights: bool | None
    """Whether the weights are published; null where not known."""
    parameters: ParameterCounts
    """How large it is."""
    architecture: Architecture
    """How it is built."""
    quantization: str | None
    """Such as "Q4_1"; null where not known."""
    context_window: ResolvedFigure
    """The longest input with its answer, in tokens."""
    sampling_defaults: dict[str, JsonValue]
    """What is used for a setting that is not sent, by setting; the latest that is known."""


class StatedClaim(Shape):
    """One statement about one field of a model, by one source."""

    field: str
    """Such as "parameters.total" or "sampling.temperature.default"."""
    value: int | float | str | bool | None
    """What is claimed; null where the source gives only a range, or says nothing on purpose."""
    basis: Basis
    """Why it may be believed."""
    source: str
    """Who says so."""
    as_of: date
    """The day for which it holds."""
    low: int | float | None
    """The lower end of a range."""
    high: int | float | None
    """The upper end of a range."""
    unit: str | None
    """Such as "parameters" or "tokens"; null for texts and pure numbers."""
    source_url: str | None
    """Where it can be read; null where there is no address."""
    confidence: Confidence
    """How far the recorder of the claim trusts it."""
    note: str | None
    """What a reader should know of it."""


class ModelCardDocument(ModelCardSummary):
    """A model card with every current claim."""

    id: int
    """The number of the card."""
    claims: list[StatedClaim]
    """All current claims; what a source has withdrawn or replaced is left out."""


class ModelCardPage(Shape):
    """Model cards, by key."""

    items: list[ModelCardDocument]
    """The cards of this page."""
    next_cursor: str | None
    """Where the next page begins; null on the last one."""
