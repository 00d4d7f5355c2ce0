from __future__ import annotations

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.domain.findings import Mention, MentionKind
from tests.analysis.found import brand


def only_mention(text: str, name: str, language: str) -> Mention:
    analyzer = Analyzer([brand(name, ambiguous=True)])
    [mention] = analyzer.analyze(text, None, language=language).mentions
    return mention


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("Polestar builds the nicer cabin.", "Polestar", "en"),
        ("OTTO gehört dazu.", "Otto", "de"),
        ("Adler führt große Größen.", "Adler", "de"),
        ("Iberia vuela a diario.", "Iberia", "es"),
        ("Carrefour vend des légumes.", "Carrefour", "fr"),
        ("Betterment.\nIt is simple.", "Betterment", "en"),
        ("TotalEnergies est là.", "TotalEnergies", "fr"),
        ("**Yeti Tundra 45** lasts.", "Yeti", "en"),
    ],
)
def test_a_name_at_the_start_of_a_sentence_counts_with_a_sign_of_a_name(
    text: str, name: str, language: str
):
    mention = only_mention(text, name, language)
    assert mention.kind is MentionKind.NAME, mention.reasons


@pytest.mark.parametrize(
    ("text", "name", "language", "reason"),
    [
        ("On your first run, go slowly.", "On", "en", "small_word"),
        ("Nearly 99 % agree.", "99", "en", "number"),
        ("Ring-shaped cakes cool fast.", "Ring", "en", "compound"),
        ("Indeed, few people know it.", "Indeed", "en", "interjection"),
        ("We meet on a Monday.", "Monday", "en", "preposition"),
        ("Ein preußischer Adler fliegt.", "Adler", "de", "adjective"),
        ("Mein Boss weiß es.", "Boss", "de", "possessed"),
        ("Ballads about Robin Hood are old.", "RobinHood", "en", "person_name"),
    ],
)
def test_a_common_word_does_not_count(text: str, name: str, language: str, reason: str):
    mention = only_mention(text, name, language)
    assert (mention.kind, reason in mention.reasons) == (MentionKind.OTHER_MEANING, True), (
        mention.reasons
    )


def test_a_feminine_article_is_not_the_english_one():
    assert "article" not in only_mention("Hoje a Localiza abriu.", "Localiza", "pt").reasons


def test_capitals_all_around_are_no_sign_of_a_name():
    assert "capitals" not in only_mention("THE BRAVE WIN AGAIN", "Brave", "en").reasons
