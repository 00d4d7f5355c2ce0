"""Confidence is a chance: of the names at 0.8, about four in five mean the brand."""

from __future__ import annotations

import pytest

from tests.evaluation.judged_names import JudgedName, fitted_names
from tests.evaluation.short_cases import short_cases

BANDS = ((0.0, 0.1), (0.1, 0.35), (0.35, 0.65), (0.65, 0.9), (0.9, 1.01))
TOLERANCE = 0.2
FEWEST = 25  # names in a band; of fewer no share can be told
MEAN_GAP = 0.06
SHORT_CASES_WRONG = 0.11


@pytest.fixture(scope="module")
def names() -> list[JudgedName]:
    return fitted_names()


def test_confidence_is_the_share_of_names_that_are_meant(names: list[JudgedName]):
    gap = 0.0
    for low, high in BANDS:
        band = [name for name in names if low <= name.mention.confidence < high]
        if not band:
            continue
        share = sum(name.meant for name in band) / len(band)
        confidence = sum(name.mention.confidence for name in band) / len(band)
        gap += abs(share - confidence) * len(band) / len(names)
        assert len(band) < FEWEST or abs(share - confidence) < TOLERANCE, (low, share, confidence)
    assert gap < MEAN_GAP


def test_a_sentence_tells_a_word_from_a_name():
    cases = list(short_cases())
    wrong = []
    for case in cases:
        mention = case.mention()
        if (mention is not None and mention.counts) != case.meant:
            wrong.append((case.id, case.brand, case.text[case.start :]))
    assert len(wrong) <= SHORT_CASES_WRONG * len(cases), wrong
