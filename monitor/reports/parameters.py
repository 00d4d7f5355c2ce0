"""Parameters: whether visibility goes with what is known of the models, and how far that carries.

Associations between models, never causes: bigger models are newer and were trained on other data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from monitor.catalog.drift import DriftKind
from monitor.metrics.by_parameters import ModelPoint, associate
from monitor.metrics.cell import MetricCell
from monitor.metrics.definitions import MetricName
from monitor.metrics.multiple_tests import benjamini_hochberg
from monitor.metrics.visibility import mention_rate, share_of_voice_presence
from monitor.reports.asked_alike import AskedModel, BrandCounts, Catalog, Setup, gather_setups
from monitor.reports.breaks import break_notes, breaks_within
from monitor.reports.factors import Place, place_of
from monitor.reports.facts import Facts
from monitor.reports.filters import Filter, admits
from monitor.reports.measured import PlacedCounts
from monitor.reports.parameters_notes import parameters_notes
from monitor.reports.parameters_query import COUNTS, Factor, ParametersQuery
from monitor.reports.parameters_rows import (
    FactorExclusions,
    ParametersReport,
    ParametersRow,
    ScatterPoint,
)
from monitor.reports.query import by_day
from monitor.reports.scope import check_run, check_subjects, read_facts, scope_of
from monitor.reports.setting_rows import setting_rows
from monitor.storage.configured import SavedBrand, SavedTarget, current_brands
from monitor.storage.drift import DriftEvent
from monitor.storage.engine import Database
from monitor.storage.visibility import count_by_place

_OF_WHO_ANSWERS = frozenset({DriftKind.SERVED_MODEL, DriftKind.ALIAS_MOVED})


def parameters_report(
    database: Database, workspace_id: int, query: ParametersQuery, *, now: datetime
) -> ParametersReport:
    """The report, rows by setup (most models first), metric, factor and brand.

    Raises:
        BadInput: the query cannot be answered; the message says why.
        NotFound: a brand, target or run of the query is not there.
    """
    query = query.explicit(now.date())
    scope = scope_of(query)
    with database.read() as session:
        check_run(session, workspace_id, query.run_id)
        days = by_day(query.wanted())
        placed = count_by_place(session, workspace_id, scope, by_day=days)
        brands = current_brands(session, workspace_id)
        facts = read_facts(session, workspace_id, query.wanted())
        check_subjects(query, brands, facts.targets)
        counts = tuple(_admitted(placed, query.where, facts))
        asked = sorted({count.target_id for count in counts})
        breaks = breaks_within(session, workspace_id, scope, asked)
    setups, unknown = gather_setups(counts, Catalog(facts.targets, facts.cards))
    wanted = [b for b in brands if query.brand_ids is None or b.id in query.brand_ids]
    comparisons = list(_comparisons(query, setups))
    rows = with_q_values(
        [c.row(brand, metric) for c in comparisons for metric in query.metrics for brand in wanted]
    )
    left_out = (comparison.exclusions() for comparison in comparisons)
    report = ParametersReport(
        query=query,
        setups=setups,
        rows=tuple(sorted(rows, key=_place)),
        exclusions=unknown,
        factor_exclusions=tuple(each for each in left_out if each.exclusions),
        settings=setting_rows(setups, wanted),
        breaks=breaks,
        notes=(),
    )
    told = parameters_notes(report, _untold(moved_aliases(counts, facts.targets), breaks))
    return replace(report, notes=(*told, *break_notes(breaks)))


def _admitted(placed: PlacedCounts, where: Filter | None, facts: Facts) -> Iterator[BrandCounts]:
    """The counts of the places that the filter admits, by brand, who answered, and prompt."""
    sums: dict[tuple[int, int, str | None, int | None, int], list[int]] = {}
    for place, counts in placed.items():
        if where is not None and not admits(where, partial(facts.values, place)):
            continue
        answered = place.target_id, place.served_model, place.model_card_id, place.prompt_id
        for count in counts:
            pair = sums.setdefault((count.brand_id, *answered), [0, 0])
            pair[0] += count.n
            pair[1] += count.k
    return (BrandCounts(*key, n, k) for key, (n, k) in sums.items())


def _place(row: ParametersRow) -> tuple[int, int, int, int]:
    factors, metrics = list(Factor), list(MetricName)
    # Results by total and by active parameters stand beside each other.
    return row.setup, metrics.index(row.metric), row.brand.id, factors.index(row.factor)


_Measured = Mapping[tuple[str, MetricName], Mapping[int, MetricCell]]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A setup that is compared by one factor.

    Attributes:
        measured: by model and metric, each brand's cell.
        placed: each model with where it stands on the factor.
    """

    number: int
    setup: Setup
    factor: Factor
    measured: _Measured
    placed: Sequence[tuple[AskedModel, Place]]

    def exclusions(self) -> FactorExclusions:
        """The models that do not take part."""
        left_out = tuple(place.excluded for _, place in self.placed if place.excluded is not None)
        return FactorExclusions(self.number, self.factor, left_out)

    def row(self, brand: SavedBrand, metric: MetricName) -> ParametersRow:
        """What the models say of one brand."""
        scatter, points = [], []
        for model, place in self.placed:
            cell = self.measured[model.key, metric].get(brand.id)
            if cell is None or cell.value is None:
                continue
            tested = place.excluded is None
            scatter.append(ScatterPoint(model.key, place.low, place.high, cell, tested))
            if tested and place.low is not None and place.high is not None:
                cells = model.cells(brand.id, self.setup.prompts)
                family = model.summary.family
                points.append(
                    ModelPoint(model.key, family, place.low, place.high, cell.value, cells)
                )
        found = associate(points, two_groups=self.factor not in COUNTS)
        if metric is not MetricName.MENTION_RATE:
            # The regression over answers is one of naming the brand, which is another metric.
            found = replace(found, secondary=None)
        return ParametersRow(
            setup=self.number,
            brand=brand,
            metric=metric,
            factor=self.factor,
            association=found,
            q=None,
            points=tuple(scatter),
        )


def _comparisons(query: ParametersQuery, setups: Sequence[Setup]) -> Iterator[_Comparison]:
    for number, setup in enumerate(setups):
        measured = {
            (model.key, metric): _measure(model, setup.prompts, metric)
            for model in setup.models
            for metric in query.metrics
        }
        for factor in Factor:
            placed = [
                (model, place_of(model, factor, with_estimates=query.include_estimates))
                for model in setup.models
            ]
            yield _Comparison(number, setup, factor, measured, placed)


def _measure(
    model: AskedModel, prompts: Sequence[int], metric: MetricName
) -> Mapping[int, MetricCell]:
    cells = {brand_id: model.cells(brand_id, prompts) for brand_id in model.counts}
    if metric is MetricName.MENTION_RATE:
        return {brand_id: mention_rate(own) for brand_id, own in cells.items()}
    if len({tuple((cell.prompt_id, cell.n) for cell in own) for own in cells.values()}) > 1:
        return {}  # not all answers are analyzed with every brand yet
    shares = share_of_voice_presence({str(brand_id): own for brand_id, own in cells.items()})
    return {int(brand_id): cell for brand_id, cell in shares.items()}


def with_q_values(rows: Sequence[ParametersRow]) -> list[ParametersRow]:
    """The rows with p-values adjusted over all that test the same metric and factor."""
    adjusted = list(rows)
    families: dict[tuple[MetricName, Factor], list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        if row.association.p is not None:
            families[row.metric, row.factor].append(index)
    for indexes in families.values():
        p_values = [rows[index].association.p or 0.0 for index in indexes]
        for index, q in zip(indexes, benjamini_hochberg(p_values), strict=True):
            adjusted[index] = replace(rows[index], q=q)
    return adjusted


def moved_aliases(
    counts: Sequence[BrandCounts], targets: Mapping[int, SavedTarget]
) -> tuple[str, ...]:
    """The keys of targets that were served by several models."""
    served: dict[int, set[tuple[str | None, int | None]]] = defaultdict(set)
    for count in counts:
        served[count.target_id].add((count.served_model, count.model_card_id))
    return tuple(
        sorted(targets[id_].target.key for id_, models in served.items() if len(models) > 1)
    )


def _untold(moved: Sequence[str], breaks: Sequence[DriftEvent]) -> tuple[str, ...]:
    """The moved aliases of which no break tells already."""
    told = {event.target for event in breaks if event.change.kind in _OF_WHO_ANSWERS}
    return tuple(key for key in moved if key not in told)
