from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.calculator.kinds import KINDS
from monitor.catalog.shipped import shipped_cards
from monitor.errors import BadInput, NotFound
from monitor.glossary.as_json import comparison_json, term_json
from monitor.glossary.fields import term_of_field
from monitor.glossary.language import Language, accepted_language, language_named
from monitor.glossary.terms import COLUMNS, find_term, glossary, pieces_of

ASKED_FOR = (
    "parameters", "hyperparameters", "features", "inference-settings", "weights-and-biases",
    "training", "scaling-laws", "overfitting", "underfitting", "lora", "adapters",
    "mixture-of-experts", "pruning", "small-language-models", "continual-learning",
    "federated-learning",
)  # fmt: skip


@pytest.mark.parametrize("language", Language)
def test_every_language_has_every_term(language: Language):
    shown = glossary(language)
    assert set(ASKED_FOR) <= shown.terms.keys()
    assert shown.terms.keys() == glossary(Language.EN).terms.keys()
    assert len({term.title for term in shown.terms.values()}) == len(shown.terms)


@pytest.mark.parametrize("language", Language)
def test_links_lead_to_terms_and_never_to_their_own(language: Language):
    shown = glossary(language)
    for term in shown.terms.values():
        named = {piece.term for piece in term.pieces if piece.term}
        assert named <= shown.terms.keys()
        assert set(term.see_also) <= shown.terms.keys()
        assert term.slug not in named | set(term.see_also)
        assert term.see_also


@pytest.mark.parametrize("language", Language)
def test_texts_are_short_sentences_without_marks(language: Language):
    for term in glossary(language).terms.values():
        assert 60 < len(term.text) < 500, term.slug
        assert term.text.endswith(".")
        assert not re.search(r"\[\[|\]\]|\||\n|  |\\", term.text), term.slug


@pytest.mark.parametrize("slug", ASKED_FOR)
def test_languages_are_translations_not_copies(slug: str):
    texts = {glossary(language).terms[slug].text for language in Language}
    assert len(texts) == len(Language)


@pytest.mark.parametrize("language", Language)
def test_the_table_has_eight_aspects_of_four_terms(language: Language):
    table = comparison_json(glossary(language))
    assert [column["slug"] for column in table["columns"]] == list(COLUMNS)
    assert [row["aspect"] for row in table["rows"]] == [
        "definition", "when-set", "examples", "impact", "optimization", "quantity",
        "compute-cost", "transferability",
    ]  # fmt: skip
    assert all(cell for row in table["rows"] for cell in row.values())


def test_every_kind_of_the_calculator_is_explained():
    assert {kind.term for kind in KINDS.values()} <= glossary(Language.EN).terms.keys()


def test_every_term_of_a_card_field_is_there():
    fields = {claim.field for card in shipped_cards().values() for claim in card.claims}
    terms = {term_of_field(field) for field in fields} - {None}
    assert terms <= glossary(Language.EN).terms.keys()
    assert {"parameters", "active-parameters", "temperature", "context-window"} <= terms


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("LoRA", "lora"),
        ("mixture of experts", "mixture-of-experts"),
        ("Parâmetros", "parameters"),
        ("poda", "pruning"),
        ("inference_settings", "inference-settings"),
    ],
)
def test_a_term_is_found_by_what_people_type(words: str, slug: str):
    assert find_term(words, Language.EN).slug == slug


@pytest.mark.parametrize("words", ["", "nothing like it"])
def test_a_term_that_is_not_there_lists_those_that_are(words: str):
    with pytest.raises(NotFound, match="it has parameters, hyperparameters"):
        find_term(words, Language.EN)


def test_the_terms_that_a_text_names_are_linked_in_its_language():
    shown = glossary(Language.PT)
    (link, *_) = term_json(shown, shown.term("lora"))["names"]
    assert link == {
        "slug": "parameters",
        "title": "Parâmetros",
        "url": "/v1/glossary/parameters?language=pt",
    }


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, Language.EN),
        ("", Language.EN),
        ("pt-BR,pt;q=0.9,en;q=0.8", Language.PT),
        ("de, es;q=0.4, en;q=0.3", Language.ES),
        ("en;q=0.5, es;q=0.7", Language.ES),
        ("pt;q=0", Language.EN),
        ("es;q=nonsense, en;q=0.1", Language.EN),
        ("*", Language.EN),
    ],
)
def test_the_best_accepted_language_is_chosen(header: str | None, language: Language):
    assert accepted_language(header) is language


@given(st.text(max_size=200))
def test_any_header_gives_a_language(header: str):
    assert accepted_language(header) in set(Language)


def test_a_language_that_is_not_spoken_is_told():
    assert language_named("ES-419") is Language.ES
    with pytest.raises(BadInput, match="expected a language of en, pt, es, found 'fr'"):
        language_named("fr")


@given(st.text(max_size=60))
def test_pieces_of_a_text_without_marks_are_the_text(text: str):
    assert "".join(piece.text for piece in pieces_of(text)) == text or "[[" in text
