from __future__ import annotations

from dataclasses import replace
from time import process_time

import numpy as np
import pytest

from monitor.metrics.by_parameters import Gate, ModelPoint, associate, gate_of
from monitor.metrics.cell import PromptCell
from monitor.metrics.intervals import prompt_weighted_rate


def points(
    models: int, *, slope: float = 0.0, seed: int = 1, families: int = 3, width: float = 0.0
) -> list[ModelPoint]:
    random = np.random.default_rng(seed)
    levels = random.normal(0, 1, 12)
    made = []
    for model in range(models):
        size = float(random.uniform(8.5, 11.5))
        logit = slope * (size - 10) + random.normal(0, 0.7)
        held = random.binomial(5, 1 / (1 + np.exp(-logit - levels)))
        cells = tuple(PromptCell(p, int(k), 5) for p, k in enumerate(held))
        half = width if model % 2 else 0.0
        made.append(
            ModelPoint(
                f"m{model}",
                f"f{model % families}",
                size - half,
                size + half,
                prompt_weighted_rate(cells),
                cells,
            )
        )
    return made


def test_families_matter_for_the_full_gate_only():
    assert gate_of(25, 2) is Gate.LOW_POWER
    assert gate_of(25, 3) is Gate.FULL


def test_below_five_models_nothing_is_tested():
    found = associate(points(4, slope=3))
    assert (found.gate, found.primary, found.ranks) == (Gate.NO_TEST, None, None)
    assert found.reason == "fewer than 5 models (4)"


def test_five_to_seven_models_have_ranks_and_no_slope():
    found = associate(points(7, slope=3))
    assert found.ranks is not None
    assert found.ranks.p < 0.05
    assert (found.primary, found.detectable) == (None, None)


def test_eight_models_have_a_slope_and_what_would_have_been_found():
    found = associate(points(10, slope=1.0))
    assert found.gate is Gate.LOW_POWER
    assert found.primary is not None
    assert found.primary.interval.low < found.primary.estimate < found.primary.interval.high
    assert found.detectable is not None
    assert found.detectable > found.primary.standard_error
    assert found.secondary is None


def test_the_full_model_compares_within_families_and_has_the_secondary_model():
    found = associate(points(24, slope=1.5))
    assert found.gate is Gate.FULL
    assert found.within_families
    assert found.primary is not None
    assert found.secondary is not None
    assert found.primary.df == 24 - 3 - 1
    assert found.secondary.estimate == pytest.approx(found.primary.estimate, rel=0.35)


def test_models_that_are_all_of_their_own_family_are_compared_across():
    found = associate(points(12, families=12))
    assert not found.within_families
    assert found.primary is not None
    assert found.primary.df == 10


def test_uncertain_sizes_widen_the_interval_and_make_the_slope_smaller():
    sure = associate(points(20, slope=1.5))
    unsure = associate(points(20, slope=1.5, width=1.0))
    assert sure.primary is not None
    assert unsure.primary is not None
    assert unsure.primary.standard_error > sure.primary.standard_error
    assert unsure.primary.estimate < sure.primary.estimate
    assert (sure.exact, unsure.exact) == (20, 10)
    assert unsure.ranks is not None
    assert unsure.ranks.draws == 200
    assert unsure.secondary is None


def test_the_order_of_the_models_changes_nothing_that_is_not_drawn():
    given = points(12, slope=0.5)
    first, second = associate(given), associate(given[::-1])
    assert first.primary is not None
    assert second.primary is not None
    assert first.primary.estimate == pytest.approx(second.primary.estimate)


@pytest.mark.parametrize(("k", "reason"), [(0, "never named"), (5, "always named")])
def test_a_brand_that_is_never_or_always_named_is_not_tested(k: int, reason: str):
    same = [
        replace(p, rate=k / 5, cells=tuple(PromptCell(c.prompt_id, k, 5) for c in p.cells))
        for p in points(9)
    ]
    assert associate(same).reason == reason


def test_two_groups_need_three_models_each():
    def grouped(high: int) -> list[ModelPoint]:
        return [
            replace(p, low=float(i < high), high=float(i < high)) for i, p in enumerate(points(10))
        ]

    assert associate(grouped(2), two_groups=True).primary is None
    assert associate(grouped(3), two_groups=True).primary is not None


def test_models_of_one_family_are_compared_within_it():
    found = associate(points(12, families=1))
    assert found.within_families
    assert found.primary is not None
    assert found.primary.df == 10


def test_many_draws_of_many_models_take_little_time():
    started = process_time()
    associate(points(60, width=0.5))
    assert process_time() - started < 3
