"""What is known of a model: claims with basis, source and date, and what they resolve to."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
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
class Scope:
    """What a count of parameters includes; None where the source does not say."""

    embeddings: bool | None = None
    vision: bool | None = None
    heads: bool | None = None


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
        scope: what a count includes.
        upstream_urls: where the source says that it has it from.
        primary_read: whether a person read the primary source; None where not known.
        id: what it is called on its card; None before it is kept. Two claims that say the same are
            equal whatever they are called.
        superseded_by: the id of the claim that took its place; None while it counts.
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
    scope: Scope = Scope()
    upstream_urls: tuple[str, ...] = ()
    primary_read: bool | None = None
    id: str | None = dataclass_field(default=None, compare=False)
    superseded_by: str | None = None


class Relation(StrEnum):
    """How a model came from another one."""

    FINE_TUNE = "fine_tune"
    DISTILLED_FROM = "distilled_from"
    QUANTIZED_FROM = "quantized_from"
    MERGED_FROM = "merged_from"
    PRUNED_FROM = "pruned_from"
    SEARCH_VARIANT = "search_variant"
    SNAPSHOT_OF = "snapshot_of"
    DEPLOYMENT_OF = "deployment_of"


SAME_MODEL = frozenset({Relation.SNAPSHOT_OF, Relation.DEPLOYMENT_OF})
"""Relations in which what is known of the parent holds for the child as it is."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a model comes from.

    Attributes:
        parent: the key of a card.
        source: who says so; None where a workspace says so of its own model.
    """

    parent: str
    relation: Relation
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """A name under which a model is served.

    Attributes:
        provider: with whom the name holds; None for any.
        valid_from, valid_to: from the first day to before the last; None where not bounded.
        snapshot: the id of the snapshot that is meant; None where not known.
        source: who says so; None for a name under which our sources list the model themselves.
    """

    name: str
    provider: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    snapshot: str | None = None
    source: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the name means this model on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A fixed state of a model under an id of its own.

    Attributes:
        released, retired: None where not known.
        source: who tells of its end; None without one.
    """

    id: str
    released: date | None = None
    retired: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Adapter:
    """What was trained on top of a model without changing it.

    Attributes:
        kind: such as "lora", "qlora", "dora", "adapter" or "prefix".
        rank, alpha: of the low-rank matrices; None where not known.
        target_modules: the adapted matrices, such as "q_proj".
        trainable_parameters: None where not known.
    """

    kind: str
    rank: int | None = None
    alpha: float | None = None
    target_modules: tuple[str, ...] = ()
    trainable_parameters: int | None = None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model with all claims about it; those that were superseded are marked.

    Attributes:
        key: such as "llamacpp/smollm2-135m-instruct"; unique in the workspace.
        provider: the provider that serves it; None for a card of no single provider.
        model: the id under which it is served.
        open_weights: None where not known.
        stands_on: the key of the shipped card whose claims hold here too; None for a card that
            stands alone.
        relation: what it is of the card that it stands on.
        note: what a reader should know of it.
    """

    key: str
    name: str
    provider: str | None
    model: str
    claims: tuple[Claim, ...] = ()
    vendor: str | None = None
    family: str | None = None
    open_weights: bool | None = None
    aliases: tuple[Alias, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    adapters: tuple[Adapter, ...] = ()
    stands_on: str | None = None
    relation: Relation = Relation.DEPLOYMENT_OF
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Surface:
    """A consumer product that routes among models and does not tell which one answered.

    Attributes:
        names: what it is called in exports and by services that read it, in lower case.
        why: why no model is named.
    """

    key: str
    name: str
    vendor: str
    names: tuple[str, ...]
    why: str


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
        claims_count: how many claims count.
        conflict: exact claims differ by more than 2 %.
        bases: the bases of the claims that count, strongest first.
        undisclosed_by_vendor: the vendor is known to publish no figure.
        midpoint_log10: the middle of the range on a logarithmic scale, for plots only; None without
            positive ends.
    """

    status: FigureStatus
    value: int | float | None
    low: int | float | None
    high: int | float | None
    basis: Basis | None
    source: str | None
    claims_count: int
    conflict: bool = False
    bases: tuple[Basis, ...] = ()
    undisclosed_by_vendor: bool = False
    midpoint_log10: float | None = None
