from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.providers.retry_after import retry_after_from, should_retry_from

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "20"}, 20.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "retry-after": "20"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "20"}, 20.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "1_000"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "later"}, None),
        ({"retry-after": ""}, None),
    ],
)
def test_numbers_are_seconds_and_nonsense_is_nothing(
    headers: dict[str, str], seconds: float | None
):
    assert retry_after_from(headers, now=NOW) == seconds


@given(st.integers(0, 10**6))
def test_a_date_is_the_seconds_until_it(seconds: int):
    until = http_date(NOW + timedelta(seconds=seconds))

    assert retry_after_from({"retry-after": until}, now=NOW) == seconds
    assert retry_after_from({"retry-after": until, "date": http_date(NOW)}) == seconds


def test_a_date_in_the_past_is_no_wait():
    assert retry_after_from({"retry-after": http_date(NOW - timedelta(hours=1))}, now=NOW) == 0


def test_a_date_without_anything_to_compare_it_to_says_nothing():
    assert retry_after_from({"retry-after": http_date(NOW)}) is None


def test_a_date_of_no_zone_is_in_utc():
    headers = {"retry-after": "Sun, 01 Mar 2026 12:00:30 -0000"}

    assert retry_after_from(headers, now=NOW) == 30


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d+ Jan \d+ \d+:\d+:\d+ [+-]\d+"))
def test_no_text_raises_or_gives_a_negative_wait(text: str):
    seconds = retry_after_from({"retry-after": text, "retry-after-ms": text}, now=NOW)

    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("value", "told"), [("true", True), ("False", False), ("maybe", None), ("", None)]
)
def test_the_word_on_retrying_counts_only_when_plain(value: str, told: bool | None):
    assert should_retry_from({"x-should-retry": value}) is told
    assert should_retry_from({}) is None
