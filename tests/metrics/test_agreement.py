from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa as judged_by_statsmodels

from monitor.metrics.agreement import cohens_kappa

LABELS = ("a", "b", "c", "d")
TABLES = st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=4, max_size=4)


def pairs(table: list[list[int]]) -> dict[tuple[str, str], int]:
    return {
        (LABELS[i], LABELS[j]): count for i, row in enumerate(table) for j, count in enumerate(row)
    }


@given(TABLES)
def test_kappa_and_interval_are_those_of_statsmodels(table: list[list[int]]):
    counts = np.array(table)
    assume(((counts.sum(0) + counts.sum(1)) > 0).sum() > 1)
    found = cohens_kappa(pairs(table))
    with np.errstate(invalid="ignore", divide="ignore"):  # its z value, which is not compared
        theirs = judged_by_statsmodels(counts)
    assert found.kappa == pytest.approx(theirs.kappa, abs=1e-9)
    if found.interval is None:
        assert theirs.var_kappa == pytest.approx(0, abs=1e-9)
        return
    assert found.interval.low == pytest.approx(max(theirs.kappa_low, -1), abs=1e-6)
    assert found.interval.high == pytest.approx(min(theirs.kappa_upp, 1), abs=1e-6)


@given(TABLES)
def test_the_two_raters_may_change_places(table: list[list[int]]):
    found = cohens_kappa(pairs(table))
    turned = cohens_kappa({(b, a): n for (a, b), n in pairs(table).items()})
    assert found.n == turned.n
    if found.kappa is not None and turned.kappa is not None:
        assert math.isclose(found.kappa, turned.kappa, abs_tol=1e-9)
        assert -1 <= found.kappa <= 1


def test_full_agreement_has_no_interval():
    found = cohens_kappa({("a", "a"): 5, ("b", "b"): 7})
    assert found.kappa == pytest.approx(1)
    assert found.interval is None


def test_without_a_second_label_there_is_nothing_to_agree_on():
    found = cohens_kappa({("a", "a"): 5})
    assert (found.kappa, found.n, found.observed, found.expected) == (None, 5, 1.0, 1.0)


def test_without_an_item_nothing_is_known():
    found = cohens_kappa({("a", "b"): 0})
    assert (found.kappa, found.n, found.observed, found.interval) == (None, 0, None, None)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        cohens_kappa({("a", "a"): -1})
