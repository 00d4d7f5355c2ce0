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
from monitor.reports.query import Dimension, PromptScope, VisibilityQuery
from monitor.storage.configured import SavedBrand, SavedTarget, current_brands, targets_by_id
from monitor.storage.engine import Database
from monitor.storage.model_cards import list_cards
from monitor.storage.runs import run_named
from monitor.storage.visibility import (
    BrandCounts,
    OutcomeCount,
    Scope,
    count_mentions,
    count_outcomes,
)

NOT_ALL_ANALYZED = "no share: not all answers are analyzed with every brand yet"


@dataclass(frozen=True, slots=True)
class VisibilityRow:
    """One row: a brand, a target, or a brand with a target.

    Attributes:
        brand, target: None where the report is not split by them.
        served_models: the models that really answered, as they name themselves.
        outcomes: how all questions of the row's target ended, the counted ones included.
        card: the summary of the target's model card; None where the report is not split by
            target or nothing is known of the model.
    """

    brand: SavedBrand | None
    target: SavedTarget | None
    metrics: Mapping[MetricName, MetricCell]
    served_models: tuple[str, ...]
    outcomes: Mapping[Outcome, int]
    card: CardSummary | None


@dataclass(frozen=True, slots=True)
class VisibilityReport:
    """The rows with the query that made them and what a reader must know beside them."""

    query: VisibilityQuery
    rows: tuple[VisibilityRow, ...]
    notes: tuple[str, ...]


def visibility_report(
    database: Database, workspace_id: int, query: VisibilityQuery, *, now: datetime
) -> VisibilityReport:
    """The report, rows by target in the order of configuration, then by brand.

    Raises:
        BadInput: the query cannot be answered; the message says why.
        NotFound: a brand, target or run of the query is not there.
    """
    query = query.explicit(now.date())
    scope = _scope(query)
    with database.read() as session:
        counts = count_mentions(session, workspace_id, scope)
        outcomes = count_outcomes(session, workspace_id, scope)
        brands = current_brands(session, workspace_id)
        targets = targets_by_id(session, workspace_id)
        cards = list_cards(session, workspace_id)
        if query.run_id is not None:
            run_named(session, workspace_id, query.run_id)
    _require_known("brand_ids", query.brand_ids, {saved.id for saved in brands})
    _require_known("target_ids", query.target_ids, targets.keys())
    builder = _Builder(
        query=query,
        brands={saved.id: saved for saved in brands},
        targets=targets,
        cards={saved.id: summarize(saved.card) for saved in cards},
        outcomes=outcomes,
    )
    rows = tuple(builder.rows(counts))
    return VisibilityReport(query, rows, tuple(_notes(query, rows, counts, outcomes, now)))


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


@dataclass(frozen=True, slots=True)
class _Builder:
    query: VisibilityQuery
    brands: Mapping[int, SavedBrand]
    targets: Mapping[int, SavedTarget]
    cards: Mapping[int, CardSummary]
    outcomes: Sequence[OutcomeCount]

    def rows(self, counts: Sequence[BrandCounts]) -> Iterable[VisibilityRow]:
        """One row for each brand that was asked for, in each group of targets."""
        for target_id, group in self._by_target(counts).items():
            cells = _cells_by_brand(group)
            measured = self._measure(cells)
            for brand_id in self._wanted_brands(cells):
                yield self._row(brand_id, target_id, group, measured)

    def _by_target(
        self, counts: Sequence[BrandCounts]
    ) -> Mapping[int | None, Sequence[BrandCounts]]:
        if Dimension.TARGET not in self.query.dimensions:
            return {None: counts} if counts else {}
        groups: dict[int, list[BrandCounts]] = defaultdict(list)
        for count in counts:
            groups[count.target_id].append(count)
        return {target_id: groups[target_id] for target_id in sorted(groups)}

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

    def _row(
        self,
        brand_id: int,
        target_id: int | None,
        group: Sequence[BrandCounts],
        measured: Mapping[MetricName, Mapping[int, MetricCell]],
    ) -> VisibilityRow:
        target = self.targets[target_id] if target_id is not None else None
        return VisibilityRow(
            brand=self.brands[brand_id],
            target=target,
            metrics={metric: by_brand[brand_id] for metric, by_brand in measured.items()},
            served_models=tuple(sorted({c.served_model for c in group if c.served_model})),
            outcomes=self._outcomes(target_id),
            card=self._card(target, group),
        )

    def _card(self, target: SavedTarget | None, group: Sequence[BrandCounts]) -> CardSummary | None:
        if target is None:
            return None
        card_ids = {count.model_card_id for count in group if count.model_card_id is not None}
        # Answers of one target with several cards are told apart in the notes, not averaged.
        card_id = max(card_ids, default=target.model_card_id)
        return None if card_id is None else self.cards.get(card_id)

    def _outcomes(self, target_id: int | None) -> Mapping[Outcome, int]:
        totals: dict[Outcome, int] = defaultdict(int)
        for count in self.outcomes:
            if target_id is None or count.target_id == target_id:
                totals[count.outcome] += count.count
        return dict(totals)


def _shares(cells: Mapping[int, Sequence[PromptCell]]) -> Mapping[int, MetricCell]:
    if len({frozenset((c.prompt_id, c.n) for c in own) for own in cells.values()}) > 1:
        # While a new brand is being looked for, some answers have not been read with it yet.
        none = MetricCell(None, 0, 0, 0, None, None, NOT_ALL_ANALYZED, tier_of(0))
        return dict.fromkeys(cells, none)
    shares = share_of_voice_presence({str(b): own for b, own in cells.items()})
    return {int(b): cell for b, cell in shares.items()}


def _cells_by_brand(group: Sequence[BrandCounts]) -> Mapping[int, Sequence[PromptCell]]:
    """The counts of a group by brand and prompt, whatever target and served model they are of."""
    sums: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for count in group:
        pair = sums[count.brand_id][count.prompt_id]
        pair[0] += count.k
        pair[1] += count.n
    return {
        brand_id: [PromptCell(prompt_id, k, n) for prompt_id, (k, n) in prompts.items()]
        for brand_id, prompts in sums.items()
    }


def _notes(
    query: VisibilityQuery,
    rows: Sequence[VisibilityRow],
    counts: Sequence[BrandCounts],
    outcomes: Sequence[OutcomeCount],
    now: datetime,
) -> Iterable[str]:
    if query.prompts is PromptScope.UNBRANDED:
        yield "Only prompts that name no tracked brand count."
    if query.date_range and query.date_range.span()[1] > now:
        yield "The period is not over: the last day is incomplete."
    not_counted = sum(o.count for o in outcomes if o.outcome not in COUNTED_OUTCOMES)
    if not_counted:
        yield (
            f"{not_counted} questions gave no answer that counts (refused, blocked or failed); "
            "they are in no rate."
        )
    if Dimension.TARGET not in query.dimensions and len({c.target_id for c in counts}) > 1:
        yield f"Each rate pools {len({c.target_id for c in counts})} targets."
    for key, models in sorted(
        {row.target.target.key: row.served_models for row in rows if row.target}.items()
    ):
        if len(models) > 1:
            yield f"Target {key} was served by {len(models)} models: {', '.join(models)}."
