from __future__ import annotations

import pytest

from monitor.metrics.cell import PromptCell, Tier, answered_cells, tier_of


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (1, 0), (0, -1)])
def test_counts_that_cannot_be_are_refused(k: int, n: int):
    with pytest.raises(ValueError, match=f"prompt 7: expected 0 <= k <= n, got {k}/{n}"):
        PromptCell(7, k=k, n=n)


def test_a_prompt_without_answers_is_left_out():
    assert answered_cells([PromptCell(2, 1, 3), PromptCell(1, 0, 0)]) == (PromptCell(2, 1, 3),)


def test_two_cells_for_one_prompt_are_refused():
    with pytest.raises(ValueError, match="expected one cell for each prompt, got two for 4"):
        answered_cells([PromptCell(4, 1, 3), PromptCell(1, 0, 3), PromptCell(4, 2, 3)])


def test_the_tiers_begin_at_ten_and_at_thirty_answers():
    tiers = {answers: tier_of(answers) for answers in (0, 9, 10, 29, 30, 1000)}
    assert tiers == {
        0: Tier.TOO_FEW,
        9: Tier.TOO_FEW,
        10: Tier.PROVISIONAL,
        29: Tier.PROVISIONAL,
        30: Tier.SOLID,
        1000: Tier.SOLID,
    }
