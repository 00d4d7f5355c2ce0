"""The one JSON shape of whole model cards, for the API and for --json alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from monitor.catalog.audit import AuditTask
from monitor.catalog.lifecycle import retirement, status_on
from monitor.catalog.resolve import explain_figure, resolve_figure, resolve_word
from monitor.catalog.served_id import Resolution
from monitor.domain.model_card import ModelCard
from monitor.reports.as_json import card_summary_json, plain
from monitor.reports.model_catalog import CatalogEntry

_WORDS = ("license", "release_date", "knowledge_cutoff", "retirement_date", "successor")


def card_json(entry: CatalogEntry, *, on: date) -> dict[str, Any]:
    """A model card: the summary, what is known beside it, and every claim with basis and source."""
    card = entry.card
    return {
        "id": entry.id,
        **card_summary_json(entry.summary),
        "stands_on": card.stands_on,
        "relation": card.relation.value,
        "note": card.note,
        "facts": _facts(card, on),
        "aliases": plain(card.aliases),
        "snapshots": plain(card.snapshots),
        "lineage": plain(card.lineage),
        "adapters": plain(card.adapters),
        "reasons": {
            "total": list(explain_figure(card.claims, "parameters.total")),
            "active": list(explain_figure(card.claims, "parameters.active")),
        },
        "claims": plain(card.claims),
    }


def _facts(card: ModelCard, on: date) -> dict[str, Any]:
    ends = retirement(card, on)
    experts = {
        name: plain(resolve_figure(card.claims, field).value)
        for name, field in (
            ("experts", "architecture.experts"),
            ("experts_used", "architecture.experts_used"),
            ("experts_shared", "architecture.experts_shared"),
        )
    }
    return {
        **{field: resolve_word(card.claims, field) for field in _WORDS},
        "status": plain(status_on(card, on)),
        "days_until_retirement": None if ends is None else ends.days_left,
        "max_output": plain(resolve_figure(card.claims, "max_output").value),
        "input_modalities": _listed(card, "modalities.input"),
        "output_modalities": _listed(card, "modalities.output"),
        **experts,
    }


def _listed(card: ModelCard, field: str) -> list[str] | None:
    told = resolve_word(card.claims, field)
    return told.split(", ") if isinstance(told, str) else None


def resolution_json(found: Resolution) -> dict[str, Any]:
    """What a served id means, with the reasons."""
    return {
        "served": found.served,
        "match": found.match.value,
        "card": found.card.key if found.card else None,
        "surface": found.surface.key if found.surface else None,
        "relation": found.relation.value,
        "vendor": found.vendor,
        "family": found.family,
        "snapshot": found.snapshot,
        "quantization": found.quantization,
        "reasons": list(found.reasons),
    }


def audit_json(task: AuditTask) -> dict[str, Any]:
    """One thing to look at."""
    return {
        "card": task.card,
        "concern": task.concern.value,
        "told": task.told,
        "todo": task.todo,
    }
