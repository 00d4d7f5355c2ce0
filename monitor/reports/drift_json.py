"""Drift events for programs."""

from __future__ import annotations

from typing import Any

from monitor.reports.as_json import plain
from monitor.storage.drift import DriftEvent


def drift_event_json(event: DriftEvent) -> dict[str, Any]:
    """An event for programs."""
    return {
        "id": event.id,
        "target": {"id": event.target_id, "key": event.target},
        "kind": event.change.kind.value,
        "field": event.change.field,
        "at": plain(event.at),
        "before": event.change.before,
        "after": event.change.after,
        "count": event.count,
        "answer_id": event.answer_id,
        "told": event.told(),
    }
