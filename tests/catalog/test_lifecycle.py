from __future__ import annotations

from datetime import date

import pytest

from monitor.catalog.lifecycle import Status, retirement, status_on, warning_of
from monitor.catalog.shipped import shipped_cards

GPT_4O = shipped_cards()["openai/gpt-4o"]
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("key", "day", "status"),
    [
        ("openai/gpt-4o", TODAY, Status.DEPRECATED),
        ("openai/gpt-4o", date(2027, 1, 13), Status.DEPRECATED),
        ("openai/gpt-4o", date(2027, 1, 14), Status.RETIRED),
        ("openai/gpt-6.1-sol", TODAY, Status.ACTIVE),
        ("perplexity/llama-3.1-sonar-small-128k-online", TODAY, Status.RETIRED),
        ("google/gemini-1.5-pro", TODAY, None),
    ],
)
def test_a_status_holds_for_a_day(key: str, day: date, status: Status | None):
    assert status_on(shipped_cards()[key], day) is status


@pytest.mark.parametrize(
    ("day", "warned"),
    [
        (date(2026, 10, 15), False),
        (date(2026, 10, 16), True),
        (TODAY, True),
        (date(2027, 2, 1), True),
    ],
)
def test_a_model_is_warned_of_ninety_days_before_its_end(day: date, warned: bool):
    assert (warning_of("gpt-4o", provider="openai", on=day) is not None) is warned


def test_the_warning_names_the_day_and_the_successor():
    ends = warning_of("openai/gpt-4o", provider="openrouter", on=TODAY)
    assert ends is not None
    assert ends.told() == (
        "GPT-4o retires on 2027-01-14, in 51 days (litellm 1.110.2); "
        "its vendor names openai/gpt-6-luna instead."
    )


def test_a_snapshot_may_end_before_its_model():
    ends = retirement(GPT_4O, TODAY, snapshot="gpt-4o-2024-05-13")
    assert ends is not None
    assert ends.told().startswith("gpt-4o-2024-05-13 was retired on 2026-10-23")


@pytest.mark.parametrize(
    ("model", "provider"),
    [("nobody-knows-me", "openai"), ("gpt-6.1-sol", "openai"), ("mistral-large-2512", "vllm")],
)
def test_there_is_no_warning_without_an_end(model: str, provider: str):
    assert warning_of(model, provider=provider, on=date(2027, 4, 1)) is None
