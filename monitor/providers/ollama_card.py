"""Reads a model card from what an Ollama server shows: exact counts, quantization, samplers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from monitor.domain.json_value import JsonObject
from monitor.domain.model_card import Basis, Claim, ModelCard, Scope
from monitor.errors import UnreadableReply
from monitor.providers.reading import int_at, list_at, object_at, objects_at, text_at

_SHOW = "Ollama server, POST /api/show"
_TAGS = "Ollama server, GET /api/tags"
_COUNTS: tuple[tuple[str, str, str | None], ...] = (
    ("context_window.trained", ".context_length", "tokens"),
    ("architecture.blocks", ".block_count", None),
    ("architecture.attention_heads", ".attention.head_count", None),
    ("architecture.key_value_heads", ".attention.head_count_kv", None),
    ("architecture.feed_forward_width", ".feed_forward_length", None),
    ("architecture.experts", ".expert_count", None),
    ("architecture.experts_used", ".expert_used_count", None),
    ("embedding_width", ".embedding_length", None),
    ("vocabulary_size", ".vocab_size", "tokens"),
)
"""Looked up by their ends: the beginning is the architecture, which may be empty."""

_OUR_SAMPLERS = {"num_predict": "max_tokens"}
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_ROUNDED = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)([KMBT])")
_SCALES = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


def card_from(model: str, show: JsonObject, tags: JsonObject, *, as_of: date) -> ModelCard:
    """The card of a model.

    Args:
        model: the id under which it is asked; without a tag it means ":latest".
        show: the reply of /api/show.
        tags: the reply of /api/tags.
        as_of: the day of the replies.

    Raises:
        UnreadableReply: the replies tell nothing of the model.
    """
    entry = _entry_for(model, tags)
    claims = (*_show_claims(show, as_of), *_tag_claims(entry, as_of))
    if not claims:
        raise UnreadableReply("Expected the Ollama server to describe its model, found nothing")
    return ModelCard(
        key=f"ollama/{model.lower()}",
        name=model,
        provider="ollama",
        model=model,
        claims=claims,
    )


def _entry_for(model: str, tags: JsonObject) -> JsonObject:
    named = model if ":" in model.rpartition("/")[2] else f"{model}:latest"
    for entry in objects_at(tags, "models"):
        if named in (text_at(entry, "model"), text_at(entry, "name")):
            return entry
    return {}


def _show_claims(show: JsonObject, as_of: date) -> Iterator[Claim]:
    info, details = object_at(show, "model_info"), object_at(show, "details")
    yield from _size_claims(info, details, as_of)
    for field, end, unit in _COUNTS:
        count = next((n for key in info if key.endswith(end) and (n := int_at(info, key))), None)
        if count is not None:
            yield _claim(field, count, _SHOW, as_of, unit=unit)
    texts = (
        ("architecture", text_at(info, "general.architecture")),
        ("quantization", text_at(details, "quantization_level")),
        ("weights_format", text_at(details, "format")),
        ("base_model", text_at(details, "parent_model")),
        ("capabilities", ", ".join(_texts(show, "capabilities"))),
    )
    for field, text in texts:
        if text:
            yield _claim(field, text, _SHOW, as_of)
    yield from _layout_claims(info, as_of)
    yield from _sampler_claims(text_at(show, "parameters") or "", as_of)


def _size_claims(info: JsonObject, details: JsonObject, as_of: date) -> Iterator[Claim]:
    exact = int_at(info, "general.parameter_count")
    if exact:
        # The server counts all tensors before packing, the embeddings among them.
        claim = _claim("parameters.total", exact, _SHOW, as_of, unit="parameters")
        yield replace(claim, scope=Scope(embeddings=True))
        return
    label = text_at(details, "parameter_size") or ""
    rounded = _ROUNDED.fullmatch(label)
    if rounded is None:
        return
    digits, scale = Decimal(rounded[1]), _SCALES[rounded[2]]
    half_step = Decimal(5).scaleb(int(digits.as_tuple().exponent) - 1)
    yield Claim(
        field="parameters.total",
        value=None,
        low=int((digits - half_step) * scale),
        high=int((digits + half_step) * scale),
        basis=Basis.DISCOVERED_AT_RUNTIME,
        source=_SHOW,
        as_of=as_of,
        unit="parameters",
        note=f"rounded by the server to {label}",
    )


def _layout_claims(info: JsonObject, as_of: date) -> Iterator[Claim]:
    """Dense or mixture of experts; nothing for a model without attention or with state space."""
    ends = {key.partition(".")[2] for key in info}
    if "attention.head_count" not in ends or "ssm.state_size" in ends:
        return
    experts = next((n for k in info if k.endswith(".expert_count") and (n := int_at(info, k))), 0)
    yield Claim(
        field="architecture.layout",
        value="moe" if experts else "dense",
        basis=Basis.DERIVED,
        source=f"{_SHOW}: {experts or 'no'} experts",
        as_of=as_of,
    )


def _sampler_claims(parameters: str, as_of: date) -> Iterator[Claim]:
    """The defaults in a text of one `name value` per line, in which "stop" may stand repeatedly."""
    told: dict[str, list[str]] = {}
    for line in parameters.splitlines():
        name, _, value = line.strip().partition(" ")
        if value.strip():
            told.setdefault(name, []).append(value.strip())
    for name, values in told.items():
        field = f"sampling.{_OUR_SAMPLERS.get(name, name)}.default"
        yield _claim(field, _sampler_value(values), _SHOW, as_of)


def _sampler_value(values: list[str]) -> int | float | str:
    if len(values) == 1 and _NUMBER.fullmatch(values[0]):
        return float(values[0]) if "." in values[0] else int(values[0])
    return ", ".join(value.strip('"') for value in values)


def _tag_claims(entry: JsonObject, as_of: date) -> Iterator[Claim]:
    digest, size = text_at(entry, "digest"), int_at(entry, "size")
    if digest is not None:
        yield _claim("weights_digest", digest, _TAGS, as_of)
    if size:
        yield _claim("weights_size", size, _TAGS, as_of, unit="bytes")


def _texts(source: JsonObject, key: str) -> list[str]:
    return [text for text in list_at(source, key) if isinstance(text, str) and text]


def _claim(
    field: str, value: float | str, source: str, as_of: date, *, unit: str | None = None
) -> Claim:
    return Claim(field, value, Basis.DISCOVERED_AT_RUNTIME, source, as_of, unit=unit)
