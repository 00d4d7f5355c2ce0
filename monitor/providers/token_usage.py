"""Reads token counts in our terms, and costs that a provider reports, from its usage object."""

from __future__ import annotations

from decimal import Decimal

from monitor.domain.answer import Usage
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.providers.reading import int_at, object_at

USD_PER_TICK = Decimal("0.0000000001")
"""xAI's unit of cost; it fits the list price of the models (12 tokens in, 229 out: 1,176,500)."""

MAX_COST_USD = Decimal(1_000_000)
"""What one answer cannot have cost; a larger figure is in another unit."""


def read_usage(usage: JsonObject) -> Usage:
    """The counts of Chat Completions or of Responses, which differ in their names alone.

    Reasoning is taken out of the output where it was counted in. OpenAI counts it inside the
    output, xAI in Chat Completions beside it: then the parts add up to the total, as in
    12 + 1 + 228 = 241.
    """
    shape = "input", "output"
    if "prompt_tokens" in usage or "completion_tokens" in usage:
        shape = "prompt", "completion"
    given, produced = (int_at(usage, f"{part}_tokens") for part in shape)
    cached = int_at(object_at(usage, f"{shape[0]}_tokens_details"), "cached_tokens")
    reasoning = int_at(object_at(usage, f"{shape[1]}_tokens_details"), "reasoning_tokens")
    beside = (given or 0) + (produced or 0) + (reasoning or 0) == int_at(usage, "total_tokens")
    if produced is not None and reasoning and not beside:
        produced = max(produced - reasoning, 0)
    return Usage(
        input_tokens=given,
        output_tokens=produced,
        reasoning_tokens=reasoning,
        cached_input_tokens=cached,
    )


def usd(amount: JsonValue) -> Decimal | None:
    """An amount of dollars as it was written in JSON; None for anything that is no cost.

    >>> usd(0.00256995)
    Decimal('0.00256995')
    """
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return None
    # The shortest decimal of a float is what the provider wrote.
    dollars = Decimal(repr(amount)) if isinstance(amount, float) else Decimal(amount)
    return dollars if 0 <= dollars <= MAX_COST_USD else None


def usd_from_ticks(usage: JsonObject) -> Decimal | None:
    """The cost in `cost_in_usd_ticks`; None where there is none.

    >>> usd_from_ticks({"cost_in_usd_ticks": 1176500})
    Decimal('0.0001176500')
    """
    ticks = int_at(usage, "cost_in_usd_ticks")
    if ticks is None or ticks * USD_PER_TICK > MAX_COST_USD:
        return None
    return ticks * USD_PER_TICK
