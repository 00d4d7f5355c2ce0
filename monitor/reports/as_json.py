"""The one JSON shape of reports, answers and model cards, for the API and for --json alike.

Times are RFC 3339 in UTC, amounts decimal strings; what is not known is null.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

from monitor.catalog.counts import display_count
from monitor.catalog.size_class import class_of_active, class_of_total
from monitor.catalog.summary import CardSummary, summarize
from monitor.domain.model_card import Figure
from monitor.reports.filters import Filter, filter_json
from monitor.reports.grouping import Group
from monitor.storage.answers import AnswerHead, WholeAnswer
from monitor.storage.configured import SavedBrand, SavedTarget
from monitor.storage.findings import StoredAnalysis
from monitor.storage.model_cards import SavedCard


def plain(value: Any) -> Any:
    """Dataclasses, enums, times and amounts as JSON; anything else as it is."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case str():
            return value
        case Iterable():
            return [plain(item) for item in value]
        case _:
            return value


def figure_json(figure: Figure) -> dict[str, Any]:
    """A figure with how it reads to a person."""
    return {**plain(figure), "display": display_count(figure)}


def card_summary_json(summary: CardSummary) -> dict[str, Any]:
    """What stands of a model card beside every number about the model."""
    return {
        "key": summary.key,
        "name": summary.name,
        "provider": summary.provider,
        "model": summary.model,
        "vendor": summary.vendor,
        "family": summary.family,
        "open_weights": summary.open_weights,
        "parameters": {
            "total": figure_json(summary.total)
            | {"size_class": plain(class_of_total(summary.total))},
            "active": figure_json(summary.active)
            | {"size_class": plain(class_of_active(summary.active))},
        },
        "architecture": {"name": summary.architecture_name, "layout": summary.architecture},
        "quantization": summary.quantization,
        "context_window": plain(summary.context_window),
        "sampling_defaults": plain(summary.sampling_defaults),
    }


def answer_head_json(head: AnswerHead) -> dict[str, Any]:
    """An answer without its text."""
    return {
        "id": head.id,
        "run_id": head.run_id,
        "prompt": {"key": head.prompt_key, "text": head.prompt_text},
        "target": {
            "id": head.target_id,
            "key": head.target_key,
            "provider": head.provider,
            "model": head.model,
        },
        "repetition": head.repetition,
        "outcome": head.outcome.value,
        "failure": None
        if head.failure_kind is None
        else {"kind": head.failure_kind, "message": head.failure_message},
        "served_model": head.served_model,
        "model_card_id": head.model_card_id,
        "searched": head.searched,
        "input_tokens": head.input_tokens,
        "output_tokens": head.output_tokens,
        "cost_usd": plain(head.cost_usd),
        "cost_source": head.cost_source,
        "latency_ms": head.latency_ms,
        "attempts": head.attempts,
        "asked_at": plain(head.asked_at),
        "answered_at": plain(head.answered_at),
    }


def answer_json(
    whole: WholeAnswer, analysis: StoredAnalysis | None, card: SavedCard | None
) -> dict[str, Any]:
    """An answer with its text, its sampling record, what was found in it, and the model's card."""
    return {
        **answer_head_json(whole.head),
        "text": whole.text,
        "finish_reason": whole.finish_reason,
        "http_status": whole.http_status,
        "served_fingerprint": whole.served_fingerprint,
        "provider_request_id": whole.provider_request_id,
        "sampling": whole.sampling,
        "sampling_fingerprint": whole.sampling_fingerprint,
        "usage_raw": whole.usage_raw,
        "cited": whole.cited,
        "retrieved": whole.retrieved,
        "searches": whole.searches,
        "analysis": None if analysis is None else _analysis_json(whole.text, analysis),
        "model_card": None if card is None else card_summary_json(summarize(card.card)),
        "raw": _raw_json(whole),
    }


def _analysis_json(text: str, stored: StoredAnalysis) -> dict[str, Any]:
    return {
        "analyzer_version": stored.stamp.analyzer_version,
        "inputs_sha256": stored.stamp.inputs_sha256,
        "analyzed_at": plain(stored.analyzed_at),
        "findings": [
            plain(finding) | {"judged_by": plain(stored.settled.get(finding.brand))}
            for finding in stored.analysis.findings
        ],
        "mentions": [
            plain(mention) | {"surface": text[mention.start : mention.end]}
            for mention in stored.analysis.mentions
        ],
        "citations": plain(stored.analysis.citations),
        "dangling_markers": stored.analysis.dangling_markers,
    }


def _raw_json(whole: WholeAnswer) -> dict[str, Any] | None:
    if whole.raw_body is None:
        return None
    try:
        body, encoding = whole.raw_body.decode(), "utf-8"
    except UnicodeDecodeError:
        body, encoding = base64.b64encode(whole.raw_body).decode(), "base64"
    return {"headers": whole.raw_headers, "body": body, "encoding": encoding}


class FilteredQuery(Protocol):
    """A dataclass that asks for some answers only."""

    @property
    def where(self) -> Filter | None:
        """Which answers count; None for all."""


def query_json(query: FilteredQuery) -> dict[str, Any]:
    """The query of a report with its filter as the API takes it."""
    return {**plain(query), "where": filter_json(query.where)}


def group_json(group: Group) -> dict[str, Any]:
    """Which answers a row is about, and what is known of the model and the settings."""
    return {
        "group": plain(group.values),
        "target": None if group.target is None else target_json(group.target),
        "settings_sent": plain(group.sent),
        "model_card": None if group.card is None else card_summary_json(group.card),
    }


def brand_json(saved: SavedBrand) -> dict[str, Any]:
    """A tracked brand, in short."""
    brand = saved.brand
    return {"id": saved.id, "key": brand.key, "name": brand.name, "kind": brand.kind.value}


def target_json(saved: SavedTarget) -> dict[str, Any]:
    """A target with its settings."""
    target = saved.target
    return {
        "id": saved.id,
        "key": target.key,
        "provider": target.provider,
        "model": target.model,
        "channel": target.channel.value,
        "settings": target.settings.given(),
        "options": plain(target.options),
        "web_search": target.web_search,
        "country": target.country,
        "archived_at": plain(saved.archived_at),
    }
