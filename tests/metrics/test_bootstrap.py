from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.metrics.bootstrap import RESAMPLES, expanded_percentiles, resampled_shares


def test_every_resample_divides_the_whole():
    shares = resampled_shares([[1.0, 0.2, 0.0], [0.5, 0.4, 0.8]], seed=1)
    assert [len(column) for column in shares] == [RESAMPLES, RESAMPLES]
    assert all(sum(each) == pytest.approx(1) for each in zip(*shares, strict=True))


def test_resamples_are_drawn_with_replacement_and_each_prompt_as_often():
    # Two prompts, one for each part: the four draws give 0, 1/2, 1/2 and 1.
    (column, _) = resampled_shares([[1.0, 0.0], [0.0, 1.0]], seed=2)
    frequencies = [column.count(share) / RESAMPLES for share in (0.0, 0.5, 1.0)]
    assert frequencies == pytest.approx([0.25, 0.5, 0.25], abs=0.04)


def test_a_resample_in_which_nothing_is_named_is_left_out():
    (column,) = resampled_shares([[1.0, 0.0]], seed=3)
    assert set(column) == {1.0}
    assert len(column) == pytest.approx(0.75 * RESAMPLES, rel=0.05)


def test_a_seed_gives_the_same_resamples_again_and_another_seed_others():
    parts = [[1.0, 0.2, 0.0, 0.4], [0.5, 0.4, 0.8, 0.0]]
    assert resampled_shares(parts, seed=4) == resampled_shares(parts, seed=4)
    assert resampled_shares(parts, seed=4) != resampled_shares(parts, seed=5)


def test_few_prompts_take_the_percentiles_further_out():
    values = range(10_001)
    widths = []
    for prompts in (3, 5, 20, 1000):
        low, high = expanded_percentiles(values, prompts=prompts, confidence=0.95)
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == pytest.approx(9_500, abs=5)


@given(
    values=st.lists(st.floats(0, 1), min_size=1, max_size=50),
    prompts=st.integers(2, 100),
)
def test_percentiles_stay_within_the_values(values: list[float], prompts: int):
    low, high = expanded_percentiles(values, prompts=prompts, confidence=0.95)
    assert min(values) <= low <= high <= max(values)


def test_a_small_panel_agrees_with_all_its_resamples():
    # Four prompts have 4^4 resamples; drawn ones must come to their exact mean and spread.
    parts = [[1.0, 0.2, 0.0, 0.4], [0.5, 0.4, 0.8, 0.0]]
    exact = []
    for drawn in product(range(4), repeat=4):
        first, second = (sum(part[i] for i in drawn) for part in parts)
        exact.append(first / (first + second))
    (column, _) = resampled_shares(parts, seed=6)
    assert sum(column) / RESAMPLES == pytest.approx(sum(exact) / len(exact), abs=0.01)
    below = sum(share < 0.3 for share in column) / RESAMPLES
    assert below == pytest.approx(sum(share < 0.3 for share in exact) / len(exact), abs=0.03)


def test_the_order_of_the_parts_changes_no_digit_of_any_resample():
    parts = [[0.1, 0.3, 0.7], [0.2, 0.7, 0.1], [0.3, 0.1, 0.6], [0.7, 0.6, 0.0]]
    forward, backward = resampled_shares(parts, seed=1), resampled_shares(parts[::-1], seed=1)
    assert forward == backward[::-1]
