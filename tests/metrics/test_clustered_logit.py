from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from monitor.metrics.clustered_logit import LogitCell, clustered_logit


def panel(seed: int, *, models: int = 14, prompts: int = 10) -> list[LogitCell]:
    random = np.random.default_rng(seed)
    sizes, bias = random.uniform(8, 11, models), random.normal(0, 0.7, models)
    levels = random.normal(0, 1, prompts)
    return [
        LogitCell(
            model=f"m{model}",
            family=f"f{model % 3}",
            prompt=prompt,
            x=float(sizes[model]),
            k=int(random.binomial(5, 1 / (1 + np.exp(-levels[prompt] - bias[model])))),
            n=5,
        )
        for model in range(models)
        for prompt in range(prompts)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_odds_ratio_and_clustered_error_agree_with_statsmodels(seed: int):
    cells = panel(seed)
    held = {p: sum(c.k for c in cells if c.prompt == p) for p in range(10)}
    used = [cell for cell in cells if 0 < held[cell.prompt] < 14 * 5]
    prompts = sorted({cell.prompt for cell in used})
    rows = [
        [cell.x, *(cell.prompt == p for p in prompts), *(cell.family == f for f in ("f1", "f2"))]
        for cell in used
    ]
    theirs = sm.GLM(
        np.array([[cell.k, cell.n - cell.k] for cell in used]),
        np.array(rows, dtype=float),
        family=sm.families.Binomial(),
    ).fit(
        cov_type="cluster",
        cov_kwds={"groups": np.array([int(str(cell.model)[1:]) for cell in used])},
    )
    ours = clustered_logit(cells)
    assert ours is not None
    assert ours.estimate == pytest.approx(theirs.params[0], abs=1e-6)
    assert ours.standard_error == pytest.approx(theirs.bse[0], rel=1e-5)
    assert ours.df == 14 - 3 - 1


def test_a_prompt_whose_answers_all_agree_changes_nothing():
    cells = panel(1)
    silent = [LogitCell(c.model, c.family, "silent", c.x, 0, 5) for c in cells if c.prompt == 0]
    first, second = clustered_logit(cells), clustered_logit([*cells, *silent])
    assert first is not None
    assert second is not None
    assert first.estimate == pytest.approx(second.estimate)


def test_answers_that_a_model_decides_alone_have_no_finite_odds_ratio():
    cells = [
        LogitCell(m, "one", p, float(m), 5 if m > 2 else 0, 5) for m in range(6) for p in range(3)
    ]
    assert clustered_logit(cells) is None


def test_families_that_have_one_size_each_tell_nothing():
    cells = [
        LogitCell(m, m % 2, p, float(m % 2), (m + p) % 4, 5) for m in range(8) for p in range(4)
    ]
    assert clustered_logit(cells) is None
    assert clustered_logit([]) is None
