"""Citations: which sites answers rest on, how much of the text each carries, and whose they are."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from monitor.catalog.summary import summarize
from monitor.domain.findings import BrandKind, OwnerKind, SourceType
from monitor.errors import NotFound
from monitor.metrics.cell import MetricCell, PromptCell, tier_of
from monitor.metrics.impression import Impression
from monitor.metrics.visibility import mention_rate
from monitor.reports.citation_counts import CitationCounts, Tally
from monitor.reports.citations_query import CitationsQuery
from monitor.reports.dimension import Dimension
from monitor.reports.facts import Facts
from monitor.reports.grouping import Group, GroupKey, group_places
from monitor.reports.grouping_notes import grouping_notes
from monitor.reports.query import PromptScope, by_day, by_prompt
from monitor.storage.asked_prompts import prompts_by_version
from monitor.storage.citations import cited_places, citing_answers
from monitor.storage.configured import SavedBrand, current_brands, targets_by_id
from monitor.storage.engine import Database
from monitor.storage.model_cards import list_cards
from monitor.storage.runs import run_named
from monitor.storage.visibility import Scope

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
    """

    query: CitationsQuery
    domains: tuple[DomainRow, ...]
    brands: tuple[BrandRow, ...]
    split_by: tuple[Dimension, ...]
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
    scope, days = _scope(query), by_day(query.wanted())
    counts: dict[GroupKey, CitationCounts] = defaultdict(CitationCounts)
    with database.read() as session:
        brands = current_brands(session, workspace_id)
        targets = targets_by_id(session, workspace_id)
        cards = list_cards(session, workspace_id)
        prompted = by_prompt(query.wanted())
        prompts = prompts_by_version(session, workspace_id) if prompted else {}
        if query.run_id is not None:
            run_named(session, workspace_id, query.run_id)
        _require_known("brand_ids", query.brand_ids, {saved.id for saved in brands})
        _require_known("target_ids", query.target_ids, targets.keys())
        facts = Facts(targets, {saved.id: summarize(saved.card) for saved in cards}, prompts)
        places = cited_places(session, workspace_id, scope, by_day=days)
        grouping = group_places(places, query.wanted(), facts)
        keys = {place: grouping.keys_of(place) for place in places}
        tracked = frozenset(saved.id for saved in brands)
        # Texts of targets that the filter leaves out altogether need not be read.
        narrowed = replace(scope, target_ids=_targets_of(grouping.groups))
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
        notes=(*_notes(query, counts.values(), now), *grouping_notes(grouping, places)),
    )


def _targets_of(groups: Iterable[Group]) -> tuple[int, ...]:
    return tuple(sorted({place.target_id for group in groups for place in group.places}))


def _require_known(name: str, asked: Sequence[int] | None, known: Collection[int]) -> None:
    unknown = [str(one) for one in asked or () if one not in known]
    if unknown:
        raise NotFound(f"{name}: this workspace has none of the id {', '.join(unknown)}")


def _scope(query: CitationsQuery) -> Scope:
    asked_from, asked_before = query.date_range.span() if query.date_range else (None, None)
    return Scope(
        asked_from=asked_from,
        asked_before=asked_before,
        run_id=query.run_id,
        target_ids=query.target_ids,
        branded=query.prompts is PromptScope.ALL,
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


def _notes(query: CitationsQuery, groups: Iterable[CitationCounts], now: datetime) -> Iterator[str]:
    known = list(groups)
    if query.prompts is PromptScope.UNBRANDED:
        yield "Only prompts that name no tracked brand count."
    if query.date_range and query.date_range.span()[1] > now:
        yield "The period is not over: the last day is incomplete."
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
