from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.metrics.cell import MetricCell, PromptCell, Tier
from monitor.metrics.intervals import clustered_wilson
from monitor.metrics.visibility import (
    DEFAULT_SEED,
    NO_ANSWERS,
    NO_BRAND_NAMED,
    NO_SPREAD,
    ONE_PROMPT,
    mention_rate,
    share_of_voice_presence,
)

ByBrand = dict[str, list[PromptCell]]


def cells(*counts: tuple[int, int]) -> list[PromptCell]:
    return [PromptCell(prompt_id, k, n) for prompt_id, (k, n) in enumerate(counts, start=1)]


@st.composite
def brands_in_one_panel(draw: st.DrawFn) -> ByBrand:
    repeats = draw(st.lists(st.integers(0, 6), min_size=1, max_size=8))
    names = draw(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=4, unique=True))
    return {
        name: [PromptCell(i, draw(st.integers(0, n)), n) for i, n in enumerate(repeats)]
        for name in names
    }


def test_a_mention_rate_weighs_prompts_and_counts_answers():
    cell = mention_rate(cells((9, 9), (0, 3), (0, 0)))
    assert (cell.value, cell.k, cell.n, cell.n_prompts) == (0.5, 9, 12, 2)
    assert cell.tier is Tier.PROVISIONAL


def test_a_mention_rate_carries_the_clustered_interval():
    panel = cells((5, 5), (2, 5), (0, 5), (4, 5))
    cell, interval = mention_rate(panel), clustered_wilson(panel)
    assert (cell.ci_low, cell.ci_high, cell.method) == (
        interval.low,
        interval.high,
        interval.method,
    )


def test_a_mention_rate_without_answers_is_not_known():
    expected = MetricCell(None, 0, 0, 0, None, None, NO_ANSWERS, Tier.TOO_FEW)
    assert mention_rate([]) == expected
    assert mention_rate(cells((0, 0), (0, 0))) == expected


@given(
    counts=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted), max_size=12),
    seed=st.integers(0, 99),
)
def test_a_mention_rate_lies_in_its_interval_and_knows_no_order(counts: list[list[int]], seed: int):
    panel = cells(*((k, n) for k, n in counts))
    cell = mention_rate(panel)
    assert mention_rate(Random(seed).sample(panel, len(panel))) == cell
    assert (cell.value is None) == (cell.n == 0)
    if cell.value is not None:
        assert cell.ci_low is not None
        assert cell.ci_high is not None
        assert 0 <= cell.ci_low <= cell.value <= cell.ci_high <= 1


def test_presence_counts_answers_and_not_how_often_each_names_a_brand():
    # The two answers of the reference example: A has 3 and 1 mentions, B 1 and 1.
    shares = share_of_voice_presence({"a": cells((2, 2)), "b": cells((2, 2))})
    assert [cell.value for cell in shares.values()] == [0.5, 0.5]
    assert [(cell.k, cell.n) for cell in shares.values()] == [(2, 4), (2, 4)]


def test_a_share_is_weighted_by_prompt_where_repeats_differ():
    shares = share_of_voice_presence({"a": cells((9, 9), (0, 1)), "b": cells((0, 9), (1, 1))})
    assert shares["a"].value == 0.5
    assert (shares["a"].k, shares["a"].n) == (9, 10)


def test_many_namings_in_few_answers_make_no_solid_share():
    shares = share_of_voice_presence({name: cells((2, 2), (2, 2)) for name in "abcdefghij"})
    assert shares["a"].n == 40
    assert shares["a"].tier is Tier.TOO_FEW


def test_few_namings_in_many_answers_make_no_solid_share():
    shares = share_of_voice_presence({"a": cells((3, 50), (1, 50)), "b": cells((1, 50), (0, 50))})
    assert shares["a"].n == 5
    assert shares["a"].tier is Tier.TOO_FEW


def test_the_interval_of_a_share_names_its_seed_and_is_made_again_from_it():
    by_brand = {"a": cells((3, 3), (1, 3), (0, 3)), "b": cells((1, 3), (2, 3), (2, 3))}
    first = share_of_voice_presence(by_brand)
    assert first == share_of_voice_presence(by_brand, seed=DEFAULT_SEED)
    assert first["a"].method == (
        "expanded percentile bootstrap over prompts, 2000 resamples, seed 20260101"
    )
    assert "seed 7" in share_of_voice_presence(by_brand, seed=7)["a"].method


def test_the_intervals_of_two_brands_mirror_each_other():
    shares = share_of_voice_presence(
        {"a": cells((3, 3), (1, 3), (0, 3), (2, 3)), "b": cells((1, 3), (2, 3), (2, 3), (0, 3))}
    )
    a, b = shares["a"], shares["b"]
    assert (a.ci_low, a.ci_high) != (None, None)
    assert a.ci_low == pytest.approx(1 - (b.ci_high or 0))
    assert a.ci_high == pytest.approx(1 - (b.ci_low or 0))


@pytest.mark.parametrize(
    ("by_brand", "reason", "value"),
    [
        ({"a": [], "b": []}, NO_ANSWERS, None),
        ({"a": cells((0, 0)), "b": cells((0, 0))}, NO_ANSWERS, None),
        ({"a": cells((0, 3), (0, 3)), "b": cells((0, 3), (0, 3))}, NO_BRAND_NAMED, None),
        ({"a": cells((3, 3), (0, 0)), "b": cells((3, 3), (0, 0))}, ONE_PROMPT, 0.5),
        ({"a": cells((0, 3), (0, 3)), "b": cells((1, 3), (3, 3))}, NO_SPREAD, 0.0),
        ({"a": cells((1, 3), (2, 3)), "b": cells((1, 3), (2, 3))}, NO_SPREAD, 0.5),
    ],
)
def test_a_share_without_interval_says_why(by_brand: ByBrand, reason: str, value: float | None):
    cell = share_of_voice_presence(by_brand)["a"]
    assert (cell.value, cell.ci_low, cell.ci_high, cell.method) == (value, None, None, reason)


def test_the_order_of_brands_changes_no_digit():
    # In floating point .1 + .2 + .3 is not .3 + .2 + .1.
    by_brand = {
        "a": cells((1, 10), (3, 10), (7, 10)),
        "b": cells((2, 10), (7, 10), (1, 10)),
        "c": cells((3, 10), (1, 10), (6, 10)),
        "d": cells((7, 10), (6, 10), (0, 10)),
    }
    reverse = dict(reversed(by_brand.items()))
    assert share_of_voice_presence(reverse) == share_of_voice_presence(by_brand)


def test_no_brands_have_no_shares():
    assert share_of_voice_presence({}) == {}


@pytest.mark.parametrize("other", [cells((1, 3)), cells((1, 3), (1, 2)), cells((1, 3), (1, 4))])
def test_brands_looked_for_in_other_answers_are_refused(other: list[PromptCell]):
    with pytest.raises(ValueError, match="'a' and 'b'"):
        share_of_voice_presence({"a": cells((1, 3), (2, 3)), "b": other})


@settings(max_examples=25)
@given(by_brand=brands_in_one_panel(), seed=st.integers(0, 99))
def test_shares_add_up_to_one_and_know_no_order(by_brand: ByBrand, seed: int):
    shares = share_of_voice_presence(by_brand)
    shuffle = Random(seed)
    reordered = {
        name: shuffle.sample(by_brand[name], len(by_brand[name]))
        for name in shuffle.sample(list(by_brand), len(by_brand))
    }
    assert share_of_voice_presence(reordered) == shares
    assert list(shares) == list(by_brand)
    values = [cell.value for cell in shares.values() if cell.value is not None]
    assert len(values) in (0, len(shares))
    assert not values or sum(values) == pytest.approx(1)
    for cell in shares.values():
        if cell.ci_low is not None and cell.ci_high is not None and cell.value is not None:
            assert 0 <= cell.ci_low <= cell.value <= cell.ci_high <= 1
