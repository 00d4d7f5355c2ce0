from __future__ import annotations

import pytest

from monitor.providers.served import dated_snapshot


@pytest.mark.parametrize(
    "model",
    [
        "gpt-5-2025-08-07",
        "anthropic/claude-4.6-sonnet-20260217",
        "mistral-small-2603",
        "grok-4-0709",
        "deepseek/deepseek-r1-0528:free",
        "claude-sonnet-4@20250514",
    ],
)
def test_an_id_that_ends_in_a_date_is_a_snapshot(model: str):
    assert dated_snapshot(model) == model


@pytest.mark.parametrize(
    "model",
    [None, "", "gpt-5", "mistral-small-latest", "gpt-35-turbo", "llama-4-1999", "x-2025-13-40"],
)
def test_any_other_id_is_an_alias(model: str | None):
    assert dated_snapshot(model) is None
