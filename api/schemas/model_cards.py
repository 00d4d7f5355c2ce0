"""Model cards: what is known of a model, with basis and source of every figure."""

from __future__ import annotations

from datetime import date

from pydantic import JsonValue

from api.schemas.base import Shape
from monitor.catalog.audit import Concern
from monitor.catalog.lifecycle import Status
from monitor.catalog.served_id import Match
from monitor.catalog.size_class import SizeClass
from monitor.domain.model_card import Basis, Confidence, FigureStatus, Relation


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
    bases: list[Basis]
    """The bases of the claims that count, strongest first."""
    undisclosed_by_vendor: bool
    """Whether the vendor is known to publish no figure; false where there is an exact one."""
    midpoint_log10: float | None
    """The middle of the range on a logarithmic scale, for plots only."""


class ShownFigure(ResolvedFigure):
    """A figure with how it reads to a person."""

    display: str
    """Such as "134.5 M", "undisclosed" or "100-440 B (4 estimates, undisclosed by vendor)"."""


class ParameterCount(ShownFigure):
    """A count of parameters with the class for grouping."""

    size_class: SizeClass | None
    """Null where nothing is known or a range touches several classes."""


class ParameterCounts(Shape):
    """How large a model is."""

    total: ParameterCount
    """All [parameters](/pages/glossary/parameters); M begins at 10 billion, L at 40, XL at 300."""
    active: ParameterCount
    """Parameters used for each token ([active](/pages/glossary/active-parameters)); for a dense
    model the same as the total. M begins at 5 billion, L at 20, XL at 80."""


class Architecture(Shape):
    """How a model is built."""

    name: str | None
    """The family of the layout, such as "llama"; null where not known."""
    layout: str | None
    """Such as "dense" or "moe" ([mixture of experts](/pages/glossary/mixture-of-experts)); null
    where not known for certain."""


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
    """Whether the [weights](/pages/glossary/open-weights) are published; null where not known."""
    parameters: ParameterCounts
    """How large it is."""
    architecture: Architecture
    """How it is built."""
    quantization: str | None
    """Such as "Q4_1" ([quantization](/pages/glossary/quantization)); null where not known."""
    context_window: ResolvedFigure
    """The longest input with its answer, in tokens ([context](/pages/glossary/context-window))."""
    sampling_defaults: dict[str, JsonValue]
    """What is used for a [setting](/pages/glossary/inference-settings) that is not sent, by
    setting; the latest that is known."""


class CountScope(Shape):
    """What a count of parameters includes; null where the source does not say."""

    embeddings: bool | None
    """Whether embeddings are counted."""
    vision: bool | None
    """Whether parts for images are counted."""
    heads: bool | None
    """Whether extra output heads are counted."""


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
    scope: CountScope
    """What a count includes."""
    upstream_urls: list[str]
    """Where the source says that it has it from."""
    primary_read: bool | None
    """Whether a person read the primary source; null where not known."""
    id: str | None
    """What the claim is called on its card."""
    superseded_by: str | None
    """The id of the claim that took its place; null while it counts."""


class CardAlias(Shape):
    """A name under which a model is served."""

    name: str
    """As the provider writes it."""
    provider: str | None
    """With whom the name holds; null for any."""
    valid_from: date | None
    """The first day; null where not bounded."""
    valid_to: date | None
    """The first day on which it does not hold any more; null where not bounded."""
    snapshot: str | None
    """The snapshot that is meant; null where not known."""
    source: str | None
    """Who says so; null where the catalog's sources list the name themselves."""


class CardSnapshot(Shape):
    """A fixed state of a model under an id of its own."""

    id: str
    """Its id."""
    released: date | None
    """The day of its release; null where not known."""
    retired: date | None
    """The first day on which it does not answer; null where not known."""
    source: str | None
    """Who tells of its end; null without one."""


class CardLineage(Shape):
    """Where a model comes from."""

    parent: str
    """The key of a card."""
    relation: Relation
    """What the model is of its parent."""
    source: str | None
    """Who says so."""


class CardAdapter(Shape):
    """What was trained on top of a model without changing it."""

    kind: str
    """Such as "lora" ([LoRA](/pages/glossary/lora), [adapters](/pages/glossary/adapters))."""
    rank: int | None
    """The rank of its matrices; null where not known."""
    alpha: float | None
    """Its scale; null where not known."""
    target_modules: list[str]
    """The adapted matrices."""
    trainable_parameters: int | None
    """How many parameters were trained; null where not known."""


class CardFacts(Shape):
    """What is known of a model beside its parameters; null where nothing is."""

    license: str | None
    """The licence of the weights."""
    release_date: str | None
    """As far as it is known: a day, a month or a year."""
    knowledge_cutoff: str | None
    """As far as it is known: a day, a month or a year."""
    retirement_date: str | None
    """The first day on which it does not answer."""
    successor: str | None
    """What its vendor names instead."""
    status: Status | None
    """Whether it can be asked today."""
    days_until_retirement: int | None
    """Below 0 when that has passed."""
    max_output: int | float | None
    """The longest answer, in tokens."""
    input_modalities: list[str] | None
    """What it reads."""
    output_modalities: list[str] | None
    """What it writes."""
    experts: int | float | None
    """Experts in each layer, of a mixture of experts."""
    experts_used: int | float | None
    """Experts used for each token."""
    experts_shared: int | float | None
    """Experts used for every token."""


class FigureReasons(Shape):
    """Why the counts are what they are, one sentence for each step."""

    total: list[str]
    """Of all parameters."""
    active: list[str]
    """Of the parameters used for each token."""


class ModelCardDocument(ModelCardSummary):
    """A model card with every claim, those that were superseded marked."""

    id: int | None
    """The number of the card in the workspace; null for one that is only shipped."""
    stands_on: str | None
    """The card whose claims hold here too; null for a card that stands alone."""
    relation: Relation
    """What the model is of the card that it stands on."""
    note: str | None
    """What a reader should know."""
    facts: CardFacts
    """What is known beside the parameters."""
    aliases: list[CardAlias]
    """Names under which it is served."""
    snapshots: list[CardSnapshot]
    """Its fixed states."""
    lineage: list[CardLineage]
    """Where it comes from."""
    adapters: list[CardAdapter]
    """What was trained on top."""
    reasons: FigureReasons
    """Why the counts are what they are."""
    claims: list[StatedClaim]
    """All claims."""


class Inspection(Shape):
    """What the server behind a target told of its model just now."""

    target: str
    """The key of the target."""
    asks: bool
    """Whether its provider has a way to ask; where not, the card says what the name tells."""
    problems: list[str]
    """Why nothing was learned, one sentence each."""
    model_card: ModelCardDocument | None
    """The card that the target is linked with; null where nothing is known of its model."""


class ModelCardPage(Shape):
    """Model cards, by key."""

    items: list[ModelCardDocument]
    """The cards of this page."""
    next_cursor: str | None
    """Where the next page begins; null on the last one."""


class AuditItem(Shape):
    """One thing to look at."""

    card: str
    """The key of the card; for ids of an import that mean no card, the import."""
    concern: Concern
    """Why it is on the list."""
    told: str
    """What is the matter."""
    todo: str
    """What to do about it."""


class AuditList(Shape):
    """What a person should look at, most urgent first."""

    items: list[AuditItem]
    """All of it."""


class ServedModel(Shape):
    """What a served id means."""

    served: str
    """The id."""
    match: Match
    """How sure it is, surest first."""
    card: str | None
    """The key of the shipped card; null where none is meant."""
    surface: str | None
    """The consumer surface that the id names; null where it names none."""
    relation: Relation
    """What the served model is of the card."""
    vendor: str | None
    """Who made it; null where not known."""
    family: str | None
    """Its family; null where not known."""
    snapshot: str | None
    """The fixed state that is meant; null where not known."""
    quantization: str | None
    """As the id writes it; null where it names none."""
    reasons: list[str]
    """How it was found."""
