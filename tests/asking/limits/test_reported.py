from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.limits.reported import RateReading, Resource, read_rate_limits

NOW = datetime(2026, 6, 23, 10, 26, 50, tzinfo=UTC)


def reading(
    resource: str,
    limit: int | None,
    remaining: int | None,
    reset_s: float | None,
    window_s: float | None,
) -> RateReading:
    return RateReading(
        Resource(resource),
        limit,
        remaining,
        None if reset_s is None else pytest.approx(reset_s),
        window_s,
    )


def usual(**values: str) -> dict[str, str]:
    return {f"x-ratelimit-{name.replace('_', '-')}": value for name, value in values.items()}


def test_openai_tells_durations_and_no_window() -> None:
    headers = usual(
        limit_requests="10000",
        remaining_requests="9999",
        reset_requests="6ms",
        limit_tokens="30000000",
        remaining_tokens="29999992",
        reset_tokens="0s",
    )
    assert read_rate_limits(headers) == (
        reading("requests", 10_000, 9_999, 0.006, 60.0),
        reading("tokens", 30_000_000, 29_999_992, 0.0, 60.0),
    )


def test_the_requests_of_groq_are_found_to_be_per_day() -> None:
    headers = usual(
        limit_requests="14400",
        remaining_requests="14370",
        reset_requests="2m59.56s",
        limit_tokens="18000",
        remaining_tokens="17997",
        reset_tokens="7.66s",
    )
    assert read_rate_limits(headers) == (
        reading("requests", 14_400, 14_370, 179.56, 86_400.0),
        reading("tokens", 18_000, 17_997, 7.66, 60.0),
    )


def test_bare_numbers_beside_a_period_are_the_milliseconds_of_azure() -> None:
    headers = usual(
        limit_requests="120",
        remaining_requests="119",
        reset_requests="500",
        renewalperiod_requests="60",
    )
    assert read_rate_limits(headers) == (reading("requests", 120, 119, 0.5, 60.0),)


def test_what_remains_is_told_without_a_limit() -> None:
    assert read_rate_limits(usual(remaining_requests="119", remaining_tokens="7")) == (
        reading("requests", None, 119, None, None),
        reading("tokens", None, 7, None, 60.0),
    )


def test_anthropic_tells_times() -> None:
    headers = {
        "date": "Tue, 23 Jun 2026 10:26:50 GMT",
        "anthropic-ratelimit-requests-limit": "4000",
        "anthropic-ratelimit-requests-remaining": "3999",
        "anthropic-ratelimit-requests-reset": "2026-06-23T10:26:56Z",
        "anthropic-ratelimit-tokens-limit": "480000",
        "anthropic-ratelimit-tokens-remaining": "479000",
        "anthropic-ratelimit-tokens-reset": "2026-06-23T10:26:57+00:00",
    }
    expected = (
        reading("requests", 4_000, 3_999, 6.0, 60.0),
        reading("tokens", 480_000, 479_000, 7.0, 60.0),
    )
    assert read_rate_limits(headers) == expected
    del headers["date"]
    assert read_rate_limits(headers, now=NOW) == expected
    assert [each.reset_s for each in read_rate_limits(headers)] == [None, None]


def test_mistral_names_its_windows() -> None:
    headers = usual(
        limit_req_10_second="60",
        remaining_req_10_second="53",
        limit_tokens_minute="2000000",
        remaining_tokens_minute="1999370",
        limit_tokens_month="10000000000",
    )
    assert read_rate_limits(headers) == (
        reading("requests", 60, 53, None, 10.0),
        reading("tokens", 2_000_000, 1_999_370, None, 60.0),
    )


def test_openrouter_tells_milliseconds_since_1970() -> None:
    reset = str(round(NOW.timestamp() * 1000) + 30_000)
    headers = usual(limit="20", remaining="0", reset=reset)
    assert read_rate_limits(headers, now=NOW) == (reading("requests", 20, 0, 30.0, None),)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2ms", 0.002),
        ("17.399999999s", 17.399999999),
        ("6m0s", 360.0),
        ("1h2m3s", 3_723.0),
        ("1d", 86_400.0),
        ("12", 12.0),
        ("", None),
        ("s", None),
        ("-5s", None),
        ("soon", None),
        ("2026-06-23T10:26:56", None),
        ("2020-01-01T00:00:00Z", 0.0),
        ("**REDACTED**", None),
    ],
)
def test_forms_of_a_reset(text: str, seconds: float | None) -> None:
    headers = usual(remaining_requests="5", reset_requests=text)
    (found,) = read_rate_limits(headers, now=NOW)
    assert found.reset_s == (None if seconds is None else pytest.approx(seconds))


NAMES = [
    "date",
    *(
        f"{start}{part}{end}"
        for start in ("x-ratelimit-", "anthropic-ratelimit-")
        for part in ("limit", "remaining", "reset", "renewalperiod", "requests", "tokens")
        for end in ("", "-requests", "-tokens", "-limit", "-remaining", "-reset", "-req-10-second")
    ),
]
VALUES = st.text(max_size=12) | st.text(alphabet="0123456789.smhdTZ:-+e\u0663", max_size=20)


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=12))
def test_whatever_headers_hold_they_are_read(headers: dict[str, str]) -> None:
    found = read_rate_limits(headers, now=NOW)
    assert len({each.resource for each in found}) == len(found)
    for each in found:
        assert each.limit is not None or each.remaining is not None
        assert each.reset_s is None or each.reset_s >= 0
        assert each.window_s is None or each.window_s > 0
