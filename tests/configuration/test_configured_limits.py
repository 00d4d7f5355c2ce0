from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.configuration.configuration import Configuration
from monitor.configuration.problem import BadConfiguration
from monitor.domain.account_rule import AccountRule

Read = Callable[[str], Configuration]


def test_limits_may_be_left_out(read: Read) -> None:
    assert read("").limits == ()


def test_the_limits_of_accounts_are_read(read: Read) -> None:
    found = read("limits: [{provider: openai, concurrency: 50, requests_per_minute: 500}]").limits
    assert found == (AccountRule("openai", None, 50, 500, None),)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ("[{provider: opnai, concurrency: 5}]", "expected the name of a provider, found `opnai`"),
        ("[{provider: openai, concurrency: 0}]", "expected a whole number of 1 or more"),
        ("[{provider: openai, per_minute: 5}]", "per_minute"),
        ("[{provider: openai}, {provider: openai}]", "found `openai` twice"),
    ],
)
def test_what_is_wrong_with_a_limit_is_told(read: Read, limits: str, told: str) -> None:
    with pytest.raises(BadConfiguration) as raised:
        read(f"limits: {limits}\n")
    assert told in str(raised.value)
