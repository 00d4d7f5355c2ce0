from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.metrics.cell import PromptCell
from monitor.metrics.paired_shares import share_difference
from monitor.metrics.visibility import share_of_voice_presence

REPEATS = 4
Named = dict[int, list[int]]


def cells(named: Named) -> dict[int, list[PromptCell]]:
    return {
        brand: [PromptCell(prompt, k, REPEATS) for prompt, k in enumerate(own)]
        for brand, own in named.items()
    }


def share(named: Named, brand: int) -> float | None:
    by_brand = {str(each): own for each, own in cells(named).items()}
    return share_of_voice_presence(by_brand)[str(brand)].value


def panels(prompts: int) -> st.SearchStrategy[Named]:
    counts = st.lists(st.integers(0, REPEATS), min_size=prompts, max_size=prompts)
    return st.fixed_dictionaries({1: counts, 2: counts})


@settings(max_examples=40)
@given(panels(6), panels(6))
def test_the_difference_is_that_of_the_two_shares(before: Named, after: Named):
    found = share_difference(cells(before), cells(after), 1)
    shares = share(before, 1), share(after, 1)
    if shares[0] is None or shares[1] is None:
        assert found is None
        return
    assert found is not None
    assert found.mean == pytest.approx(shares[1] - shares[0])
    assert 0 < found.p <= 1
    if found.interval is not None:
        assert found.interval.low <= found.mean <= found.interval.high


@settings(max_examples=20)
@given(panels(5), panels(5))
def test_the_p_value_counts_every_way_to_swap_periods(before: Named, after: Named):
    found = share_difference(cells(before), cells(after), 1)
    if found is None:
        return
    as_far = 0
    for swaps in product([False, True], repeat=5):
        pair: tuple[Named, Named] = ({1: [], 2: []}, {1: [], 2: []})
        for prompt, swap in enumerate(swaps):
            for brand in (1, 2):
                values = before[brand][prompt], after[brand][prompt]
                pair[0][brand].append(values[swap])
                pair[1][brand].append(values[not swap])
        shares = share(pair[0], 1), share(pair[1], 1)
        is_undefined = shares[0] is None or shares[1] is None
        as_far += is_undefined or abs(shares[1] - shares[0]) >= abs(found.mean) - 1e-9  # type: ignore[operator]  # None is undefined
    assert found.p == pytest.approx(as_far / 2**5)


def test_periods_that_are_the_same_differ_by_nothing():
    same = cells({1: [4, 0, 2], 2: [1, 1, 1]})
    found = share_difference(same, same, 1)
    assert found is not None
    assert (found.mean, found.p, found.interval) == (0, 1, None)


def test_only_prompts_of_both_periods_count():
    before = cells({1: [4, 0, 2, 4], 2: [1, 1, 1, 0]})
    after = {brand: own[:3] for brand, own in before.items()}
    found = share_difference(before, after, 1)
    assert found is not None
    assert (found.mean, found.prompts) == (0, 3)


def test_many_prompts_are_tested_by_draws_that_find_a_large_change():
    before = cells({1: [0, 1] * 15, 2: [4, 3] * 15})
    after = cells({1: [4, 3] * 15, 2: [4, 3] * 15})
    found = share_difference(before, after, 1)
    assert found is not None
    assert found.p < 0.001
    assert found.mean == pytest.approx(1 / 2 - 1 / 8)


def test_without_a_name_in_one_period_there_is_no_share():
    none, some = cells({1: [0, 0], 2: [0, 0]}), cells({1: [1, 0], 2: [0, 1]})
    assert share_difference(none, some, 1) is None
    assert share_difference(some, none, 1) is None
    assert share_difference({}, {}, 1) is None
