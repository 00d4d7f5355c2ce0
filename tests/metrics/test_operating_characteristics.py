"""How often the tests find what is not there, and what is there, in simulated answers of models.

15 prompts with 5 repeats each, models with a random intercept of sd .7, prompts with one of sd 1,
sizes spread evenly over three decades.
"""

from __future__ import annotations

import numpy as np
import pytest

from monitor.metrics.slopes import fit_slopes, model_logits
from monitor.metrics.spearman import permutation_p
from monitor.metrics.student_t import t_quantile

PROMPTS, REPEATS = 15, 5
RUNS = 2000


def simulated_logits(models: int, *, slope: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The sizes (runs, models) as decades, and the models' logits."""
    random = np.random.default_rng(seed)
    sizes = random.uniform(0, 3, (RUNS, models))
    bias = random.normal(0, 0.7, (RUNS, models))
    prompts = random.normal(0, 1, (RUNS, PROMPTS))
    level = slope * (sizes - 1.5) + bias
    share = 1 / (1 + np.exp(-(level[:, :, None] + prompts[:, None, :])))
    named = random.binomial(REPEATS, share).sum(axis=2)
    return sizes, model_logits(named, PROMPTS * REPEATS)


def found_by_ols(sizes: np.ndarray, logits: np.ndarray) -> float:
    fitted = fit_slopes(sizes, logits, ["one family"] * sizes.shape[1])
    t = np.abs(fitted.estimates / fitted.standard_errors)
    return float(np.mean(t > t_quantile(0.975, fitted.df)))


def found_by_ranks(sizes: np.ndarray, logits: np.ndarray) -> float:
    """The sizes of a run are put in order, so that all runs share the same permuted ranks."""
    order = np.argsort(sizes, axis=1)
    in_order = np.take_along_axis(logits, order, axis=1)
    return float(np.mean(permutation_p(np.arange(sizes.shape[1]), in_order) <= 0.05))


@pytest.mark.parametrize("models", [6, 12, 20])
def test_without_an_effect_both_primary_tests_are_wrong_about_one_time_in_twenty(models: int):
    sizes, logits = simulated_logits(models, slope=0.0, seed=100 + models)
    assert 0.025 <= found_by_ols(sizes, logits) <= 0.075
    assert 0.025 <= found_by_ranks(sizes, logits) <= 0.075


@pytest.mark.parametrize(
    ("models", "by_ranks", "by_ols"),
    [
        (6, (0.08, 0.18), (0.13, 0.24)),
        (12, (0.26, 0.42), (0.31, 0.46)),
        (20, (0.46, 0.65), (0.5, 0.68)),
    ],
)
def test_few_models_miss_most_true_effects(
    models: int, by_ranks: tuple[float, float], by_ols: tuple[float, float]
):
    sizes, logits = simulated_logits(models, slope=0.5, seed=200 + models)
    assert by_ols[0] <= found_by_ols(sizes, logits) <= by_ols[1]
    assert by_ranks[0] <= found_by_ranks(sizes, logits) <= by_ranks[1]


@pytest.mark.parametrize("models", [12, 20])
def test_family_effects_keep_the_error_rate_where_families_differ(models: int):
    sizes, logits = simulated_logits(models, slope=0.0, seed=300 + models)
    families = [index % 3 for index in range(models)]
    # Families that differ and whose sizes differ, too: without their effects, a false association.
    offsets = np.array([0.0, 2.0, 4.0])[families]
    mixed_sizes, mixed_logits = sizes + offsets, logits + offsets
    fitted = fit_slopes(mixed_sizes, mixed_logits, families)
    t = np.abs(fitted.estimates / fitted.standard_errors)
    assert 0.025 <= float(np.mean(t > t_quantile(0.975, fitted.df))) <= 0.075
    assert found_by_ols(mixed_sizes, mixed_logits) > 0.5
