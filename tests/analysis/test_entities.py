from __future__ import annotations

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.domain.findings import MentionKind
from tests.analysis.found import brand


def kind_and_reasons(text: str, name: str, language: str) -> tuple[MentionKind, tuple[str, ...]]:
    mention = Analyzer([brand(name, ambiguous=True)]).analyze(text, None, language=language)
    last = mention.mentions[-1]
    return last.kind, last.reasons


@pytest.mark.parametrize(
    ("text", "name", "language", "reason"),
    [
        ("We asked Captain Acme about it.", "Acme", "en", "person_title"),
        ("We asked our neighbor Acme about it.", "Acme", "en", "person_role"),
        ("In 1895 H. G. Acme wrote it.", "Acme", "en", "person_name"),
        ("We met Gerald Acme there.", "Acme", "en", "person_name"),
        ("They live in Acme since May.", "Acme", "en", "dwelling"),
        ("It rains in Acme, Texas, in May.", "Acme", "en", "region"),
        ("We saw the battle of Acme in a museum.", "Acme", "en", "thing_of"),
        ("Na rua do Acme há muitas lojas.", "Acme", "pt", "thing_of"),
        ("Quem mora em Acme paga menos.", "Acme", "pt", "dwelling"),
        ("Fica em Acme, na Bahia, perto do mar.", "Acme", "pt", "region"),
        ("Si vives en Acme, pregunta allí.", "Acme", "es", "dwelling"),
        ("En Acme capital llueve mucho.", "Acme", "es", "apposition"),
        ("Mein Nachbar Acme bestellt dort.", "Acme", "de", "person_role"),
        ("Der Dichter Gerd Acme schrieb es.", "Acme", "de", "person_name"),
        ("Le capitaine Acme boit du thé.", "Acme", "fr", "person_role"),
        ("L'opéra d'Acme est un bijou.", "Acme", "fr", "thing_of"),
        ("Masaldaki Acme güzeldi.", "Acme", "tr", "located"),
    ],
)
def test_words_beside_a_name_make_it_another_thing(
    text: str, name: str, language: str, reason: str
):
    kind, reasons = kind_and_reasons(text, name, language)
    assert (kind, reason in reasons) == (MentionKind.OTHER_MEANING, True), reasons


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Will Acme raise its prices?", "en"),
        ("Ben Acme'yi seçerdim, daha ucuz.", "tr"),
        ("No Banco Acme a conta é grátis.", "pt"),
        ("Among Trello, Wrike, Acme and others, this one is cheap.", "en"),
    ],
)
def test_a_capital_before_a_name_is_not_always_a_first_name(text: str, language: str):
    assert kind_and_reasons(text, "Acme", language)[0] is MentionKind.NAME


def test_a_surname_alone_means_the_person_whose_full_name_stands_before_it():
    text = "Gerald Acme was injured early. In 2017 Acme landed by mistake elsewhere."
    kind, reasons = kind_and_reasons(text, "Acme", "en")
    assert (kind, "other_sense" in reasons) == (MentionKind.OTHER_MEANING, True)


def test_a_name_after_a_first_name_needs_evidence_even_when_it_is_not_ambiguous():
    text = "Acme sells pumps. Gerald Acme painted them."
    [brand_name, person] = Analyzer([brand("Acme")]).analyze(text, None, language="en").mentions
    assert (brand_name.kind, person.kind) == (MentionKind.NAME, MentionKind.OTHER_MEANING)
