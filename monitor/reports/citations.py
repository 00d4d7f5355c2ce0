"""Citations: which sites answers rest on, how much of the text each carries, and whose they are."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from monitor.domain.findings import BrandKind, OwnerKind, SourceType
from monitor.metrics.cell import MetricCell, PromptCell, tier_of
from monitor.metrics.impression import Impression
from monitor.metrics.visibility import mention_rate
from monitor.reports.breaks import break_notes, breaks_within
from monitor.reports.citation_counts import CitationCounts, Tally
from monitor.reports.citations_query import CitationsQuery
from monitor.reports.dimension import Dimension
from monitor.reports.grouping import Group, GroupKey, group_places
from monitor.reports.grouping_notes import grouping_notes
from monitor.reports.query import by_day
from monitor.reports.scope import check_run, check_subjects, read_facts, scope_notes, scope_of
from monitor.storage.citations import cited_places, citing_answers
from monitor.storage.configured import SavedBrand, current_brands
from monitor.storage.drift import DriftEvent
from monitor.storage.engine import Database

Counted = TypeVar("Counted", SourceType, int)

NO_INTERVAL = "no interval: citations of one answer depend on each other"


@dataclass(frozen=True, slots=True)
class MeanImpression:
    """The mean impression over answers, each prompt weighing the same; see `Impression`.

    Attributes:
        answers: over which the mean is; all other fields are None where there are none.
    """

    answers: int
    word_share: float | None
    position_adjusted_word_share: float | None
    position_share: float | None
    answer_word_share: float | None


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One site, in the answers of a group.

    Attributes:
        times_cited: distinct pages of the site, summed over answers.
        owner: the tracked brand that owns the pages; None for a third party.
        source_type: the commonest of its citations; None where no rule tells.
        cited_rate: answers that cite the site (k) of all counted answers (n).
        citation_share: its citations (k) of all (n).
        impression: among sites, in answers that tell where they cite.
    """

    domain: str
    group: Group
    owner: SavedBrand | None
    owner_kind: OwnerKind
    source_type: SourceType | None
    times_cited: int
    cited_rate: MetricCell
    citation_share: MetricCell
    impression: MeanImpression


@dataclass(frozen=True, slots=True)
class BrandRow:
    """One tracked brand, in the answers of a group.

    Attributes:
        owned_cited_rate: answers that cite a page which the brand owns (k) of all counted (n).
        impression: among tracked brands, in answers that name any.
    """

    brand: SavedBrand
    group: Group
    times_cited: int
    owned_cited_rate: MetricCell
    impression: MeanImpression


@dataclass(frozen=True, slots=True)
class CitationsReport:
    """Rows by group, then sites by falling number of citing answers, and brands by id.

    Attributes:
        split_by: by what rows are split beyond what was asked for.
        breaks: what changed behind the targets between these answers, newest first.
    """

    query: CitationsQuery
    domains: tuple[DomainRow, ...]
    brands: tuple[BrandRow, ...]
    split_by: tuple[Dimension, ...]
    breaks: tuple[DriftEvent, ...]
    notes: tuple[str, ...]


def citations_report(
    database: Database, workspace_id: int, query: CitationsQuery, *, now: datetime
) -> CitationsReport:
    """The report; time grows with the answers of the scope, whose texts are read.

    Raises:
        BadInput: the query cannot be answered; the message says why.
        NotFound: a brand, target or run of the query is not there.
    """
    query = query.explicit(now.date())
    scope, days = scope_of(query), by_day(query.wanted())
    counts: dict[GroupKey, CitationCounts] = defaultdict(CitationCounts)
    with database.read() as session:
        check_run(session, workspace_id, query.run_id)
        brands = current_brands(session, workspace_id)
        facts = read_facts(session, workspace_id, query.wanted())
        check_subjects(query, brands, facts.targets)
        places = cited_places(session, workspace_id, scope, by_day=days)
        grouping = group_places(places, query.wanted(), facts)
        breaks = breaks_within(session, workspace_id, scope, grouping.target_ids())
        keys = {place: grouping.keys_of(place) for place in places}
        tracked = frozenset(saved.id for saved in brands)
        # Texts of targets that the filter leaves out altogether need not be read.
        narrowed = replace(scope, target_ids=grouping.target_ids())
        for answer in citing_answers(session, workspace_id, narrowed, by_day=days):
            for key in keys.get(answer.place, ()):
                counts[key].add(answer, tracked)
    known = {saved.id: saved for saved in brands}
    counted = [(group, counts[group.key]) for group in grouping.groups]
    return CitationsReport(
        query=query,
        domains=tuple(row for group, own in counted for row in _domain_rows(group, own, known)),
        brands=tuple(
            row for group, own in counted for row in _brand_rows(group, own, known, query.brand_ids)
        ),
        split_by=grouping.split_by,
        breaks=breaks,
        notes=(
            *scope_notes(query, query.date_range, now),
            *_notes(counts.values()),
            *grouping_notes(grouping, places),
            *break_notes(breaks),
        ),
    )


def _domain_rows(
    group: Group, counts: CitationCounts, brands: Mapping[int, SavedBrand]
) -> Iterator[DomainRow]:
    rows = []
    for domain, tally in counts.domains.items():
        owner = _commonest(tally.owners)
        saved = None if owner is None else brands.get(owner)
        rows.append(
            DomainRow(
                domain=domain,
                group=group,
                owner=saved,
                owner_kind=_owner_kind(saved),
                source_type=_commonest(tally.types),
                times_cited=tally.times,
                cited_rate=_rate(tally.answers, counts.answers),
                citation_share=_share(tally.times, counts),
                impression=_mean(tally.impressions, counts.located),
            )
        )
    yield from sorted(rows, key=lambda row: (-row.cited_rate.k, -row.times_cited, row.domain))


def _brand_rows(
    group: Group,
    counts: CitationCounts,
    brands: Mapping[int, SavedBrand],
    wanted: Collection[int] | None,
) -> Iterator[BrandRow]:
    for brand_id, saved in sorted(brands.items()):
        if wanted is None or brand_id in wanted:
            tally = counts.owned.get(brand_id, Tally())
            yield BrandRow(
                brand=saved,
                group=group,
                times_cited=tally.times,
                owned_cited_rate=_rate(tally.answers, counts.answers),
                impression=_mean(tally.impressions, counts.naming),
            )


def _rate(cited: Mapping[int, int], answers: Mapping[int, int]) -> MetricCell:
    return mention_rate([PromptCell(p, cited.get(p, 0), n) for p, n in sorted(answers.items())])


def _share(times: int, group: CitationCounts) -> MetricCell:
    return MetricCell(
        value=times / group.citations if group.citations else None,
        k=times,
        n=group.citations,
        n_prompts=len(group.answers),
        ci_low=None,
        ci_high=None,
        method=NO_INTERVAL,
        tier=tier_of(group.citing),
    )


def _mean(
    by_prompt: Mapping[int, Sequence[Impression]], answers: Mapping[int, int]
) -> MeanImpression:
    """The mean over prompts of the mean over answers; answers without the subject count as 0."""
    total = sum(answers.values())
    if not total:
        return MeanImpression(0, None, None, None, None)

    def mean(name: str) -> float:
        sums = {p: math.fsum(getattr(each, name) for each in own) for p, own in by_prompt.items()}
        return math.fsum(sums.get(p, 0.0) / n for p, n in answers.items()) / len(answers)

    return MeanImpression(
        answers=total,
        word_share=mean("word_share"),
        position_adjusted_word_share=mean("position_adjusted_word_share"),
        position_share=mean("position_share"),
        answer_word_share=mean("answer_word_share"),
    )


def _commonest(counted: Counter[Counted]) -> Counted | None:
    return min(counted, key=lambda each: (-counted[each], str(each))) if counted else None


def _owner_kind(saved: SavedBrand | None) -> OwnerKind:
    if saved is None:
        return OwnerKind.THIRD_PARTY
    return OwnerKind.OWN if saved.brand.kind is BrandKind.OWN else OwnerKind.COMPETITOR


def _notes(groups: Iterable[CitationCounts]) -> Iterator[str]:
    known = list(groups)
    answers = sum(group.answers.total() for group in known)
    citing = sum(group.citing for group in known)
    located = sum(group.located.total() for group in known)
    if answers:
        yield f"{citing} of {answers} answers cite a source."
    if citing > located:
        yield (
            f"{citing - located} of them do not tell where in the text they cite; they are in no "
            "word share."
        )
    if unknown := sum(group.unknown for group in known):
        yield f"{unknown} citations have no domain; they count in the shares and have no row."
