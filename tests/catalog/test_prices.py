from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from genai_prices import Usage as ListedUsage
from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import ModelInfo
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.call_costs import cost_of, estimate_call, estimate_run
from monitor.catalog.prices import PRICED_AS, Cost, list_price, price_list, price_of
from monitor.domain.answer import Failure, Outcome, Served, Usage
from monitor.domain.money import NANO_USD
from monitor.domain.question import Channel, Prompt, Question, Target
from monitor.domain.sampling import SamplingSettings
from tests.factories.answers import make_answer, make_asked

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
GPT = Target(key="gpt", provider="openai", model="gpt-4o", channel=Channel.API)
PROMPT = Prompt("p", "Which tool is best?")


def priced(target: Target, **changes: object) -> Cost | None:
    return price_of(target, make_answer(**{"cost_usd": None, **changes}), AT)


def test_the_providers_own_cost_comes_first():
    assert priced(GPT, cost_usd=Decimal("0.5")) == Cost(Decimal("0.5"), "provider", AT.date())


def test_list_prices_are_those_of_the_model_that_was_served():
    usage = Usage(input_tokens=1000, output_tokens=100)
    served = Served(model="gpt-4o-2024-08-06")
    cost = priced(replace(GPT, model="house-name"), usage=usage, served=served)
    assert cost == Cost(Decimal("0.0035"), price_list(), date(2026, 11, 24))


def test_an_answer_is_priced_as_of_the_time_of_its_call():
    usage = Usage(input_tokens=1_000_000, output_tokens=1_000_000)
    before, after = datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    assert list_price(GPT, "gpt-5.6-sol", usage, before) == Decimal(55)
    assert list_price(GPT, "gpt-5.6-sol", usage, after) == Decimal(38)


def test_an_unknown_price_is_none_and_a_local_model_is_free():
    assert priced(replace(GPT, model="x"), served=Served()) is None
    assert priced(replace(GPT, provider="openai_compatible", base_url="http://10.0.0.1/v1")) is None
    local = Target(key="l", provider="ollama", model="x", channel=Channel.LOCAL)
    assert priced(local) == Cost(Decimal(0), "free", AT.date())


def test_a_compatible_server_at_a_known_address_has_that_services_prices():
    other = replace(GPT, provider="openai_compatible", base_url="https://api.openai.com/v1")
    assert list_price(other, "gpt-4o", Usage(input_tokens=1000, output_tokens=100), AT) == Decimal(
        "0.0035"
    )


def all_models() -> list[tuple[str, ModelInfo]]:
    names = {listed: ours for ours, listed in PRICED_AS.items()}
    return [
        (names[provider.id], model)
        for provider in get_snapshot().providers
        if provider.id in names
        for model in provider.models
        # The ids of some lead to another entry, or to none: they stand for a pattern.
        if provider.find_model(model.id) is model
    ]


MODELS = all_models()
counts = st.integers(0, 2_000_000)


@given(
    st.integers(0, len(MODELS) - 1),
    st.builds(
        Usage,
        input_tokens=counts,
        output_tokens=counts,
        reasoning_tokens=counts,
        tool_input_tokens=counts,
        searches=st.integers(0, 9),
    ),
    st.floats(0, 1),
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - the bounds are naive
)
def test_every_model_costs_what_the_list_itself_computes(
    at_index: int, usage: Usage, cached: float, at: datetime
):
    ours, model = MODELS[at_index]
    usage = replace(usage, cached_input_tokens=int(cached * (usage.input_tokens or 0)))
    target = replace(GPT, provider=ours)
    tool, reasoned = usage.tool_input_tokens or 0, usage.reasoning_tokens or 0
    listed = model.get_prices(at).calc_price(
        ListedUsage(
            input_tokens=(usage.input_tokens or 0) + tool,
            input_tool_tokens=tool,
            cache_read_tokens=usage.cached_input_tokens,
            output_tokens=(usage.output_tokens or 0) + reasoned,
            output_reasoning_tokens=reasoned,
            web_searches=usage.searches,
        )
    )
    assert list_price(target, model.id, usage, at) == listed["total_price"].quantize(NANO_USD)


def test_pricing_an_answer_takes_less_than_fifty_microseconds():
    answer = make_answer(cost_usd=None, usage=Usage(input_tokens=1000, output_tokens=100))
    price_of(GPT, answer, AT)
    began = time.process_time()
    for _ in range(2000):
        price_of(GPT, answer, AT)
    assert (time.process_time() - began) / 2000 < 50e-6


def test_an_estimate_brackets_a_usual_answer_and_keeps_to_max_tokens():
    short = replace(GPT, settings=SamplingSettings(max_tokens=100))
    usual = list_price(GPT, "gpt-4o", Usage(input_tokens=10, output_tokens=400), AT)
    estimate, limited = estimate_call(GPT, PROMPT, AT), estimate_call(short, PROMPT, AT)
    assert estimate is not None
    assert limited is not None
    assert usual is not None
    assert estimate.low_usd < usual < estimate.high_usd
    assert limited.high_usd < estimate.low_usd
    searching = estimate_call(replace(GPT, web_search=True), PROMPT, AT)
    assert searching is not None
    assert searching.high_usd > 3 * estimate.high_usd


def test_a_run_with_a_target_of_unknown_price_says_so():
    unknown = replace(GPT, key="house", model="house-model")
    run = estimate_run([(GPT, PROMPT), (unknown, PROMPT), (unknown, PROMPT)], AT, fewest=2, most=5)
    alone = estimate_call(GPT, PROMPT, AT)
    assert alone is not None
    assert run.unknown == ("house",)
    assert (run.low_usd, run.high_usd) == (2 * alone.low_usd, 5 * alone.high_usd)
    assert run.in_words().endswith("unknown price for house: only the calls budget counts")


def test_a_run_of_local_models_is_free():
    local = Target(key="l", provider="ollama", model="x", channel=Channel.LOCAL)
    assert estimate_run([(local, PROMPT)], AT, fewest=1, most=1).in_words() == "free"


@pytest.mark.parametrize(
    ("kind", "calls_billed"), [("timed_out", 3), ("unreadable", 3), ("rate_limited", 0)]
)
def test_a_call_without_a_readable_reply_counts_with_its_estimate(kind: str, calls_billed: int):
    failed = make_answer(
        "", outcome=Outcome.ERROR, failure=Failure(kind, "no", temporary=True), cost_usd=None
    )
    question = Question(1, 1, 1, 1, 1, PROMPT, GPT, 1)
    asked = replace(make_asked(question, failed), attempts=3, asked_at=AT)
    estimate = estimate_call(GPT, PROMPT, AT)
    assert estimate is not None
    cost = cost_of(GPT, PROMPT, asked)
    assert cost == Cost(estimate.high_usd * calls_billed, "estimate", AT.date())
