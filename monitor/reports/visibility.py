"""Visibility: how often brands are named, beside the parameters of the models that were asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.catalog.summary import CardSummary
from monitor.domain.answer import COUNTED_OUTCOMES, Outcome
from monitor.metrics.cell import MetricCell
from monitor.metrics.definitions import MetricName
from monitor.reports.breaks import break_notes, breaks_within
from monitor.reports.dimension import Dimension
from monitor.reports.grouping import Group, Grouping, GroupKey, group_places
from monitor.reports.grouping_notes import grouping_notes
from monitor.reports.measured import CellsByBrand, PlacedCounts, cells_by_brand, measure
from monitor.reports.query import VisibilityQuery, by_day
from monitor.reports.scope import check_run, check_subjects, read_facts, scope_notes, scope_of
from monitor.storage.configured import SavedBrand, SavedTarget, current_brands
from monitor.storage.drift import DriftEvent
from monitor.storage.engine import Database
from monitor.storage.outcomes import PlacedOutcome, outcomes_by_place
from monitor.storage.visibility import Place, count_by_place


@dataclass(frozen=True, slots=True)
class VisibilityRow:
    """One row: a brand in the answers of a group.

    Attributes:
        outcomes: how all questions that can belong to the group ended, the counted ones included.
            Who would have served a question that failed is not known: it stands beside each served
            model of its target.
    """

    brand: SavedBrand
    group: Group
    metrics: Mapping[MetricName, MetricCell]
    outcomes: Mapping[Outcome, int]

    @property
    def target(self) -> SavedTarget | None:
        """The target; None where the report is not split by it."""
        return self.group.target

    @property
    def served_models(self) -> tuple[str, ...]:
        """The models that really answered, as they name themselves."""
        return self.group.served_models

    @property
    def card(self) -> CardSummary | None:
        """What is known of the model; None where several answered, or nothing is known."""
        return self.group.card


@dataclass(frozen=True, slots=True)
class VisibilityReport:
    """The rows with the query that made them and what a reader must know beside them.

    Attributes:
        split_by: by what rows are split beyond what was asked for.
        breaks: what changed behind the targets between these answers, newest first.
    """

    query: VisibilityQuery
    rows: tuple[VisibilityRow, ...]
    split_by: tuple[Dimension, ...]
    breaks: tuple[DriftEvent, ...]
    notes: tuple[str, ...]


def visibility_report(
    database: Database, workspace_id: int, query: VisibilityQuery, *, now: datetime
) -> VisibilityReport:
    """The report, rows by what they are split by, targets as configured, then by brand.

    Raises:
        BadInput: the query cannot be answered; the message says why.
        NotFound: a brand, target or run of the query is not there.
    """
    query = query.explicit(now.date())
    scope = scope_of(query)
    with database.read() as session:
        check_run(session, workspace_id, query.run_id)
        days = by_day(query.wanted())
        counts = count_by_place(session, workspace_id, scope, by_day=days)
        outcomes = outcomes_by_place(session, workspace_id, scope, by_day=days)
        brands = current_brands(session, workspace_id)
        facts = read_facts(session, workspace_id, query.wanted())
        check_subjects(query, brands, facts.targets)
        grouping = group_places(counts, query.wanted(), facts)
        breaks = breaks_within(session, workspace_id, scope, grouping.target_ids())
    by_group, not_counted = _outcomes_by_group(grouping, counts, outcomes)
    builder = _Builder(query, {saved.id: saved for saved in brands}, counts)
    rows = tuple(builder.rows(grouping, by_group))
    notes = (
        *scope_notes(query, query.date_range, now),
        *_notes(not_counted),
        *grouping_notes(grouping, counts),
        *break_notes(breaks),
    )
    return VisibilityReport(query, rows, grouping.split_by, breaks, notes)


_Outcomes = Mapping[GroupKey, Mapping[Outcome, int]]


@dataclass(frozen=True, slots=True)
class _Builder:
    query: VisibilityQuery
    brands: Mapping[int, SavedBrand]
    counts: PlacedCounts

    def rows(self, grouping: Grouping, outcomes: _Outcomes) -> Iterable[VisibilityRow]:
        """One row for each brand that was asked for, in each group."""
        for group in grouping.groups:
            cells = cells_by_brand(group.places, self.counts)
            measured = measure(cells, self.query.metrics)
            for brand_id in self._wanted_brands(cells):
                yield VisibilityRow(
                    brand=self.brands[brand_id],
                    group=group,
                    metrics={metric: by_brand[brand_id] for metric, by_brand in measured.items()},
                    outcomes=outcomes.get(group.key, {}),
                )

    def _wanted_brands(self, cells: CellsByBrand) -> Sequence[int]:
        wanted = self.query.brand_ids
        return [b for b in self.brands if b in cells and (wanted is None or b in wanted)]


def _outcomes_by_group(
    grouping: Grouping, counts: Iterable[Place], outcomes: Sequence[PlacedOutcome]
) -> tuple[_Outcomes, int]:
    """How questions ended, by group, and how many of them all gave no answer that counts."""
    served: dict[int, set[tuple[str | None, int | None]]] = defaultdict(set)
    for place in counts:
        served[place.target_id].add((place.served_model, place.model_card_id))
    totals: dict[GroupKey, dict[Outcome, int]] = defaultdict(lambda: defaultdict(int))
    not_counted = 0
    for each in outcomes:
        keys = _groups_of(grouping, each, served.get(each.target_id, set()))
        for key in keys:
            totals[key][each.outcome] += each.count
        if keys and each.outcome not in COUNTED_OUTCOMES:
            not_counted += each.count
    return {key: dict(own) for key, own in totals.items()}, not_counted


def _groups_of(
    grouping: Grouping, ended: PlacedOutcome, served: Collection[tuple[str | None, int | None]]
) -> set[GroupKey]:
    """The groups to which questions can belong, by any model that serves their target."""
    return {
        key
        for served_model, card_id in served or [(None, None)]
        for key in grouping.keys_of(
            Place(
                target_id=ended.target_id,
                served_model=served_model,
                model_card_id=card_id,
                prompt_id=ended.prompt_id,
                prompt_version_id=ended.prompt_version_id,
                day=ended.day,
            )
        )
    }


def _notes(not_counted: int) -> Iterable[str]:
    if not_counted:
        yield (
            f"{not_counted} questions gave no answer that counts (refused, blocked or failed); "
            "they are in no rate."
        )
