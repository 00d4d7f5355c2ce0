"""Changes: how brands' visibility differs between two periods or runs, prompt by prompt.

A change is called one only where the test carries it, after adjusting for all tests of the report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.errors import BadInput
from monitor.metrics.cell import MetricCell, PromptCell, Tier
from monitor.metrics.definitions import MetricName
from monitor.metrics.multiple_tests import benjamini_hochberg
from monitor.metrics.paired_shares import share_difference
from monitor.metrics.pairs import PairedDifference, paired_difference
from monitor.reports.association_words import FOUND_AT
from monitor.reports.breaks import ADVICE, ComparedSpan, breaks_between
from monitor.reports.changes_notes import changes_notes
from monitor.reports.changes_query import ChangesQuery
from monitor.reports.changes_rows import (
    ChangeRow,
    ChangesReport,
    ChangeVerdict,
    Side,
)
from monitor.reports.facts import Facts
from monitor.reports.grouping import Group, Grouping, group_places
from monitor.reports.measured import (
    CellsByBrand,
    PlacedCounts,
    all_read_alike,
    cells_by_brand,
    measure,
)
from monitor.reports.query import PromptScope
from monitor.reports.scope import check_run, check_subjects, read_facts
from monitor.reports.setting_rows import FEWEST_PROMPTS
from monitor.storage.asked_spans import asked_spans
from monitor.storage.configured import SavedBrand, current_brands
from monitor.storage.engine import Database, Transaction
from monitor.storage.visibility import Place, Scope, count_by_place


def changes_report(
    database: Database, workspace_id: int, query: ChangesQuery, *, now: datetime
) -> ChangesReport:
    """The report, rows by what they are split by, then by brand and metric.

    Raises:
        BadInput: the query cannot be answered, or something changed behind a target and it was not
            asked to compare all the same; the message says why.
        NotFound: a brand, target or run of the query is not there.
    """
    query = query.explicit(now.date())
    earlier, later = _scopes(query)
    with database.read() as session:
        for run_id in (query.earlier_run, query.later_run):
            check_run(session, workspace_id, run_id)
        before = count_by_place(session, workspace_id, earlier, by_day=False)
        after = count_by_place(session, workspace_id, later, by_day=False)
        brands = current_brands(session, workspace_id)
        facts = read_facts(session, workspace_id, query.wanted())
        check_subjects(query, brands, facts.targets)
        grouping = group_places({**before, **after}, query.wanted(), facts)
        served = [_sources_by_target(grouping, places) for places in (before, after)]
        # Of targets with answers in one period only, nothing is compared.
        compared = sorted(served[0].keys() & served[1].keys())
        span = _span(session, workspace_id, query, compared)
        breaks = breaks_between(session, workspace_id, span, across_breaks=query.across_breaks)
    if not query.across_breaks:
        _refuse_other_models(served[0], served[1], facts)
    builder = _Builder(query, {saved.id: saved for saved in brands}, before, after)
    rows, tested = _judged(list(builder.rows(grouping)))
    report = ChangesReport(query, tuple(rows), grouping.split_by, tested, breaks, ())
    return replace(report, notes=changes_notes(report, grouping, {**before, **after}, now))


def _scopes(query: ChangesQuery) -> tuple[Scope, Scope]:
    def scope(span: tuple[datetime, datetime] | None, run_id: int | None) -> Scope:
        asked_from, asked_before = span or (None, None)
        return Scope(
            asked_from=asked_from,
            asked_before=asked_before,
            run_id=run_id,
            target_ids=query.target_ids,
            branded=query.prompts is PromptScope.ALL,
        )

    spans = [None if days is None else days.span() for days in (query.earlier, query.later)]
    return scope(spans[0], query.earlier_run), scope(spans[1], query.later_run)


def _sources_by_target(
    grouping: Grouping, places: Collection[Place]
) -> Mapping[int, frozenset[str | None]]:
    """Who served each target, in the answers that the filter admits."""
    served: dict[int, set[str | None]] = defaultdict(set)
    for place in places:
        if grouping.keys_of(place):
            served[place.target_id].add(place.served_model)
    return {target_id: frozenset(names) for target_id, names in served.items()}


def _span(
    session: Transaction, workspace_id: int, query: ChangesQuery, compared: Sequence[int]
) -> ComparedSpan:
    if query.earlier is not None and query.later is not None:
        return ComparedSpan(query.earlier.span()[0], query.later.span()[1], compared)
    first, last = (
        asked_spans(session, workspace_id, Scope(run_id=run_id, target_ids=compared))
        for run_id in (query.earlier_run, query.later_run)
    )
    if not first or not last:
        return ComparedSpan(None, None, ())
    since = min(begin for begin, _ in first.values())
    until = max(end for _, end in last.values()) + timedelta(microseconds=1)
    return ComparedSpan(since, until, compared)


def _refuse_other_models(
    before: Mapping[int, frozenset[str | None]],
    after: Mapping[int, frozenset[str | None]],
    facts: Facts,
) -> None:
    """Refuse targets that no model served in both periods, also where no event tells it yet."""
    for target_id in sorted(before.keys() & after.keys()):
        earlier, later = before[target_id], after[target_id]
        if None not in earlier | later and earlier.isdisjoint(later):
            told = [" and ".join(sorted(filter(None, names))) for names in (earlier, later)]
            raise BadInput(
                f"{facts.targets[target_id].target.key}: {told[0]} answered in the earlier period "
                f"and {told[1]} in the later one. {ADVICE}"
            )


@dataclass(frozen=True, slots=True)
class _Part:
    """What one period says in a group: cells by prompt, and by wording for the pairs."""

    cells: CellsByBrand
    wordings: CellsByBrand
    measured: Mapping[MetricName, Mapping[int, MetricCell]]
    places: tuple[Place, ...]

    def answered(self, brand_id: int) -> set[int]:
        return {cell.prompt_id for cell in self.wordings.get(brand_id, ()) if cell.n}


@dataclass(frozen=True, slots=True)
class _Builder:
    query: ChangesQuery
    brands: Mapping[int, SavedBrand]
    before: PlacedCounts
    after: PlacedCounts

    def rows(self, grouping: Grouping) -> Iterator[ChangeRow]:
        """A row for each group, brand and metric, not yet judged."""
        for group in grouping.groups:
            earlier, later = self._part(group, self.before), self._part(group, self.after)
            for brand_id, saved in self.brands.items():
                if not self._is_wanted(brand_id, earlier, later):
                    continue
                for metric in self.query.metrics:
                    yield ChangeRow(
                        brand=saved,
                        group=group,
                        metric=metric,
                        earlier=_side(earlier, later, brand_id, metric, grouping.facts),
                        later=_side(later, earlier, brand_id, metric, grouping.facts),
                        difference=_difference(earlier, later, brand_id, metric),
                        q=None,
                        verdict=ChangeVerdict.TOO_FEW_PROMPTS,
                    )

    def _is_wanted(self, brand_id: int, earlier: _Part, later: _Part) -> bool:
        is_measured = brand_id in earlier.cells or brand_id in later.cells
        wanted = self.query.brand_ids
        return is_measured and (wanted is None or brand_id in wanted)

    def _part(self, group: Group, counts: PlacedCounts) -> _Part:
        places = tuple(place for place in group.places if place in counts)
        cells = cells_by_brand(places, counts)
        wordings = cells_by_brand(places, counts, by_version=True)
        return _Part(cells, wordings, measure(cells, self.query.metrics), places)


def _side(own: _Part, other: _Part, brand_id: int, metric: MetricName, facts: Facts) -> Side:
    cards = {facts.card_id(place) for place in own.places}
    nothing = measure({brand_id: []}, [metric])[metric][brand_id]
    return Side(
        measured=own.measured[metric].get(brand_id, nothing),
        left_out=len(own.answered(brand_id) - other.answered(brand_id)),
        served_models=tuple(sorted({p.served_model for p in own.places if p.served_model})),
        card=facts.card(own.places[0]) if len(cards) == 1 else None,
    )


def _difference(
    earlier: _Part, later: _Part, brand_id: int, metric: MetricName
) -> PairedDifference | None:
    match metric:
        case MetricName.MENTION_RATE:
            before, after = (_rates(part.wordings.get(brand_id, ())) for part in (earlier, later))
            both = sorted(before.keys() & after.keys())
            return paired_difference([after[prompt] - before[prompt] for prompt in both])
        case MetricName.SHARE_OF_VOICE_PRESENCE:
            if not (all_read_alike(earlier.wordings) and all_read_alike(later.wordings)):
                return None
            return share_difference(earlier.wordings, later.wordings, brand_id)


def _rates(cells: Sequence[PromptCell]) -> dict[int, float]:
    return {cell.prompt_id: cell.k / cell.n for cell in cells if cell.n}


def _judged(rows: Sequence[ChangeRow]) -> tuple[list[ChangeRow], int]:
    """The rows with q-values and verdicts, and how many are tested."""
    tested = [(index, _tested_p(row)) for index, row in enumerate(rows)]
    p_values = {index: p for index, p in tested if p is not None}
    adjusted = dict(zip(p_values, benjamini_hochberg(list(p_values.values())), strict=True))
    judged = []
    for index, row in enumerate(rows):
        q = adjusted.get(index)
        judged.append(replace(row, q=q, verdict=_verdict(row, q)))
    return judged, len(p_values)


def _tested_p(row: ChangeRow) -> float | None:
    if row.difference is None or row.difference.prompts < FEWEST_PROMPTS:
        return None
    return None if _has_few_answers(row) else row.difference.p


def _has_few_answers(row: ChangeRow) -> bool:
    return Tier.TOO_FEW in {row.earlier.measured.tier, row.later.measured.tier}


def _verdict(row: ChangeRow, q: float | None) -> ChangeVerdict:
    if q is None or row.difference is None:
        has_prompts = row.difference is not None and row.difference.prompts >= FEWEST_PROMPTS
        return ChangeVerdict.TOO_FEW_ANSWERS if has_prompts else ChangeVerdict.TOO_FEW_PROMPTS
    if q > FOUND_AT:
        return ChangeVerdict.NO_CHANGE_SHOWN
    return ChangeVerdict.ROSE if row.difference.mean > 0 else ChangeVerdict.FELL
