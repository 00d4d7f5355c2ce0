"""What an answer cost: as the provider reports it, else by the dated list prices of genai-prices.

Prices are those of the moment of the call. A price that is not known is None, never 0; models that
run on one's own machine are free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.domain.answer import Answer, Usage
from monitor.domain.money import NANO_USD
from monitor.domain.question import Channel, Target

if TYPE_CHECKING:
    # Importing it costs a quarter of a second, which commands without prices need not pay.
    from genai_prices.types import ModelInfo, ModelPrice, TieredPrices

FROM_PROVIDER = "provider"
FREE = "free"

FREE_CHANNELS = frozenset({Channel.LOCAL, Channel.SIMULATED})

PRICED_AS: Mapping[str, str] = MappingProxyType(
    {
        "anthropic": "anthropic",
        "azure": "azure",
        "bedrock": "aws",
        "cohere": "cohere",
        "deepseek": "deepseek",
        "gemini": "google",
        "groq": "groq",
        "mistral": "mistral",
        "openai": "openai",
        "openrouter": "openrouter",
        "perplexity": "perplexity",
        "vertex": "google",
        "xai": "x-ai",
    }
)
"""Our providers by the names of genai-prices; others are looked up by their address."""

_MILLION = Decimal(1_000_000)
_THOUSAND = Decimal(1_000)


@dataclass(frozen=True, slots=True)
class Cost:
    """What something cost, and who says so.

    Attributes:
        source: "provider", "free", "estimate", or the list of prices with its version.
        as_of: the day whose prices hold.
    """

    usd: Decimal
    source: str
    as_of: date


def price_of(target: Target, answer: Answer, at: datetime) -> Cost | None:
    """What an answer cost that was asked for at a time; None where that is not known."""
    if answer.cost_usd is not None:
        return Cost(answer.cost_usd, FROM_PROVIDER, at.date())
    if target.channel in FREE_CHANNELS:
        return Cost(Decimal(0), FREE, at.date())
    served = answer.served.model
    usd = list_price(target, served, answer.usage, at) if served else None
    if usd is None:
        usd = list_price(target, target.model, answer.usage, at)
    return None if usd is None else Cost(usd, price_list(), at.date())


@cache
def price_list() -> str:
    """The name of the list of prices, with its version."""
    return f"genai-prices {version('genai-prices')}"


def list_price(target: Target, model: str, usage: Usage, at: datetime) -> Decimal | None:
    """The list price in USD of one call; None where model or usage are not known."""
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
    known = _priced_model(target.provider, target.base_url, model)
    if known is None:
        return None
    return _priced(_rates(known.get_prices(at)), usage)


@lru_cache(maxsize=4096)
def _priced_model(provider: str, base_url: str | None, model: str) -> ModelInfo | None:
    name = PRICED_AS.get(provider)
    if name is None and base_url is None:
        return None
    from genai_prices.data_snapshot import get_snapshot  # noqa: PLC0415 - see above

    try:
        _, found = get_snapshot().find_provider_model(
            model, None, name, base_url if name is None else None
        )
    except LookupError:
        return None
    return found


class _Rates:
    """The prices that our counts can meet; the library's own sum takes longer than 50 us."""

    __slots__ = ("cached", "given", "produced", "reasoned", "request", "search", "tool")

    def __init__(self, price: ModelPrice) -> None:
        def listed(name: str) -> Decimal | TieredPrices | None:
            found: Decimal | TieredPrices | None = getattr(price, name, None)
            return found

        self.given = listed("input_mtok")
        self.cached = listed("cache_read_mtok") or self.given
        self.tool = listed("input_tool_mtok") or self.given
        self.produced = listed("output_mtok")
        self.reasoned = listed("output_reasoning_mtok") or self.produced
        self.search = listed("web_searches_kcount")
        self.request = listed("requests_kcount")


_KNOWN_RATES: dict[int, tuple[ModelPrice, _Rates]] = {}


def _rates(price: ModelPrice) -> _Rates:
    # By identity: the library's prices can be compared, and so not hashed.
    known = _KNOWN_RATES.get(id(price))
    if known is None:
        known = _KNOWN_RATES[id(price)] = price, _Rates(price)
    return known[1]


def _priced(rates: _Rates, usage: Usage) -> Decimal:
    given, tool = usage.input_tokens or 0, usage.tool_input_tokens or 0
    cached = min(usage.cached_input_tokens or 0, given)
    size = given + tool
    per_million = (
        (rates.given, given - cached),
        (rates.cached, cached),
        (rates.tool, tool),
        (rates.produced, usage.output_tokens or 0),
        (rates.reasoned, usage.reasoning_tokens or 0),
    )
    per_thousand = ((rates.search, usage.searches or 0), (rates.request, 1))
    usd = sum((_rate(rate, size) * count for rate, count in per_million if count), Decimal(0))
    usd /= _MILLION
    usd += sum((_rate(rate, size) * count for rate, count in per_thousand), Decimal(0)) / _THOUSAND
    return usd.quantize(NANO_USD)


def _rate(rate: Decimal | TieredPrices | None, input_tokens: int) -> Decimal:
    """The rate for a call with so much input; a tier holds for all tokens of the call."""
    if rate is None:
        return Decimal(0)
    if isinstance(rate, Decimal):
        return rate
    found = rate.base
    for tier in rate.tiers:
        if input_tokens > tier.start:
            found = tier.price
    return found
