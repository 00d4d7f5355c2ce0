"""Tells which error a reply without an answer is; temporary or permanent is decided here.

Shapes and words of OpenAI, Azure, xAI, OpenRouter, Groq, Mistral, DeepSeek, llama.cpp, vLLM and
Ollama, as of November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain.json_value import JsonObject
from monitor.domain.wire import WireReply
from monitor.errors import (
    BadCredentials,
    BadRequest,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    UnknownModel,
    UnreadableReply,
    UnsupportedSetting,
)
from monitor.providers.reading import (
    body_text,
    decode_object,
    object_at,
    objects_at,
    plain_words,
    single_line,
    text_at,
)
from monitor.providers.retry_after import retry_after_from, should_retry_from

_UNKNOWN_MODEL = re.compile(
    r"model_not_found|model_decommissioned|deploymentnotfound|unknown_model|invalid_model"
    r"|\b(?:model|deployment)\b.{0,120}?"
    r"\b(?:does not exist|doesn't exist|not exist|not found|is not available)"
    r"|\b(?:unknown|invalid|no such) model\b",
    re.IGNORECASE | re.DOTALL,
)
_NO_CREDIT = re.compile(
    r"insufficient_quota|insufficient[ _](?:balance|credits?|funds)|exceeded your current quota"
    r"|credit balance|billing_hard_limit|billing_not_active|(?:any|out of|available) credits"
    r"|spending limit",
    re.IGNORECASE,
)
_WRONG_KEY = re.compile(r"(?:incorrect|invalid) api[ _]key", re.IGNORECASE)
"""xAI refuses a wrong key with 400."""

_UNSUPPORTED = re.compile(
    r"unsupported|not supported|(?:does not|doesn't) support|unrecognized|unknown parameter"
    r"|unexpected (?:keyword|field|parameter)|extra_forbidden"
    r"|extra (?:inputs|fields)|not permitted",
    re.IGNORECASE,
)
_WRONG_ADDRESS = frozenset({"", "not found", "file not found", "404 page not found"})


@dataclass(frozen=True, slots=True)
class _Told:
    """What a failed reply says of itself.

    Attributes:
        words: code, type and message, to search in.
        code: the HTTP status as the body tells it; None where it tells none.
        param: the wire name of the field at fault; None where it names none.
    """

    message: str
    words: str
    code: int | None
    param: str | None


def error_from(reply: WireReply, settings_by_wire_name: Mapping[str, str]) -> ProviderError:
    """The error that a reply without an answer stands for.

    Args:
        reply: any status outside 2xx, or a 2xx whose body holds an error.
        settings_by_wire_name: our name for each setting that the provider takes.
    """
    told = _told_by(reply)
    status = reply.status
    if 200 <= status < 300:
        status = told.code if told.code is not None else _status_for(told.words)
    message = single_line(f"HTTP {status}: {told.message or 'no message'}")
    if 300 <= status < 400:
        hint = f"HTTP {status}: the address has moved; set the target's base_url to the new one"
        return BadRequest(hint, status=reply.status)
    if status == 402 or (status < 500 and _NO_CREDIT.search(told.words)):
        return QuotaExhausted(message, status=reply.status)
    if status in {401, 403} or (status == 400 and _WRONG_KEY.search(told.words)):
        return BadCredentials(message, status=reply.status)
    wait_s = retry_after_from(reply.headers)
    if status == 429:
        return RateLimited(message, status=reply.status, retry_after_s=wait_s)
    again = should_retry_from(reply.headers)
    if again or (again is None and (status in {408, 409} or status >= 500)):
        return Overloaded(message, status=reply.status, retry_after_s=wait_s)
    return _refused_request(message, told, status, reply.status, settings_by_wire_name)


def _refused_request(
    message: str,
    told: _Told,
    status: int,
    received: int,
    settings_by_wire_name: Mapping[str, str],
) -> ProviderError:
    if status == 404 and told.message.strip().lower() in _WRONG_ADDRESS:
        hint = single_line(f"{message}; nothing answers at this address, check the base_url")
        return BadRequest(hint, status=received)
    if status == 404 or _UNKNOWN_MODEL.search(told.words):
        return UnknownModel(message, status=received)
    if _UNSUPPORTED.search(told.words):
        setting = _setting_named_by(told, settings_by_wire_name)
        return UnsupportedSetting(message, setting=setting, status=received)
    return BadRequest(message, status=received)


def _setting_named_by(told: _Told, settings_by_wire_name: Mapping[str, str]) -> str | None:
    if told.param is not None and told.param in settings_by_wire_name:
        return settings_by_wire_name[told.param]
    # The first name is the one at fault: "'max_tokens' is not supported, use 'max_...' instead".
    found = [
        (match.start(), ours)
        for wire, ours in settings_by_wire_name.items()
        if (match := re.search(rf"\b{re.escape(wire)}\b", told.message)) is not None
    ]
    return min(found)[1] if found else None


def _told_by(reply: WireReply) -> _Told:
    try:
        body = decode_object(reply)
    except UnreadableReply:
        text = plain_words(body_text(reply.body)[0]).strip()
        return _Told(
            message="" if text in {"null", "[]"} else text, words=text, code=None, param=None
        )
    return _told_by_object(body)


def _told_by_object(body: JsonObject) -> _Told:
    choice = next(iter(objects_at(body, "choices")), {})
    error = object_at(body, "error") or object_at(choice, "error") or body
    # Mistral puts FastAPI's list one level deeper, under a message that is no text.
    details = objects_at(body, "detail") or objects_at(object_at(body, "message"), "detail")
    message = (
        text_at(error, "message")
        or text_at(body, "error")
        or text_at(body, "message")
        or text_at(body, "detail")
        or "; ".join(text for item in details if (text := text_at(item, "msg")))
    )
    upstream = text_at(object_at(error, "metadata"), "raw")
    if upstream is not None:
        message = f"{message}: {upstream}"
    account = text_at(body, "user_id")  # OpenRouter's, and nobody else's business
    if account is not None:
        message = message.replace(account, "[account]")
    code = error.get("code")
    kinds = [str(word) for word in (code, error.get("type"), *(d.get("type") for d in details))]
    return _Told(
        message=message,
        words=" ".join([*kinds, message]),
        code=_http_status(code),
        param=text_at(error, "param") or _last_place(details),
    )


def _last_place(details: tuple[JsonObject, ...]) -> str | None:
    """The field in FastAPI's `[{"loc": ["body", "top_k"], "msg": ...}]`."""
    for item in details:
        place = item.get("loc")
        if isinstance(place, list) and place and isinstance(place[-1], str):
            return place[-1]
    return None


def _http_status(code: object) -> int | None:
    if isinstance(code, str) and code.isascii() and code.isdigit():
        code = int(code[:4])
    if isinstance(code, int) and not isinstance(code, bool) and 300 <= code < 600:
        return code
    return None


def _status_for(words: str) -> int:
    """The status that an error inside a 200 would have had, from its words."""
    lower = words.lower()
    if "rate_limit" in lower or "rate limit" in lower:
        return 429
    if any(word in lower for word in ("server_error", "overloaded", "unavailable", "timeout")):
        return 503
    if "api key" in lower or "api_key" in lower or "authentication" in lower:
        return 401
    return 400
