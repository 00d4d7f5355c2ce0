"""What a workspace adds to the catalog: its own models, claims about any, whole files of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr

from api.schemas.base import IsoDate, Shape
from monitor.catalog.fields import field_named
from monitor.domain.model_card import Adapter, Basis, Claim, Confidence, Relation, Scope
from monitor.pipeline.import_claims import Catalog
from monitor.storage.own_cards import NewCard

Words = Annotated[str, Field(min_length=1, max_length=500)]
Number = StrictInt | StrictFloat


class NewAdapter(Shape):
    """What was trained on top of a model without changing it."""

    kind: Words
    """Such as "lora"."""
    rank: Annotated[int, Field(ge=1)] | None = None
    """The rank of its matrices."""
    alpha: float | None = None
    """Its scale."""
    target_modules: list[Words] = Field(default_factory=list)
    """The adapted matrices, such as "q_proj"."""
    trainable_parameters: Annotated[int, Field(ge=1)] | None = None
    """How many parameters were trained."""


class NewModelCard(Shape):
    """A model of one's own: a fine-tune, a deployment, a local file."""

    key: Words
    """What to call it, such as "acme/support-bot"."""
    model: Words
    """The id under which it is served."""
    name: Words | None = None
    """As it is shown."""
    provider: Words | None = None
    """Who serves it; left out for any."""
    vendor: Words | None = None
    """Who made it."""
    family: Words | None = None
    """Its family."""
    open_weights: bool | None = None
    """Whether the weights are published."""
    based_on: Words | None = None
    """The key of a card, or an id of it, that it comes from."""
    relation: Relation = Relation.DEPLOYMENT_OF
    """What it is of the card that it is based on."""
    aliases: list[Words] = Field(default_factory=list)
    """Further ids under which it is served."""
    adapters: list[NewAdapter] = Field(default_factory=list)
    """What was trained on top."""
    note: str | None = Field(default=None, max_length=2000)
    """What a reader should know."""

    def card(self) -> NewCard:
        """The card that is added."""
        return NewCard(
            key=self.key,
            model=self.model,
            name=self.name,
            provider=self.provider,
            vendor=self.vendor,
            family=self.family,
            open_weights=self.open_weights,
            based_on=self.based_on,
            relation=self.relation,
            aliases=self.aliases,
            adapters=[
                Adapter(
                    one.kind,
                    one.rank,
                    one.alpha,
                    tuple(one.target_modules),
                    one.trainable_parameters,
                )
                for one in self.adapters
            ],
            note=self.note,
        )


class NewScope(Shape):
    """What a count of parameters includes; left out where the source does not say."""

    embeddings: bool | None = None
    """Whether embeddings are counted."""
    vision: bool | None = None
    """Whether parts for images are counted."""
    heads: bool | None = None
    """Whether extra output heads are counted."""


class NewModelClaim(Shape):
    """A claim about one field of a model, by one source."""

    model: Words
    """The key or number of a card, or an id that means it."""
    field: Words
    """Such as "parameters.total" or "context_window"."""
    basis: Basis
    """Why it may be believed."""
    source: Words
    """Who says so."""
    value: StrictBool | StrictInt | StrictFloat | StrictStr | None = None
    """What is claimed; counts in whole numbers."""
    low: Number | None = None
    """The lower end of a range."""
    high: Number | None = None
    """The upper end of a range."""
    source_url: Words | None = None
    """Where it can be read; needed for estimates and leaks."""
    upstream_urls: list[Words] = Field(default_factory=list)
    """Where the source says that it has it from."""
    as_of: IsoDate | None = None
    """For which day; today when left out."""
    confidence: Confidence = Confidence.MEDIUM
    """How far you trust it."""
    scope: NewScope = NewScope()
    """What a count includes."""
    note: str | None = Field(default=None, max_length=2000)
    """What a reader should know of it."""
    supersedes: Words | None = None
    """The id of the claim on the card that it takes the place of."""

    def claim(self, today: date) -> Claim:
        """The claim that is added.

        Raises:
            BadInput: there is no such field.
        """
        return Claim(
            field=self.field,
            value=self.value,
            basis=self.basis,
            source=self.source,
            as_of=self.as_of or today,
            low=self.low,
            high=self.high,
            unit=field_named(self.field).unit,
            source_url=self.source_url,
            confidence=self.confidence,
            note=self.note,
            scope=Scope(self.scope.embeddings, self.scope.vision, self.scope.heads),
            upstream_urls=tuple(self.upstream_urls),
        )


class CatalogFile(Shape):
    """A file of a public catalog, as that catalog publishes it."""

    catalog: Catalog
    """The catalog that it is of."""
    text: Annotated[StrictStr, Field(min_length=1)]
    """The whole file: JSON, or a CSV of Epoch."""
    as_of: IsoDate | None = None
    """The day of the file; today when left out."""
    dry_run: StrictBool = False
    """Only say what it would do."""


class ImportedClaim(Shape):
    """What the file says of a field of a model."""

    card: str
    """The key of the card."""
    field: str
    """The field."""
    told: str
    """What is claimed; of a conflict, what it contradicts."""


class ImportedFile(Shape):
    """What an import did, or would do; nothing is overwritten."""

    models: int
    """Models that the file speaks of."""
    added: list[ImportedClaim]
    """Claims that are new; what the same source said before is superseded."""
    already_there: int
    """Claims that are there already."""
    conflicts: list[ImportedClaim]
    """Left out for a person to look at, since they contradict what is known; the audit lists
    them."""
    unresolved: list[str]
    """Ids that mean no card."""
    offers_of_resellers: int
    """Entries that are not read, since they are about what a reseller offers."""
    unreadable: list[str]
    """Entries that are not of the expected shape, with the reason."""


class InspectedTarget(Shape):
    """Which target's server to ask."""

    target: Words
    """The key of a target of the configuration."""
