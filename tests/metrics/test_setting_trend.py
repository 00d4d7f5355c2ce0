from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from statsmodels.discrete.conditional_models import ConditionalLogit

from monitor.metrics.repeat_agreement import (
    jaccard,
    mean_prompt_slope,
    prompt_agreement,
    repeat_agreement,
)
from monitor.metrics.setting_trend import (
    SettingCell,
    _informative,
    _scores,
    trend_over_setting,
)

TEMPERATURES = (0.0, 0.5, 1.0, 1.5)


def panel(seed: int, slope: float, prompts: int = 12, repeats: int = 6) -> list[SettingCell]:
    random = np.random.default_rng(seed)
    levels = random.normal(0, 1, prompts)
    return [
        SettingCell(
            prompt,
            t,
            int(random.binomial(repeats, 1 / (1 + np.exp(-levels[prompt] - slope * t)))),
            repeats,
        )
        for prompt in range(prompts)
        for t in TEMPERATURES
    ]


def answers_of(cells: list[SettingCell]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = [
        (held, cell.setting, cell.prompt_id)
        for cell in cells
        for held in [1] * cell.k + [0] * (cell.n - cell.k)
    ]
    y, x, groups = zip(*rows, strict=True)
    return np.array(y), np.array(x)[:, None], np.array(groups)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_slope_and_its_error_agree_with_statsmodels(seed: int):
    cells = panel(seed, -0.8, prompts=8, repeats=3)
    y, x, groups = answers_of(cells)
    theirs = ConditionalLogit(y, x, groups=groups).fit(disp=False)
    ours = trend_over_setting(cells)
    assert ours is not None
    assert ours.slope == pytest.approx(theirs.params[0], abs=1e-3)
    information, _ = _scores(_informative(cells), ours.slope)
    assert 1 / math.sqrt(information) == pytest.approx(theirs.bse[0], abs=1e-3)


def test_the_plain_p_value_is_mantels():
    cells = panel(3, 0.5)
    difference, variance = 0.0, 0.0
    for prompt in range(12):
        own = [cell for cell in cells if cell.prompt_id == prompt]
        n, k = sum(c.n for c in own), sum(c.k for c in own)
        first = sum(c.n * c.setting for c in own)
        second = sum(c.n * c.setting**2 for c in own)
        difference += sum(c.k * c.setting for c in own) - k * first / n
        variance += k * (n - k) / (n**2 * (n - 1)) * (n * second - first**2)
    ours = trend_over_setting(cells)
    assert ours is not None
    z = abs(difference) / math.sqrt(variance)
    assert ours.mantel_p == pytest.approx(2 * NormalDist().cdf(-z))


def found_without_a_trend(*, alike_at_0: bool) -> tuple[float, float]:
    """How often the sign-flip test and Mantel's find a trend where there is none."""
    trends = []
    for seed in range(250):
        cells = panel(seed, 0.0, prompts=12, repeats=4)
        if alike_at_0:
            random = np.random.default_rng(seed)
            cells = [
                cell
                if cell.setting
                else replace(cell, k=4 * int(random.random() < mean_rate(cells, cell.prompt_id)))
                for cell in cells
            ]
        trends.append(trend_over_setting(cells))
    known = [trend for trend in trends if trend is not None]
    return (
        float(np.mean([trend.p <= 0.05 for trend in known])),
        float(np.mean([trend.mantel_p <= 0.05 for trend in known])),
    )


def mean_rate(cells: list[SettingCell], prompt_id: int) -> float:
    warm = [cell for cell in cells if cell.prompt_id == prompt_id and cell.setting]
    return sum(cell.k for cell in warm) / sum(cell.n for cell in warm)


def test_without_a_trend_about_one_in_twenty_is_found():
    assert 0.02 <= found_without_a_trend(alike_at_0=False)[0] <= 0.09


def test_repeats_that_are_all_alike_at_temperature_0_deceive_mantels_test_alone():
    flipped, mantel = found_without_a_trend(alike_at_0=True)
    assert 0.02 <= flipped <= 0.09
    assert mantel > 0.1


def test_the_clustered_interval_covers_the_true_slope():
    trends = [trend_over_setting(panel(seed, 0.7, prompts=15, repeats=4)) for seed in range(200)]
    held = [t.interval.low <= 0.7 <= t.interval.high for t in trends if t and t.interval]
    assert len(held) == 200
    assert 0.9 <= float(np.mean(held)) <= 0.99


def test_prompts_whose_answers_all_agree_tell_nothing():
    cells = panel(1, 0.3)
    silent = [SettingCell(99, t, 6, 6) for t in TEMPERATURES]
    assert trend_over_setting([*cells, *silent]) == trend_over_setting(cells)
    assert trend_over_setting(silent) is None
    assert trend_over_setting([]) is None


def test_a_setting_that_decides_everything_has_no_finite_odds_ratio_but_a_p_value():
    cells = [SettingCell(p, t, 5 if t else 0, 5) for p in range(6) for t in (0.0, 1.0)]
    trend = trend_over_setting(cells)
    assert trend is not None
    assert trend.slope is None
    assert trend.p == pytest.approx(2 / 2**6)
    assert trend.mantel_p < 1e-6


def test_repeats_that_name_the_same_brands_agree_fully():
    found = repeat_agreement({1: [{"a", "b"}] * 3, 2: [{"c"}] * 3})
    assert (found.value, found.interval) == (1.0, None)


def test_the_interval_of_agreement_holds_its_value_and_stays_in_0_to_1():
    found = repeat_agreement({1: [{"a"}, {"a"}], 2: [{"a"}, {"b"}], 3: [{"a"}, {"a", "b"}]})
    assert found.value == pytest.approx(0.5)
    assert found.interval is not None
    assert 0 <= found.interval.low <= 0.5 <= found.interval.high <= 1


def test_prompts_without_a_named_brand_are_left_out_and_counted():
    found = repeat_agreement({1: [set(), set()], 2: [{"a"}, {"a"}], 3: [{"a"}]})
    assert (found.prompts, found.silent) == (1, 1)
    assert jaccard(set(), set()) is None
    assert prompt_agreement([set(), {"a"}]) == 0


def test_the_slope_of_agreement_is_taken_prompt_by_prompt():
    found = mean_prompt_slope(
        {1: {0.0: 1.0, 1.0: 0.6, 2.0: 0.2}, 2: {0.0: 0.5, 1.0: 0.4}, 3: {0.0: 1.0}}
    )
    assert found is not None
    assert found.prompts == 2
    assert found.mean == pytest.approx((-0.4 - 0.1) / 2)
