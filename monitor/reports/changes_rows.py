"""The shapes of a report on changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.catalog.summary import CardSummary
from monitor.metrics.cell import MetricCell
from monitor.metrics.definitions import MetricName
from monitor.metrics.pairs import PairedDifference
from monitor.metrics.power import detectable_effect
from monitor.reports.changes_query import ChangesQuery
from monitor.reports.dimension import Dimension
from monitor.reports.grouping import Group
from monitor.storage.configured import SavedBrand
from monitor.storage.drift import DriftEvent


class ChangeVerdict(StrEnum):
    """What may be said of a row."""

    ROSE = "rose"
    FELL = "fell"
    NO_CHANGE_SHOWN = "no_change_shown"
    TOO_FEW_PROMPTS = "too_few_prompts"
    TOO_FEW_ANSWERS = "too_few_answers"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two periods in a row.

    Attributes:
        measured: over all prompts of the period, as the visibility report has it.
        left_out: prompts that the other period does not have in the same wording.
        served_models: as they name themselves.
        card: of the model that answered; None where several did, or nothing is known of it.
    """

    measured: MetricCell
    left_out: int
    served_models: tuple[str, ...]
    card: CardSummary | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """How a metric of a brand changed in the answers of a group.

    Attributes:
        difference: later minus earlier, over the prompts that both periods have; None where there
            is none, or no share in one of them.
        q: its p-value adjusted for all rows of the report that are tested; None for the others.
    """

    brand: SavedBrand
    group: Group
    metric: MetricName
    earlier: Side
    later: Side
    difference: PairedDifference | None
    q: float | None
    verdict: ChangeVerdict

    @property
    def detectable(self) -> float | None:
        """The change that a test of this row alone finds with 80 % power; None without spread."""
        found = self.difference
        if found is None or found.standard_error is None:
            return None
        return detectable_effect(found.standard_error, found.prompts - 1)


@dataclass(frozen=True, slots=True)
class ChangesReport:
    """The rows with the query that made them and what a reader must know beside them.

    Attributes:
        tested: over how many rows the q-values are adjusted.
        breaks: what changed behind the targets between these answers, newest first.
    """

    query: ChangesQuery
    rows: tuple[ChangeRow, ...]
    split_by: tuple[Dimension, ...]
    tested: int
    breaks: tuple[DriftEvent, ...]
    notes: tuple[str, ...]
