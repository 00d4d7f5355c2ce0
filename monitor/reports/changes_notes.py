"""What a reader of a report on changes must know beside its numbers, and verdicts in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import assert_never

from monitor.reports.breaks import break_notes
from monitor.reports.changes_rows import (
    ChangeRow,
    ChangesReport,
    ChangeVerdict,
)
from monitor.reports.grouping import Grouping
from monitor.reports.grouping_notes import grouping_notes
from monitor.reports.scope import scope_notes
from monitor.reports.setting_rows import FEWEST_PROMPTS
from monitor.storage.visibility import Place

ACROSS = (
    "These rows compare across breaks, as asked: what changed may be the model and not how it "
    "speaks of the brand."
)
NO_ANSWERS_IN_ONE = "Nothing is compared: the {} has no answer that counts."


def changes_notes(
    report: ChangesReport, grouping: Grouping, places: Collection[Place], now: datetime
) -> tuple[str, ...]:
    """The notes; `places` are those of both periods before any filter."""
    return (
        *scope_notes(report.query, report.query.later, now),
        *_notes(report),
        *grouping_notes(grouping, places),
        *([ACROSS] if report.breaks else []),
        *break_notes(report.breaks),
    )


def _notes(report: ChangesReport) -> Iterator[str]:
    rows = report.rows
    empty = [not any(row.earlier.measured.n for row in rows)]
    empty.append(not any(row.later.measured.n for row in rows))
    for is_empty, name in zip(empty, ("earlier period", "later period"), strict=True):
        if is_empty:
            yield NO_ANSWERS_IN_ONE.format(name)
    if any(empty):
        return
    if report.tested:
        yield (
            f"q is the p-value adjusted by Benjamini and Hochberg over the {report.tested} rows "
            "that are tested; a change is called one where q is at most 0.05."
        )
    if any(row.earlier.left_out or row.later.left_out for row in rows):
        yield (
            "Differences are over the prompts that both periods asked in the same wording; the "
            "rates of each period are over all its prompts."
        )
    untested = {ChangeVerdict.TOO_FEW_PROMPTS, ChangeVerdict.TOO_FEW_ANSWERS}
    if any(row.verdict in untested for row in rows):
        yield (
            f"A row is tested from {FEWEST_PROMPTS} prompts and 10 answers in each period; what is "
            "not tested may have changed or not."
        )


def verdict_words(row: ChangeRow) -> str:
    """What may be said of a row, with what would have been found."""
    match row.verdict:
        case ChangeVerdict.ROSE | ChangeVerdict.FELL:
            return row.verdict.value
        case ChangeVerdict.NO_CHANGE_SHOWN:
            return f"no change shown; {_detectable_words(row)}"
        case ChangeVerdict.TOO_FEW_PROMPTS:
            return f"not tested: {_pairs_words(row)}"
        case ChangeVerdict.TOO_FEW_ANSWERS:
            return "not tested: fewer than 10 answers in a period"
        case _ as never:
            assert_never(never)


def _detectable_words(row: ChangeRow) -> str:
    if row.detectable is None:
        return "the difference is the same in every prompt"
    points = row.detectable * 100
    return f"a test of this row alone would have found {points:.0f} points with 80 % power"


def _pairs_words(row: ChangeRow) -> str:
    for side in (row.earlier, row.later):
        if side.measured.n_prompts and side.measured.value is None:
            return side.measured.method
    paired = 0 if row.difference is None else row.difference.prompts
    return f"both periods have {paired} prompts, {FEWEST_PROMPTS} are needed"
