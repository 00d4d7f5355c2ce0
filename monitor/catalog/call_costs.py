"""What a call is about to cost, before it is made, and what one cost that may have been billed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from monitor.catalog.prices import FREE_CHANNELS, Cost, list_price, price_of
from monitor.domain.answer import Asked, Outcome, Usage
from monitor.domain.question import Prompt, Target
from monitor.errors import TimedOut, Unreachable, UnreadableReply

ESTIMATE = "estimate"

MOST_BYTES_PER_TOKEN, FEWEST_BYTES_PER_TOKEN = 5, 3
"""Of UTF-8: English has 4 to 5 bytes to a token, Chinese about 3."""

FRAME_TOKENS = 20
"""What a service adds around a prompt."""

SHORT_ANSWER_TOKENS, LONG_ANSWER_TOKENS = 150, 1_500
"""Where the target sets no `max_tokens`; thinking included."""

FEWEST_SEARCHES, MOST_SEARCHES = 1, 3
FEWEST_SEARCH_TOKENS, MOST_SEARCH_TOKENS = 2_000, 20_000
"""What a web search puts into the input."""

_MAY_BE_BILLED = frozenset({TimedOut.kind, Unreachable.kind, UnreadableReply.kind})


@dataclass(frozen=True, slots=True)
class Estimate:
    """Between what and what something is about to cost, in USD."""

    low_usd: Decimal
    high_usd: Decimal


def estimate_call(target: Target, prompt: Prompt, at: datetime) -> Estimate | None:
    """What one call at that time is about to cost; None where the price is not known.

    The low end is a short answer, the high end one of `max_tokens`, or of 1,500 tokens where the
    target does not limit it.
    """
    if target.channel in FREE_CHANNELS:
        return Estimate(Decimal(0), Decimal(0))
    size = len(prompt.text.encode()) + len((target.system_prompt or "").encode())
    most_output = target.settings.max_tokens or LONG_ANSWER_TOKENS
    low = Usage(
        input_tokens=size // MOST_BYTES_PER_TOKEN,
        output_tokens=min(SHORT_ANSWER_TOKENS, most_output),
        tool_input_tokens=FEWEST_SEARCH_TOKENS if target.web_search else 0,
        searches=FEWEST_SEARCHES if target.web_search else 0,
    )
    high = Usage(
        input_tokens=-(-size // FEWEST_BYTES_PER_TOKEN) + FRAME_TOKENS,
        output_tokens=most_output,
        tool_input_tokens=MOST_SEARCH_TOKENS if target.web_search else 0,
        searches=MOST_SEARCHES if target.web_search else 0,
    )
    low_usd, high_usd = (list_price(target, target.model, each, at) for each in (low, high))
    return None if low_usd is None or high_usd is None else Estimate(low_usd, high_usd)


def cost_of(target: Target, prompt: Prompt, asked: Asked) -> Cost | None:
    """What a question cost; None where that is not known.

    A call that ended without a readable reply may have been billed all the same: it counts with
    its estimate, and so does an answer whose usage the provider does not tell. A refused call
    costs nothing.
    """
    failure = asked.answer.failure
    if asked.answer.outcome is not Outcome.ERROR or failure is None:
        known = price_of(target, asked.answer, asked.asked_at)
        return known or _estimated(target, prompt, asked.asked_at, calls=1)
    if asked.attempts and failure.kind in _MAY_BE_BILLED:
        return _estimated(target, prompt, asked.asked_at, calls=asked.attempts)
    return Cost(Decimal(0), ESTIMATE, asked.asked_at.date())


def _estimated(target: Target, prompt: Prompt, at: datetime, *, calls: int) -> Cost | None:
    estimate = estimate_call(target, prompt, at)
    return None if estimate is None else Cost(estimate.high_usd * calls, ESTIMATE, at.date())


@dataclass(frozen=True, slots=True)
class RunEstimate:
    """What a run is about to cost, without what is tried again.

    Attributes:
        unknown: the keys of targets whose price is not known; their calls are not in the amounts,
            and of the budgets those of calls alone limit them.
    """

    low_usd: Decimal
    high_usd: Decimal
    unknown: tuple[str, ...]

    def in_words(self) -> str:
        """The same for people.

        >>> RunEstimate(Decimal("0.0123"), Decimal("1.5"), ("house",)).in_words()
        'about 0.0123 to 1.5 USD; unknown price for house: only the calls budget counts'
        """
        told = "free" if not self.high_usd else f"about {_usd(self.low_usd)} to "
        told += f"{_usd(self.high_usd)} USD" if self.high_usd else ""
        if not self.unknown:
            return told
        beside = f"unknown price for {', '.join(self.unknown)}: only the calls budget counts"
        return f"{told}; {beside}" if self.high_usd else beside


def _usd(amount: Decimal) -> str:
    """An amount with three digits that count."""
    return f"{Decimal(f'{amount:.3g}'):f}"


def estimate_run(
    calls: Iterable[tuple[Target, Prompt]], at: datetime, *, fewest: int, most: int
) -> RunEstimate:
    """What a run at that time is about to cost that makes each call so many times."""
    low, high = Decimal(0), Decimal(0)
    unknown: dict[str, None] = {}
    for target, prompt in calls:
        estimate = estimate_call(target, prompt, at)
        if estimate is None:
            unknown[target.key] = None
            continue
        low, high = low + estimate.low_usd * fewest, high + estimate.high_usd * most
    return RunEstimate(low, high, tuple(unknown))
