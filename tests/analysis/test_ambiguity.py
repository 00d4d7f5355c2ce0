from __future__ import annotations

from monitor.analysis.ambiguity import AliasProblem, AliasProblemKind, alias_problems
from monitor.domain.findings import Brand
from tests.analysis.found import brand


def test_brands_with_names_of_their_own_have_no_problem():
    acme = brand("Acme", "ACME", "Acme Inc", domains=("acme.com",))
    assert alias_problems([acme, brand("Bolt")]) == []


def test_an_alias_of_two_brands_is_a_problem_that_names_both():
    one, two = brand("Hub Spot"), brand("Other", "h\u00fcb-spot")
    assert alias_problems([one, two]) == [
        AliasProblem(AliasProblemKind.SHARED, "h\u00fcb-spot", ("Hub Spot", "Other"))
    ]


def test_a_domain_of_two_brands_is_a_problem():
    one = brand("Acme", domains=("acme.com",))
    two = brand("Bolt", domains=("ACME.com.",))
    assert [p.kind for p in alias_problems([one, two])] == [AliasProblemKind.SHARED]


def test_an_alias_of_one_character_or_none_is_a_problem():
    problems = alias_problems([Brand("x", "X", aliases=(" - ", "\u200b", "XX"))])
    assert [(p.kind, p.alias) for p in problems] == [
        (AliasProblemKind.TOO_SHORT, "X"),
        (AliasProblemKind.EMPTY, " - "),
        (AliasProblemKind.EMPTY, "\u200b"),
    ]


def test_two_characters_are_enough_in_any_script():
    assert alias_problems([brand("小米"), brand("LG")]) == []
