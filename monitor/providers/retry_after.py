"""What a provider's headers say about trying again.

Read only beside a status of failure: some providers send retry-after with good answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]*)?")


def retry_after_from(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """Seconds that the provider asks to wait, 0 or more; None where it does not say.

    `retry-after-ms` goes before `retry-after`, which is seconds or a date (RFC 9110, 10.2.3).

    Args:
        headers: names in lower case.
        now: an aware time to which a date is compared; the reply's own `date` where it is None.

    >>> retry_after_from({"retry-after-ms": "1500", "retry-after": "2"})
    1.5
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    asked = headers.get("retry-after")
    seconds = _number(asked)
    if seconds is not None:
        return seconds
    until, since = _date(asked), now or _date(headers.get("date"))
    if until is None or since is None:
        return None
    return max((until - since).total_seconds(), 0.0)


def should_retry_from(headers: Mapping[str, str]) -> bool | None:
    """The provider's own word in `x-should-retry`; None where it says nothing that counts."""
    return {"true": True, "false": False}.get(headers.get("x-should-retry", "").strip().lower())


def _number(text: str | None) -> float | None:
    stripped = (text or "").strip()
    return float(stripped) if _NUMBER.fullmatch(stripped) else None


def _date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # A zone of "-0000" is read as no zone; HTTP dates are always UTC.
    return found if found.tzinfo else found.replace(tzinfo=UTC)
