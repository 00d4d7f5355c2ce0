from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.analyze import Analyzer
from monitor.analysis.folding import fold, fold_text
from monitor.analysis.matching import Matcher
from monitor.analysis.variants import squeeze
from monitor.domain.findings import Brand
from tests.analysis.found import brand, surfaces

HUBSPOT = brand("HubSpot")


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("We like HubSpot.", "HubSpot"),
        ("We like Hub Spot.", "Hub Spot"),
        ("We like hub-spot.", "hub-spot"),
        ("We like HUB\u00a0SPOT.", "HUB\u00a0SPOT"),
        ("We like Hub\u2011Spot.", "Hub\u2011Spot"),
        ("We like Hub\u00adSpot.", "Hub\u00adSpot"),
        (
            "We like \uff28\uff55\uff42\uff33\uff50\uff4f\uff54.",
            "\uff28\uff55\uff42\uff33\uff50\uff4f\uff54",
        ),
        ("We like Hub\nSpot.", "Hub\nSpot"),
        ("We like **Hub** **Spot**.", "Hub** **Spot"),
        ("HubSpot\u2019s price", "HubSpot"),
        ("HubSpot's price", "HubSpot"),
        ("a HubSpot-like tool", "HubSpot"),
        ("**HubSpot**", "HubSpot"),
        ("_HubSpot_", "HubSpot"),
        ("[HubSpot](https://x.example)", "HubSpot"),
        ("| HubSpot | 5 |", "HubSpot"),
        ("“HubSpot”", "HubSpot"),
        ("HubSpot™ rocks", "HubSpot"),
        ("HubSpot² rocks", "HubSpot"),
    ],
)
def test_a_spelling_variant_is_the_brand(text: str, surface: str):
    assert surfaces(text, HUBSPOT) == [("HubSpot", surface)]


@pytest.mark.parametrize(
    ("text", "found", "brands"),
    [
        ("freeeの料金", ["freee"], [brand("freee")]),
        ("LINEで送る", ["LINE"], [brand("LINE")]),
        ("ガイドラインとオンライン", [], [brand("ライン")]),
        ("我买小米手机", ["小米"], [brand("小米")]),
        ("我喝小米粥,我买小米手机", ["小米"], [brand("小米")]),
        ("我喝小米粥,我买小米手机", ["小米"], [brand("小米", exclusions=("小米粥",))]),
        ("네이버는 검색을 한다", ["네이버"], [brand("네이버")]),
        ("Notion은 좋다", ["Notion"], [brand("Notion")]),
        ("جربت كريم وكريم", ["كريم", "كريم"], [brand("كريم")]),
        ("Totême and Toteme", ["Totême", "Toteme"], [brand("Toteme")]),
        ("Itaú ou Itau", ["Itaú", "Itau"], [brand("Itaú")]),
        (
            "İstanbul ISTANBUL \u0131stanbul",
            ["İstanbul", "ISTANBUL", "\u0131stanbul"],
            [brand("Istanbul")],
        ),
        ("Yahoo! and Yahoo!Mail", ["Yahoo!", "Yahoo!"], [brand("Yahoo!")]),
        ("C++ or C++20", ["C++", "C++"], [brand("C++")]),
        ("a notional sum", [], [brand("Notion")]),
        ("HubSpot", [], [brand("Hub")]),
        ("Hinge Health and Hinge", ["Hinge"], [brand("Hinge", exclusions=("Hinge Health",))]),
        ("zoom lenses", [], [brand("Zoom", exclusions=("zoom lens", "zoom lense"))]),
        ("Zoom includes it", ["Zoom"], [brand("Zoom", exclusions=("zoom in",))]),
        ("zoom in Zoom", ["Zoom"], [brand("Zoom", exclusions=("zoom in",))]),
        ("Foo Bar", ["Foo"], [brand("Foo", "Foo Ba")]),
        ("Marks and Spencer", ["Marks and Spencer"], [brand("Marks & Spencer")]),
        ("linked in a chain", [], [brand("LinkedIn")]),
        ("Linked In", ["Linked In"], [brand("LinkedIn")]),
        ("Zalandos Preise", ["Zalando"], [brand("Zalando")]),
        ("OTTOs Preise", ["OTTO"], [brand("Otto")]),
        ("notions of it", [], [brand("Notion")]),
        ("Stones", [], [brand("Stone", ambiguous=True)]),
        ("Mærsk, Maersk", ["Mærsk", "Maersk"], [brand("Maersk")]),
        ("Straßenbahn", [], [brand("Strasse")]),
        ("ﬁsh", [], [brand("ish")]),
    ],
)
def test_hard_texts_are_read_as_a_person_reads_them(
    text: str, found: list[str], brands: list[Brand]
):
    assert [surface for _, surface in surfaces(text, *brands)] == found


def test_only_the_given_case_counts_for_a_case_sensitive_brand():
    gap = brand("Gap", "GAP", case_sensitive=True)
    assert surfaces("Gap, GAP, gap, \uff27ap", gap) == [
        ("Gap", "Gap"),
        ("Gap", "GAP"),
        ("Gap", "\uff27ap"),
    ]


def test_the_longest_alias_of_all_brands_wins():
    oura, ring = brand("Oura", "Oura Ring"), brand("Ring")
    assert surfaces("The Oura Ring or a Ring", oura, ring) == [
        ("Oura", "Oura Ring"),
        ("Ring", "Ring"),
    ]


def test_an_exclusion_of_one_brand_leaves_the_other_brands_alone():
    delta = brand("Delta", exclusions=("Delta Faucet",))
    faucet = brand("Delta Faucet")
    assert surfaces("Delta Faucet", delta, faucet) == [("Delta Faucet", "Delta Faucet")]


def test_an_alias_that_holds_an_exclusion_is_found():
    apple = brand("Apple", "Apple Pie Studio", exclusions=("Apple Pie",))
    assert surfaces("Apple Pie and Apple Pie Studio", apple) == [("Apple", "Apple Pie Studio")]


def test_a_mention_names_the_alias_that_matched():
    text = "MS Teams"
    [match] = Matcher([brand("Microsoft Teams", "MS Teams")]).find(text, fold(text))
    assert match.pattern.alias == "MS Teams"


def test_no_brands_find_nothing():
    assert surfaces("Acme") == []


def test_an_alias_of_which_nothing_is_left_finds_nothing():
    assert surfaces("a - b", Brand("x", "-", aliases=("\u200b",))) == []


WORDS = st.sampled_from(
    [
        "Foo",
        "foo",
        "Ba",
        "Bar",
        "FooBar",
        "Café",
        "CAFE\u0301",
        "ﬁn",
        "小米",
        "ラ",
        " ",
        "-",
        "'s",
        "**",
        "\u00ad",
        "İ",
        "\ud800",
    ]
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map("".join)
BRANDS = st.lists(
    st.builds(
        lambda name, alias, exclusion, exact: Brand(
            key=name + alias,
            name=name,
            aliases=(alias,),
            exclusions=(exclusion,),
            case_sensitive=exact,
        ),
        NAMES,
        NAMES,
        NAMES,
        st.booleans(),
    ),
    max_size=4,
    unique_by=lambda b: b.key,
)
TEXTS = st.lists(WORDS, max_size=12).map("".join)


@given(TEXTS, BRANDS)
def test_the_surface_of_a_match_folds_to_its_alias(text: str, brands: list[Brand]):
    for match in Matcher(brands).find(text, fold(text)):
        surface = fold_text(text[match.start : match.end])
        alias = fold_text(match.pattern.alias)
        assert squeeze(surface).replace("'", "") == squeeze(alias).replace("'", "")


@given(TEXTS, BRANDS)
def test_matches_do_not_overlap(text: str, brands: list[Brand]):
    done = 0
    for match in Matcher(brands).find(text, fold(text)):
        assert done <= match.start < match.end <= len(text)
        done = match.end


@given(TEXTS, BRANDS, st.randoms())
def test_the_order_of_the_brands_does_not_matter(text: str, brands: list[Brand], random: Random):
    shuffled = random.sample(brands, len(brands))
    assert Matcher(brands).find(text, fold(text)) == Matcher(shuffled).find(text, fold(text))


@pytest.mark.parametrize(
    ("name", "exclusion", "text", "found"),
    [
        ("Uber", "über", "Uber is here; er spricht über Uber", ["Uber", "Uber"]),
        ("Salesforce", "sales force", "Salesforce for a sales force", ["Salesforce"]),
        ("Basecamp", "base camp", "Try Basecamp at the base camp", ["Basecamp"]),
        ("Apple", "apple", "Apple, no apple", ["Apple"]),
        ("Acme", " ", "Acme", ["Acme"]),
        ("Claro", "é claro", "TIM e Claro, é claro", ["Claro"]),
        ("İstikbal", "istikbal göklerde", "İstikbal göklerde; İSTİKBAL", ["İSTİKBAL"]),
    ],
)
def test_an_exclusion_excludes_only_its_own_spelling(
    name: str, exclusion: str, text: str, found: list[str]
):
    assert [s for _, s in surfaces(text, brand(name, exclusions=(exclusion,)))] == found


@pytest.mark.parametrize(
    "text",
    [
        *("Hearth + Loom", "Hearth+Loom", "Hearth und Loom", "Hearth et Loom", "Hearth y Loom"),
        *("Hearth e Loom", "Hearth ve Loom", "HEARTH & LOOM", "Hearth-&-Loom"),
    ],
)
def test_every_word_for_and_joins_a_name(text: str):
    assert surfaces(f"Buy {text} today.", brand("Hearth & Loom")) == [("Hearth & Loom", text)]


def test_a_plus_at_the_end_is_no_word_for_and():
    assert surfaces("Disney and friends", brand("Disney+")) == []


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Boschs Licht geht aus.", "Bosch"),
        ("**Bosch**s Licht geht aus.", "Bosch"),
        ("OTTOs Marktplatz ist ein Shop.", "OTTO"),
        ("Nur \uff22\uff2f\uff33\uff23\uff28 hat das.", "\uff22\uff2f\uff33\uff23\uff28"),
        ("Nur Bo\u00adsch hat das.", "Bo\u00adsch"),
        ("Nur Bos\u200bch hat das.", "Bos\u200bch"),
    ],
)
def test_german_genitives_and_odd_characters_do_not_hide_a_name(text: str, surface: str):
    brands = [brand("Bosch", ambiguous=True), brand("Otto", ambiguous=True)]
    analysis = Analyzer(brands).analyze(text, None, language="de")
    assert [text[m.start : m.end] for m in analysis.mentions if m.counts] == [surface]
