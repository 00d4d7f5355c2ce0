"""Visibility: how often brands are named, beside the parameters of the models that were asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.catalog.summary import CardSummary, summarize
from monitor.domain.answer import COUNTED_OUTCOMES, Outcome
from monitor.errors import NotFound
from monitor.metrics.cell import MetricCell, PromptCell, tier_of
from monitor.metrics.definitions import MetricName
from monitor.metrics.visibility import mention_rate, share_of_voice_presence
from monitor.reports.breaks import ComparedSpan, break_notes, breaks_between
from monitor.reports.dimension import Dimension
from monitor.reports.facts import Facts
from monitor.reports.grouping import Group, Grouping, GroupKey, group_places
from monitor.reports.grouping_notes import grouping_notes
from monitor.reports.query import PromptScope, VisibilityQuery, by_day, by_prompt
from monitor.storage.asked_prompts import prompts_by_version
from monitor.storage.configured import SavedBrand, SavedTarget, current_brands, targets_by_id
from monitor.storage.engine import Database
from monitor.storage.model_cards import list_cards
from monitor.storage.outcomes import PlacedOutcome, outcomes_by_place
from monitor.storage.runs import run_named
from monitor.storage.visibility import Place, PlacedCount, Scope, count_by_place

NOT_ALL_ANALYZED = "no share: not all answers are analyzed with every brand yet"


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
    """

    query: VisibilityQuery
    rows: tuple[VisibilityRow, ...]
    split_by: tuple[Dimension, ...]
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
    scope = _scope(query)
    with database.read() as session:
        days = by_day(query.wanted())
        counts = count_by_place(session, workspace_id, scope, by_day=days)
        outcomes = outcomes_by_place(session, workspace_id, scope, by_day=days)
        brands = current_brands(session, workspace_id)
        targets = targets_by_id(session, workspace_id)
        cards = list_cards(session, workspace_id)
        prompted = by_prompt(query.wanted())
        prompts = prompts_by_version(session, workspace_id) if prompted else {}
        span = scope.asked_from, scope.asked_before
        if query.run_id is not None:
            run = run_named(session, workspace_id, query.run_id)
            span = run.started_at, run.finished_at
        asked = sorted({place.target_id for place in counts})
        breaks = breaks_between(
            session, workspace_id, ComparedSpan(*span, target_ids=asked), across_breaks=True
        )
    _require_known("brand_ids", query.brand_ids, {saved.id for saved in brands})
    _require_known("target_ids", query.target_ids, targets.keys())
    facts = Facts(targets, {saved.id: summarize(saved.card) for saved in cards}, prompts)
    grouping = group_places(counts, query.wanted(), facts)
    builder = _Builder(query, {saved.id: saved for saved in brands}, counts)
    by_group, not_counted = _outcomes_by_group(grouping, counts, outcomes)
    rows = tuple(builder.rows(grouping, by_group))
    notes = (
        *_notes(query, not_counted, now),
        *grouping_notes(grouping, counts),
        *break_notes(breaks),
    )
    return VisibilityReport(query, rows, grouping.split_by, notes)


def _require_known(field: str, asked: Sequence[int] | None, known: Collection[int]) -> None:
    unknown = [str(one) for one in asked or () if one not in known]
    if unknown:
        raise NotFound(f"{field}: this workspace has none of the id {', '.join(unknown)}")


def _scope(query: VisibilityQuery) -> Scope:
    # Brands are left out here: share of voice needs all of them below the line.
    asked_from, asked_before = query.date_range.span() if query.date_range else (None, None)
    return Scope(
        asked_from=asked_from,
        asked_before=asked_before,
        run_id=query.run_id,
        target_ids=query.target_ids,
        branded=query.prompts is PromptScope.ALL,
    )


_Counts = Mapping[Place, Sequence[PlacedCount]]
_Outcomes = Mapping[GroupKey, Mapping[Outcome, int]]


@dataclass(frozen=True, slots=True)
class _Builder:
    query: VisibilityQuery
    brands: Mapping[int, SavedBrand]
    counts: _Counts

    def rows(self, grouping: Grouping, outcomes: _Outcomes) -> Iterable[VisibilityRow]:
        """One row for each brand that was asked for, in each group."""
        for group in grouping.groups:
            cells = self._cells_by_brand(group.places)
            measured = self._measure(cells)
            for brand_id in self._wanted_brands(cells):
                yield VisibilityRow(
                    brand=self.brands[brand_id],
                    group=group,
                    metrics={metric: by_brand[brand_id] for metric, by_brand in measured.items()},
                    outcomes=outcomes.get(group.key, {}),
                )

    def _cells_by_brand(self, places: Sequence[Place]) -> Mapping[int, Sequence[PromptCell]]:
        """The counts of a group by brand and prompt, whatever else tells its places apart."""
        sums: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        for place in places:
            for count in self.counts[place]:
                pair = sums[count.brand_id][place.prompt_id]
                pair[0] += count.k
                pair[1] += count.n
        return {
            brand_id: [PromptCell(prompt_id, k, n) for prompt_id, (k, n) in prompts.items()]
            for brand_id, prompts in sums.items()
        }

    def _wanted_brands(self, cells: Mapping[int, Sequence[PromptCell]]) -> Sequence[int]:
        wanted = self.query.brand_ids
        return [b for b in self.brands if b in cells and (wanted is None or b in wanted)]

    def _measure(
        self, cells: Mapping[int, Sequence[PromptCell]]
    ) -> Mapping[MetricName, Mapping[int, MetricCell]]:
        measured: dict[MetricName, Mapping[int, MetricCell]] = {}
        for metric in self.query.metrics:
            match metric:
                case MetricName.MENTION_RATE:
                    measured[metric] = {b: mention_rate(own) for b, own in cells.items()}
                case MetricName.SHARE_OF_VOICE_PRESENCE:
                    measured[metric] = _shares(cells)
        return measured


def _shares(cells: Mapping[int, Sequence[PromptCell]]) -> Mapping[int, MetricCell]:
    if len({frozenset((c.prompt_id, c.n) for c in own) for own in cells.values()}) > 1:
        # While a new brand is being looked for, some answers have not been read with it yet.
        none = MetricCell(None, 0, 0, 0, None, None, NOT_ALL_ANALYZED, tier_of(0))
        return dict.fromkeys(cells, none)
    shares = share_of_voice_presence({str(b): own for b, own in cells.items()})
    return {int(b): cell for b, cell in shares.items()}


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


def _notes(
    query: VisibilityQuery,
    not_counted: int,
    now: datetime,
) -> Iterable[str]:
    if query.prompts is PromptScope.UNBRANDED:
        yield "Only prompts that name no tracked brand count."
    if query.date_range and query.date_range.span()[1] > now:
        yield "The period is not over: the last day is incomplete."
    if not_counted:
        yield (
            f"{not_counted} questions gave no answer that counts (refused, blocked or failed); "
            "they are in no rate."
        )
