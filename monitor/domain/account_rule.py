"""How much may be asked of one account at a provider, as its owner says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountRule:
    """Limits of the accounts at a provider; None sets no limit of that kind.

    Attributes:
        base_url: only for targets at this address; None for all others of the provider.
        concurrency: calls in flight at a time, all workers together.
    """

    provider: str
    base_url: str | None = None
    concurrency: int | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


def find_rule(
    rules: Iterable[AccountRule], *, provider: str, base_url: str | None
) -> AccountRule | None:
    """The rule for a target: that of its address before that of its provider.

    >>> rules = [AccountRule("vllm"), AccountRule("vllm", "http://a/v1", concurrency=3)]
    >>> find_rule(rules, provider="vllm", base_url="http://a/v1").concurrency
    3
    """
    of_provider = [rule for rule in rules if rule.provider == provider]
    for wanted in (base_url, None):
        for rule in of_provider:
            if rule.base_url == wanted:
                return rule
    return None
