from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.alias_suggestions import (
    AmbiguityReason,
    ambiguous_aliases,
    suggest_aliases,
    without_legal_form,
)
from monitor.analysis.analyze import Analyzer
from monitor.analysis.word_lists import read_words
from monitor.domain.findings import Brand


def suggested(*brands: Brand) -> list[str]:
    return [each.alias for each in suggest_aliases(brands)]


@pytest.mark.parametrize(
    "name",
    [
        "Acme, Inc.",
        "Acme Ltda",
        "Acme S.A.",
        "Acme S/A",
        "Acme SA de CV",
        "Acme GmbH & Co. KG",
        "Acme Co., Ltd.",
        "株式会社Acme",
        "Acme有限公司",
    ],
)
def test_a_name_is_suggested_without_its_legal_form(name: str):
    assert without_legal_form(name) == "Acme"


@pytest.mark.parametrize("name", ["Coca Cola", "Casa", "Texas", "Inc", "Bosch"])
def test_a_name_that_only_ends_like_a_legal_form_stays(name: str):
    assert without_legal_form(name) == name


def test_what_the_analyzer_finds_already_is_not_suggested():
    brand = Brand("hub", "HubSpot", aliases=("Café Noir",), domains=("hubspot.com",))
    assert suggested(brand) == []


def test_a_name_with_its_legal_form_lacks_the_plain_one():
    assert suggested(Brand("acme", "Acme GmbH")) == ["Acme"]


def test_an_abbreviation_in_parentheses_is_a_name_of_its_own():
    brand = Brand("ibm", "International Business Machines (IBM)")
    assert suggested(brand) == ["International Business Machines", "IBM"]


def test_the_word_for_and_is_suggested_in_other_languages():
    assert suggested(Brand("j", "Johnson en Johnson")) == ["Johnson & Johnson"]


def test_a_domain_that_is_another_name_is_suggested():
    assert suggested(Brand("alphabet", "Alphabet", domains=("google.com",))) == ["Google"]


def test_an_ambiguous_name_gets_the_legal_form_of_its_country():
    brand = Brand("flow", "Flow", ambiguous=True, domains=("flow.com.br",))
    assert "Flow S.A." in suggested(brand)


def test_a_name_that_is_another_brand_is_not_suggested():
    assert suggested(Brand("a", "Acme Inc."), Brand("b", "Acme")) == []


@given(st.sampled_from(["Zorbix", "Quandel & Sohn", "Nimbel e Filhos", "Trovak (TVK)"]))
def test_with_its_suggestions_nothing_more_is_suggested(name: str):
    brand = Brand("x", f"{name} GmbH", domains=("zorbex.de",))
    complete = Brand("x", brand.name, aliases=tuple(suggested(brand)), domains=brand.domains)
    assert suggested(complete) == []
    assert all(Analyzer([complete]).names_a_brand(alias) for alias in suggested(brand))


def test_common_words_and_short_names_are_called_ambiguous():
    brands = [
        Brand("target", "Target"),
        Brand("hp", "HP"),
        Brand("mi", "小米"),
        Brand("licht", "Zorbix", aliases=("Licht",)),
        Brand("apple", "Apple", ambiguous=True),
    ]
    found = [(each.brand, each.alias, each.reason) for each in ambiguous_aliases(brands)]
    assert ("target", "Target", AmbiguityReason.COMMON_WORD) in found
    assert ("hp", "HP", AmbiguityReason.UNDER_THREE_LETTERS) in found
    assert ("licht", "Licht", AmbiguityReason.COMMON_WORD) in found
    assert {brand for brand, _, _ in found} <= {"target", "hp", "mi", "licht"}
    assert ("licht", "Zorbix") not in {(brand, alias) for brand, alias, _ in found}


def test_the_frequent_words_are_of_nine_languages():
    words = read_words("frequent_words.txt")
    assert len(words) == 9
    assert all(len(each) >= 100 for each in words.values())
