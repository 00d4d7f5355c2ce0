"""The shapes of a report on parameters."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.metrics.by_parameters import Association
from monitor.metrics.cell import MetricCell
from monitor.metrics.definitions import MetricName
from monitor.reports.asked_alike import Exclusion, Setup
from monitor.reports.parameters_query import Factor, ParametersQuery
from monitor.reports.setting_rows import SettingRow
from monitor.storage.configured import SavedBrand
from monitor.storage.drift import DriftEvent


@dataclass(frozen=True, slots=True)
class ScatterPoint:
    """One model in the scatter of a row.

    Attributes:
        model: the key of its card.
        low, high: the ends of what it is compared by; the same where it is known exactly; None
            where nothing is known.
        tested: whether it takes part in the tests; False for one with estimates only.
    """

    model: str
    low: float | None
    high: float | None
    measured: MetricCell
    tested: bool


@dataclass(frozen=True, slots=True)
class ParametersRow:
    """What one brand's metric has to do with one factor among models that were asked alike.

    Attributes:
        setup: the number of the setup, from 0.
        q: the p-value adjusted for all tests of this metric and factor in the report; that of the
            slope, or of the ranks where there is no slope; None without a test.
    """

    setup: int
    brand: SavedBrand
    metric: MetricName
    factor: Factor
    association: Association
    q: float | None
    points: tuple[ScatterPoint, ...]


@dataclass(frozen=True, slots=True)
class FactorExclusions:
    """The models of a setup that do not take part for one factor."""

    setup: int
    factor: Factor
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class ParametersReport:
    """The rows with the query that made them and what a reader must know beside them.

    Attributes:
        exclusions: targets that take part nowhere.
        factor_exclusions: models of which the factor is not known well enough.
        settings: trends over a setting of one model that was asked with several values of it.
        breaks: what changed behind the targets between these answers, newest first.
    """

    query: ParametersQuery
    setups: tuple[Setup, ...]
    rows: tuple[ParametersRow, ...]
    exclusions: tuple[Exclusion, ...]
    factor_exclusions: tuple[FactorExclusions, ...]
    settings: tuple[SettingRow, ...]
    breaks: tuple[DriftEvent, ...]
    notes: tuple[str, ...]
