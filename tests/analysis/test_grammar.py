from __future__ import annotations

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.analysis.grammar import GRAMMAR_REASONS, grammar_of
from monitor.domain.findings import Mention, MentionKind
from tests.analysis.found import brand


def only_mention(text: str, name: str, language: str, prompt: str | None = None) -> Mention:
    analyzer = Analyzer([brand(name, ambiguous=True)])
    [mention] = analyzer.analyze(text, None, language=language, prompt=prompt).mentions
    return mention


@pytest.mark.parametrize(
    ("text", "name", "language", "reason"),
    [
        ("Target the right users first.", "Target", "en", "object_follows"),
        ("Budget $20 a day for parking.", "Budget", "en", "amount_follows"),
        ("Anchor chains rust quickly.", "Anchor", "en", "noun_follows"),
        ("Later in the month, look again.", "Later", "en", "adverb"),
        ("Brother and sister share it.", "Brother", "en", "joined_noun"),
        ("Porto de abrigo para barcos.", "Porto", "pt", "object_follows"),
        ("Ideal seria testar os dois.", "Ideal", "pt", "object_follows"),
        ("Personal autorizado lleva credencial.", "Personal", "es", "noun_follows"),
        ("But de la visite : comparer.", "But", "fr", "object_follows"),
        ("Stark reduzierte Ware bleibt hier.", "Stark", "de", "noun_follows"),
        ("Deniz suyu tuzludur.", "Deniz", "tr", "noun_follows"),
        ("Yemek yaparken kapağı kapatın.", "Yemek", "tr", "object_follows"),
    ],
)
def test_what_follows_a_word_makes_it_an_ordinary_one(
    text: str, name: str, language: str, reason: str
):
    mention = only_mention(text, name, language)
    assert mention.kind is MentionKind.OTHER_MEANING
    assert reason in mention.reasons


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("Target offers free returns.", "Target", "en"),
        ("Vivo é a operadora com mais antenas.", "Vivo", "pt"),
        ("Personal cobra menos por la línea.", "Personal", "es"),
        ("Orange a le meilleur réseau.", "Orange", "fr"),
        ("Stark liefert die Ware schnell.", "Stark", "de"),
        ("Deniz taksit sunuyor.", "Deniz", "tr"),
        ("### **Discover it® Miles**", "Discover", "en"),
    ],
)
def test_a_subject_is_no_ordinary_word(text: str, name: str, language: str):
    mention = only_mention(text, name, language)
    assert GRAMMAR_REASONS.isdisjoint(mention.reasons), mention.reasons


def test_a_noun_that_was_asked_for_may_stand_beside_the_name():
    text = "Purple mattress: pros and cons"
    asked = only_mention(text, "Purple", "en", "Is this mattress any good?")
    assert "asked_noun" in asked.reasons
    assert "noun_follows" in only_mention(text, "Purple", "en").reasons


def test_a_name_in_small_letters_after_the_first_is_none():
    assert "lower_within" in only_mention("Pague menos por mais.", "Pague Menos", "pt").reasons


def test_the_second_half_of_a_compound_is_no_name():
    assert "compound" in only_mention("The Monos Carry-On is light.", "On", "en").reasons


def test_a_trademark_sign_is_a_sign_of_a_brand():
    assert only_mention("We like the Shell™ card.", "Shell", "en").kind is MentionKind.NAME


def test_an_accent_tells_a_verb_from_a_preposition():
    assert "à" in grammar_of("fr").complements
    assert "a" not in grammar_of("fr").complements


def test_a_language_without_lists_is_read_as_english():
    assert grammar_of("fi").objects == grammar_of(None).objects == grammar_of("en").objects
