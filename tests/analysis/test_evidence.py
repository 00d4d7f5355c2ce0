from __future__ import annotations

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.domain.findings import Brand, MentionKind
from tests.analysis.found import brand, surfaces


def doubtful(name: str, *aliases: str, **others: object) -> Brand:
    return brand(name, *aliases, ambiguous=True, **others)


ZOOM, WEBEX = doubtful("Zoom"), brand("Webex")
BRAVE, FIREFOX = doubtful("Brave", context_words=("browser", "privacy")), brand("Firefox")


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("People like Zoom for calls.", [ZOOM]),
        ("- Zoom: clear picture\n- Other: fine", [ZOOM]),
        ("| Tool | Price |\n|---|---|\n| Zoom | 5 |", [ZOOM]),
        ("Zoom and Webex both work.", [ZOOM, WEBEX]),
        ("Brave blocks trackers; a good browser.", [BRAVE]),
        ("Zoom's price rose.", [ZOOM]),
        (
            "Bolt is cheap, see https://bolt.example/a",
            [doubtful("Bolt", domains=("bolt.example",))],
        ),
        ("Apple Inc. was founded in 1976.", [doubtful("Apple")]),
        ("Zoom is what we use. Many like Zoom at work. Zoom", [ZOOM]),
        ("A Slack channel helps.", [brand("Slack")]),
        ("Notion is a note app.", [brand("Notion")]),
        ("### 5. **[Amazon Fire TV](https://x.example)**", [brand("Amazon")]),
        ("Teams plan with Monday boards.", [brand("Monday")]),
    ],
)
def test_evidence_for_the_brand_makes_the_name_count(text: str, brands: list[Brand]):
    found = [name for name, _ in surfaces(text, *brands)]
    assert brands[0].name in found


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("You can zoom closer.", [ZOOM]),
        ("Add an apple to it.", [doubtful("Apple")]),
        ("You have to be brave.", [BRAVE, FIREFOX]),
        ("Nikola Tesla invented much.", [brand("Tesla")]),
        ("Usain Bolt ran fast.", [brand("Bolt")]),
        ("Mein Onkel Otto kauft im Laden.", [doubtful("Otto")]),
        ("See you on Monday or next Monday.", [brand("Monday")]),
        ("The shop closes Monday afternoon.", [brand("Monday")]),
        ("Buses cross Patagonia slowly.", [doubtful("Patagonia")]),
        ("Delta Plumbing repairs taps.", [doubtful("Delta")]),
        ("Obsidian is volcanic glass.", [doubtful("Obsidian", exclusions=("volcanic", "glass"))]),
        ("楽天的に考える人", [doubtful("楽天")]),
        ("早上喝小米粥", [brand("小米")]),
        ("chez le boulanger du coin", [doubtful("Boulanger")]),
        ("uma rede wifi ruim", [doubtful("Rede")]),
    ],
)
def test_evidence_against_the_brand_makes_it_another_meaning(text: str, brands: list[Brand]):
    assert brands[0].name not in [name for name, _ in surfaces(text, *brands)]


def test_another_meaning_is_kept_with_its_reasons_and_a_low_confidence():
    [mention] = Analyzer([ZOOM]).analyze("You can zoom closer.", None).mentions
    assert mention.kind is MentionKind.OTHER_MEANING
    assert mention.confidence < 0.1
    assert "lower_case" in mention.reasons


def test_a_name_that_is_no_other_word_needs_no_evidence():
    [mention] = Analyzer([WEBEX]).analyze("webex", None).mentions
    assert (mention.reasons, mention.confidence > 0.9) == (("own_name",), True)


def test_a_sure_name_lifts_a_doubtful_one_of_the_same_brand():
    mentions = Analyzer([ZOOM]).analyze("Zoom, at home. We chose **Zoom** for it.", None).mentions
    assert [m.kind for m in mentions] == [MentionKind.NAME] * 2
    assert "same_sense" in mentions[0].reasons
    [alone] = Analyzer([ZOOM]).analyze("Zoom, at home.", None).mentions
    assert alone.kind is MentionKind.OTHER_MEANING


def test_a_longer_alias_of_an_ambiguous_brand_needs_no_evidence():
    bear = doubtful("Bear", "Bear App")
    assert surfaces("bear app, not a bear", bear) == [("Bear", "bear app")]


def test_context_words_are_evidence_and_no_gate():
    assert surfaces("We like Brave a lot.", BRAVE) == [("Brave", "Brave")]


def test_a_known_longer_name_that_is_the_brands_own_counts():
    assert surfaces("Delta Faucet leaks.", brand("Delta Faucet", "Delta")) == [
        ("Delta Faucet", "Delta Faucet")
    ]
    assert surfaces("Delta Faucet leaks.", brand("Delta", context_words=("faucet",))) == [
        ("Delta", "Delta")
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Yahoo ran on it. A cowboy shouting "yahoo" did not.', "Yahoo"),
        ("Harbor Lane is full. The harbor lane behind it is closed.", "Harbor Lane"),
        ("Carrefour livre. Au carrefour, tournez.", "Carrefour"),
    ],
)
def test_small_letters_mean_a_word_where_the_answer_writes_the_name_with_a_capital(
    text: str, name: str
):
    assert surfaces(text, brand(name)) == [(name, name)]


@pytest.mark.parametrize("text", ["STC is fast and stc is cheap.", "Acme, or acme for short."])
def test_small_letters_without_an_article_are_still_the_name(text: str):
    assert len(surfaces(text, brand("STC"), brand("Acme"))) == 2


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("Na Inter, Ronaldo fez gols e Zanetti vestiu a camisa do time.", "Inter", "pt"),
        ("El Liverpool remontó la final con tres goles en el estadio.", "Liverpool", "es"),
        ("Sous les étoiles, la planète Mars a deux lunes.", "Mars", "fr"),
        ("Hermes war bei den Griechen ein Gott und Bote.", "Hermes", "de"),
        ("Destanda kahraman Pegasus gezegene uçar.", "Pegasus", "tr"),
        ("People born under Gemini trust the zodiac.", "Gemini", "en"),
    ],
)
def test_an_answer_about_another_thing_does_not_name_the_brand(text: str, name: str, language: str):
    analysis = Analyzer([doubtful(name)]).analyze(text, None, language=language)
    assert [mention.kind for mention in analysis.mentions] == [MentionKind.OTHER_MEANING]
