"""The citations report: what it can be asked, and its rows."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.base import Shape
from api.schemas.drift import DriftEventDocument
from api.schemas.filters import AskedFilter, filter_of
from api.schemas.visibility import (
    Measured,
    PeriodRequest,
    Pool,
    ReportedBrand,
    ReportedDateRange,
    ReportedGroup,
)
from monitor.domain.findings import OwnerKind, SourceType
from monitor.reports.citations_query import CitationsQuery
from monitor.reports.dimension import Dimension, Pooled
from monitor.reports.query import PromptScope


class CitationsRequest(PeriodRequest):
    """What to report; an empty object asks for all sites and targets in the last 30 days."""

    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)] = (Dimension.DOMAIN,)
    """By what rows are split: "domain", alone or with others, all but "brand"."""
    where: AskedFilter | None = None
    """Which answers count; null for all."""
    pool: Pool = ()
    """What rows put together although it differs, instead of being split by it."""

    def query(self) -> CitationsQuery:
        """The same for the report, ids sorted and each once."""
        return CitationsQuery(
            dimensions=self.dimensions,
            date_range=self.days(),
            run_id=self.run_id,
            brand_ids=self.brands(),
            target_ids=self.targets(),
            prompts=self.prompts,
            where=filter_of(self.where),
            pool=self.pool,
        )


class ReportedCitationsQuery(Shape):
    """The query with nothing left to be guessed."""

    dimensions: list[Dimension]
    """By what rows are split."""
    date_range: ReportedDateRange | None
    """The days; null for the whole of a run."""
    run_id: int | None
    """The run; null for all."""
    brand_ids: list[int] | None
    """The brands that have rows; null for all that are tracked."""
    target_ids: list[int] | None
    """The targets; null for all."""
    prompts: PromptScope
    """Which prompts count."""
    where: AskedFilter | None
    """Which answers count; null for all."""
    pool: list[Pooled]
    """What rows put together although it differs."""


class MeanImpression(Shape):
    """How much of the text rests on a site or speaks of a brand, as the mean over answers."""

    answers: int
    """Over how many answers; the others tell no place, and where there are none all is null."""
    word_share: float | None
    """Of the words of sentences with a subject, by its part in them; 0 to 1."""
    position_adjusted_word_share: float | None
    """The same, with early sentences weighing more (GEO, arXiv 2311.09735)."""
    position_share: float | None
    """By the places of the sentences alone."""
    answer_word_share: float | None
    """Words of its sentences over all words of the answer; shares may add up to more than 1."""


class CitedDomain(ReportedGroup):
    """A site that answers cite, in the answers of a group."""

    domain: str
    """The registrable domain."""
    owner: ReportedBrand | None
    """The tracked brand whose pages these are; null for a third party."""
    owner_kind: OwnerKind
    """Whose site it is."""
    source_type: SourceType | None
    """What kind of site it is; null where no rule tells."""
    times_cited: int
    """Distinct pages of the site, summed over answers."""
    cited_rate: Measured
    """Answers that cite the site, of all counted answers."""
    citation_share: Measured
    """Its citations, of all citations."""
    impression: MeanImpression
    """How much of the text rests on the site, among all that are cited."""


class CitedBrand(ReportedGroup):
    """A tracked brand, in the answers of a group."""

    brand: ReportedBrand
    """The brand."""
    times_cited: int
    """Distinct pages that the brand owns, summed over answers."""
    owned_cited_rate: Measured
    """Answers that cite a page which the brand owns, of all counted answers."""
    impression: MeanImpression
    """How much of the text speaks of the brand, among all that are tracked."""


class CitationsReportPage(Shape):
    """A page of the citations report: sites by group, then by falling number of answers."""

    query: ReportedCitationsQuery
    """The query with nothing left to be guessed."""
    split_by: list[Dimension]
    """By what rows are split beyond what was asked for, so that nothing is pooled silently."""
    domains: list[CitedDomain]
    """The sites of this page."""
    brands: list[CitedBrand]
    """All brands, on each page the same."""
    breaks: list[DriftEventDocument]
    """What changed behind the targets between these answers, newest first: where a chart breaks."""
    notes: list[str]
    """What a reader must know beside the numbers."""
    next_cursor: str | None
    """Where the next page begins; null on the last one."""
