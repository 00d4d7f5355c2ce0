"""The JSON shape of the visibility report, for the API and for --json alike."""

from __future__ import annotations

from typing import Any

from monitor.reports.as_json import brand_json, group_json, plain, query_json
from monitor.reports.drift_json import drift_event_json
from monitor.reports.visibility import VisibilityReport, VisibilityRow


def visibility_json(report: VisibilityReport) -> dict[str, Any]:
    """A visibility report: the query made explicit, what the columns are, rows, breaks, notes."""
    return {
        "query": query_json(report.query),
        "columns": [
            *({"name": d.value, "kind": "dimension"} for d in report.query.dimensions),
            *({"name": d.value, "kind": "dimension"} for d in report.split_by),
            *({"name": m.value, "kind": "metric"} for m in report.query.metrics),
        ],
        "split_by": plain(report.split_by),
        "rows": [_row_json(row) for row in report.rows],
        "breaks": [drift_event_json(event) for event in report.breaks],
        "notes": list(report.notes),
    }


def _row_json(row: VisibilityRow) -> dict[str, Any]:
    return {
        "brand": brand_json(row.brand),
        **group_json(row.group),
        "metrics": plain(row.metrics),
        "served_models": list(row.served_models),
        "outcomes": plain(row.outcomes),
    }
