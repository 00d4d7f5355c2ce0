"""What a provider's headers tell of its rate limits.

OpenAI, Groq and Azure: x-ratelimit-{limit,remaining,reset}-{requests,tokens}. Anthropic:
anthropic-ratelimit-{requests,tokens}-*, where `tokens` is the tightest of its limits on tokens.
Mistral: x-ratelimit-{limit,remaining}-{req-10-second,tokens-minute}. OpenRouter:
x-ratelimit-{limit,remaining,reset}.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

_COUNT = re.compile(r"[0-9]{1,15}")
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{0,12})?")
_DURATION = re.compile(
    r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?"
    r"(?:([0-9]{1,6}(?:\.[0-9]{0,12})?)s)?(?:([0-9]{1,9}(?:\.[0-9]{0,12})?)ms)?"
)
_SECONDS = (86_400.0, 3_600.0, 60.0, 1.0, 0.001)
_WINDOWS = (1.0, 10.0, 60.0, 3_600.0, 86_400.0)
# Numbers above these are times since 1970 and not durations: OpenRouter tells milliseconds.
_EPOCH_S = 1e9
_EPOCH_MS = 1e11


class Resource(StrEnum):
    """What is counted."""

    REQUESTS = "requests"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class RateReading:
    """One limit as it stood when the provider replied; None is not told.

    Attributes:
        reset_s: seconds until all of the limit is there again, 0 or more.
        window_s: the time for which `limit` holds; 60 makes it a limit per minute.
    """

    resource: Resource
    limit: int | None
    remaining: int | None
    reset_s: float | None
    window_s: float | None


@dataclass(frozen=True, slots=True)
class _Form:
    """How one family of services names its headers.

    Attributes:
        fills_evenly: the window can be told from what is used and when that is there again.
    """

    resource: Resource
    limit: str
    remaining: str
    reset: str | None = None
    window_s: float | None = None
    window: str | None = None
    fills_evenly: bool = False


def _usual(resource: Resource, window_s: float | None) -> _Form:
    name = resource.value
    return _Form(
        resource,
        f"x-ratelimit-limit-{name}",
        f"x-ratelimit-remaining-{name}",
        f"x-ratelimit-reset-{name}",
        window_s,
        f"x-ratelimit-renewalperiod-{name}",
        fills_evenly=window_s is None,
    )


def _anthropic(resource: Resource) -> _Form:
    start = f"anthropic-ratelimit-{resource.value}"
    return _Form(resource, f"{start}-limit", f"{start}-remaining", f"{start}-reset", 60.0)


def _mistral(resource: Resource, name: str, window_s: float) -> _Form:
    start = "x-ratelimit"
    return _Form(resource, f"{start}-limit-{name}", f"{start}-remaining-{name}", None, window_s)


_FORMS = (
    # Requests are counted per minute or, at Groq and for small accounts, per day.
    _usual(Resource.REQUESTS, None),
    _usual(Resource.TOKENS, 60.0),
    _anthropic(Resource.REQUESTS),
    _anthropic(Resource.TOKENS),
    _mistral(Resource.REQUESTS, "req-10-second", 10.0),
    _mistral(Resource.TOKENS, "tokens-minute", 60.0),
    _Form(Resource.REQUESTS, "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"),
)


def read_rate_limits(
    headers: Mapping[str, str], *, now: datetime | None = None
) -> tuple[RateReading, ...]:
    """The limits that a reply tells of, at most one per resource; what cannot be read is left out.

    Args:
        headers: names in lower case.
        now: an aware time to which times are compared; the reply's own `date` where it is None.

    >>> read_rate_limits({
    ...     "x-ratelimit-limit-requests": "10000",
    ...     "x-ratelimit-remaining-requests": "9999",
    ...     "x-ratelimit-reset-requests": "6ms",
    ... })[0].window_s
    60.0
    """
    since = now or _http_date(headers.get("date"))
    found: dict[Resource, RateReading] = {}
    for form in _FORMS:
        reading = _read(form, headers, since)
        if reading is not None:
            found.setdefault(form.resource, reading)
    return tuple(found.values())


def _read(form: _Form, headers: Mapping[str, str], since: datetime | None) -> RateReading | None:
    limit = _count(headers.get(form.limit))
    remaining = _count(headers.get(form.remaining))
    if limit is None and remaining is None:
        return None
    period = _number(headers.get(form.window)) if form.window else None
    # Azure tells the period in seconds and, beside it, the reset in bare milliseconds: a limit of
    # 120 per 60 s with one used is told to be reset in "500".
    bare_unit_s = 0.001 if period else 1.0
    told = headers.get(form.reset) if form.reset else None
    reset_s = _seconds_until(told, since, bare_unit_s=bare_unit_s)
    window_s = period or form.window_s
    if window_s is None and form.fills_evenly:
        window_s = _window(limit, remaining, reset_s)
    return RateReading(form.resource, limit, remaining, reset_s, window_s)


def _window(limit: int | None, remaining: int | None, reset_s: float | None) -> float | None:
    """The usual window that fits a limit that fills up evenly."""
    if not limit or remaining is None or not reset_s or remaining >= limit:
        return None
    window_s = reset_s * limit / (limit - remaining)
    nearest = min(_WINDOWS, key=lambda each: abs(math.log(each / window_s)))
    return nearest if abs(math.log(nearest / window_s)) < math.log(1.5) else None


def _seconds_until(text: str | None, since: datetime | None, *, bare_unit_s: float) -> float | None:
    stripped = (text or "").strip()
    bare = _number(stripped)
    if bare is not None:
        if bare < _EPOCH_S:
            return bare * bare_unit_s
        epoch_s = bare / 1000 if bare >= _EPOCH_MS else bare
        return None if since is None else max(epoch_s - since.timestamp(), 0.0)
    duration = _DURATION.fullmatch(stripped)
    if stripped and duration:
        parts = zip(duration.groups(), _SECONDS, strict=True)
        return sum(float(part) * seconds for part, seconds in parts if part)
    try:
        until = datetime.fromisoformat(stripped)
    except ValueError:
        return None
    if since is None or until.tzinfo is None:
        return None
    return max((until - since).total_seconds(), 0.0)


def _count(text: str | None) -> int | None:
    stripped = (text or "").strip()
    return int(stripped) if _COUNT.fullmatch(stripped) else None


def _number(text: str | None) -> float | None:
    stripped = (text or "").strip()
    return float(stripped) if _NUMBER.fullmatch(stripped) else None


def _http_date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
