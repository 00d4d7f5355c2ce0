"""The JSON shape of the report on changes, for the API and for --json alike."""

from __future__ import annotations

from typing import Any

from monitor.metrics.pairs import PairedDifference
from monitor.reports.as_json import brand_json, card_summary_json, group_json, plain, query_json
from monitor.reports.changes_notes import verdict_words
from monitor.reports.changes_rows import ChangeRow, ChangesReport, Side
from monitor.reports.drift_json import drift_event_json


def changes_json(report: ChangesReport) -> dict[str, Any]:
    """A report on changes: the query made explicit, rows, breaks, notes."""
    return {
        "query": query_json(report.query),
        "split_by": plain(report.split_by),
        "tested": report.tested,
        "rows": [_row_json(row) for row in report.rows],
        "breaks": [drift_event_json(event) for event in report.breaks],
        "notes": list(report.notes),
    }


def _row_json(row: ChangeRow) -> dict[str, Any]:
    return {
        "brand": brand_json(row.brand),
        **group_json(row.group),
        "metric": row.metric.value,
        "earlier": _side_json(row.earlier),
        "later": _side_json(row.later),
        "difference": _difference_json(row.difference),
        "q": row.q,
        "detectable": row.detectable,
        "verdict": row.verdict.value,
        "verdict_words": verdict_words(row),
    }


def _side_json(side: Side) -> dict[str, Any]:
    return {
        "measured": plain(side.measured),
        "prompts_left_out": side.left_out,
        "served_models": list(side.served_models),
        "model_card": None if side.card is None else card_summary_json(side.card),
    }


def _difference_json(found: PairedDifference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    interval = found.interval
    return {
        "mean": found.mean,
        "prompts": found.prompts,
        "ci_low": None if interval is None else interval.low,
        "ci_high": None if interval is None else interval.high,
        "method": None if interval is None else interval.method,
        "p": found.p,
    }
