from __future__ import annotations

import pytest

from monitor.analysis.variants import spellings_of, squeeze


def texts(alias: str) -> set[str]:
    return {spelling.text for spelling in spellings_of(alias)}


@pytest.mark.parametrize("alias", ["HubSpot", "Hub Spot", "Hub-Spot"])
def test_a_name_of_two_parts_is_spelled_glued_spaced_and_hyphenated(alias: str):
    assert {"HubSpot", "Hub Spot", "Hub-Spot"} <= texts(alias)


def test_emphasis_marks_may_stand_between_the_parts():
    assert "Demand** **IQ" in texts("Demand IQ")


@pytest.mark.parametrize("alias", ["eBay", "IKEA", "iFood", "C++", "Yahoo!", "楽天"])
def test_a_name_of_one_part_is_spelled_in_one_way(alias: str):
    assert texts(alias) == {alias}


def test_an_ampersand_is_spelled_out():
    assert {"Johnson & Johnson", "Johnson and Johnson", "Johnson&Johnson"} <= texts(
        "Johnson & Johnson"
    )


def test_an_apostrophe_may_be_left_out():
    assert {"McDonald's", "McDonalds"} <= texts("McDonald\u2019s")


def test_only_a_space_at_a_capital_makes_a_split_spelling():
    split = {s.text for s in spellings_of("LinkedIn") if s.split}
    assert "Linked In" in split
    assert not split & {"LinkedIn", "Linked-In"}
    assert not [s for s in spellings_of("Best Buy") if s.split]


@pytest.mark.parametrize("alias", ["", " ", "-", " - ", "\u200b", "*"])
def test_an_alias_of_which_nothing_is_left_has_no_spelling(alias: str):
    assert spellings_of(alias) == frozenset()


def test_all_spellings_of_a_long_name_are_the_same_name():
    alias = "The Very Long Name Of A Company"
    assert len(texts(alias)) < 100
    assert {squeeze(text) for text in texts(alias)} == {squeeze(alias)}
