from __future__ import annotations

import pytest

from monitor.analysis.alias_facts import facts_of
from monitor.analysis.variants import squeeze


@pytest.mark.parametrize(
    ("alias", "fact"),
    [
        ("Monday", "is_weekday"),
        ("Gerald", "is_first_name"),
        ("Boston", "is_town"),
        ("On", "is_small_word"),
        ("Indeed", "is_opener"),
        ("99", "is_number"),
        ("Target", "is_word"),
    ],
)
def test_an_alias_that_is_another_word_is_known_as_it(alias: str, fact: str):
    assert getattr(facts_of(alias, alias), fact)
    assert not getattr(facts_of("Smartsheet", "Smartsheet"), fact)


@pytest.mark.parametrize(
    ("alias", "has_case", "is_small", "is_small_within"),
    [
        ("Hub Spot", True, False, False),
        ("Zoom", True, False, True),
        ("monday", True, True, True),
        ("小米", False, True, False),
    ],
)
def test_the_case_of_a_spelling_is_told(
    alias: str, *, has_case: bool, is_small: bool, is_small_within: bool
):
    facts = facts_of(alias, squeeze(alias))
    told = (facts.has_case, facts.is_small, facts.is_small_within)
    assert told == (has_case, is_small, is_small_within)


def test_a_place_speaks_against_the_brand_and_a_made_up_name_does_not():
    assert facts_of("Boston", "Boston").place_weight < 0
    assert facts_of("Smartsheet", "Smartsheet").place_reason == ""
