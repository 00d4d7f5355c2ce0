from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.folding import cased, fold, fold_text

# Characters that fold to none, one and several, join the one before, or are broken.
VISIBLE = (
    "aI iİ\u0131ßﬁ…²①ｶﾞバ株㍿กำ한é-\u2013\u2019\u0301\u0302\u3099\u1112\u1161\u11ab\ud800\ufdd0\n"
)
HARD = st.text(st.sampled_from(VISIBLE + "\u00ad\u200b\ufe0f™"), max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
        ("\uff21\uff29\uff32\uff34\uff21\uff22\uff2c\uff25", "airtable"),
        ("ｶﾞｽ", "ガス"),
        ("㍿", "株式会社"),
        ("\u212aelvin", "kelvin"),
        ("İSTANBUL", "istanbul"),
        ("IŞIK", "isik"),
        ("\u0131ş\u0131k", "isik"),
        ("Totême", "toteme"),
        ("Tote\u0302me", "toteme"),
        ("Ørsted Łódź Mærsk", "orsted lodz maersk"),
        ("McDonald\u2019s", "mcdonald's"),
        ("Smart\u00a0Sheet\u202fX", "smart sheet x"),
        ("Coca\u2011Cola Coca\u2010Cola", "coca-cola coca-cola"),
        ("Hub\u00adSpot Zo\u200bom", "hubspot zoom"),
        ("Notion™ Oura® Acme\u2122", "notion oura acme"),
        ("Notion² ①Acme", "notion² ①acme"),
        ("バイク ハイク", "バイク ハイク"),
        ("がか", "がか"),
        ("हिन्दी", "हिन्दी"),
        ("ทำ", "ทํา"),
        ("Ἀθήνας", "αθηνασ"),
        ("a\nb\tc", "a b c"),
        ("\ud800x", "\ufffdx"),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_spellings_of_one_name_become_equal(text: str, folded: str):
    assert fold_text(text) == folded


def test_precomposed_and_decomposed_hangul_are_equal():
    assert fold_text(unicodedata.normalize("NFD", "네이버")) == "네이버"


def test_dakuten_tells_words_apart():
    assert fold_text("バス") != fold_text("ハス")


@pytest.mark.parametrize(
    ("text", "name", "surface"),
    [
        ("Die Straße hier", "strasse", "Straße"),
        ("ein Tote\u0302me.", "toteme", "Tote\u0302me"),
        ("ein Café\u0301\u0302!", "cafe", "Café\u0301\u0302"),
        ("my Hub\u00adSpot\u00ad!", "hubspot", "Hub\u00adSpot"),
        ("東京ｶﾞｽは", "ガス", "ｶﾞｽ"),
        ("wait… İstanbul", "istanbul", "İstanbul"),
        ("💼\ufe0f **Acme**", "acme", "Acme"),
    ],
)
def test_a_folded_span_leads_back_to_the_original(text: str, name: str, surface: str):
    folded = fold(text)
    start = folded.text.index(name)
    span = folded.span(start, start + len(name))
    assert span is not None
    assert text[slice(*span)] == surface


def test_a_span_that_cuts_a_cluster_leads_nowhere():
    folded = fold("ﬁsh")
    assert folded.span(1, 4) is None
    assert folded.span(0, 1) is None
    assert folded.span(0, 2) == (0, 1)


def test_letters_that_only_differ_in_case_stay_apart_when_cased():
    assert cased("\uff3a\uff4f\uff4f\uff4d\u2019s\u00a0Café") == "Zoom's Cafe"
    assert cased("zoom") != cased("Zoom")


@given(HARD | st.text())
def test_each_folded_character_comes_from_its_own_part_of_the_original(text: str):
    folded = fold(text)
    end = 0
    for at in range(len(folded.text)):
        for size in range(1, len(folded.text) - at + 1):
            span = folded.span(at, at + size)
            if span is None:
                continue
            assert end <= span[0] < span[1] <= len(text)
            assert fold_text(text[slice(*span)]) == folded.text[at : at + size]
            end = span[0]
            break


@given(HARD, HARD)
def test_what_stands_before_a_letter_does_not_change_how_it_folds(before: str, after: str):
    assert fold_text(f"{before}|{after}") == f"{fold_text(before)}|{fold_text('|' + after)[1:]}"


@given(st.text(st.sampled_from(VISIBLE), max_size=30))
def test_folding_twice_changes_nothing(text: str):
    assert fold_text(fold_text(text)) == fold_text(text)


@given(HARD | st.text())
def test_folded_text_can_be_written_as_utf_8(text: str):
    fold_text(text).encode("utf-8", "strict")


@given(st.text(st.characters(max_codepoint=0x24F, categories=["Lu", "Ll"]), min_size=1))
def test_case_does_not_matter(text: str):
    assert fold_text(text.upper()) == fold_text(text.lower())


def test_a_character_that_stays_as_it_is_needs_no_folding():
    # Raised digits stay, because they mark notes; case folding of Cherokee gives capital letters.
    kept = [char for char in map(chr, range(0x80, 0xD800)) if fold_text(char) == char]
    letters = [
        char
        for char in kept
        if unicodedata.category(char) != "No" and "CHEROKEE" not in unicodedata.name(char, "")
    ]
    assert len(letters) > 20_000
    assert all(unicodedata.normalize("NFKC", char.casefold()) == char for char in letters)


@given(st.text(st.sampled_from("ab é\u0301ﬁ\u00ad\u064bجß™"), max_size=12), st.data())
def test_a_slice_of_the_original_is_found_in_the_folded_text(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    folded = fold(text)
    begin, stop = folded.place_of(start), folded.place_of(end)
    if begin is not None and stop is not None:
        assert folded.text[begin:stop] == fold_text(text[start:end])
