from __future__ import annotations

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.analysis.recommendation import asks_for_options
from tests.analysis.found import brand

ANALYZER = Analyzer([brand("Acme"), brand("Bolten")])
CHOICE = "Which tool is best for a bakery?"


def recommended(text: str, prompt: str | None = CHOICE, language: str = "en") -> set[str]:
    found = ANALYZER.analyze(text, None, language=language, prompt=prompt).findings
    return {finding.brand for finding in found if finding.recommended}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I would go with Acme. Bolten is fine.", {"Acme"}),
        ("1. Acme - in red\n2. Bolten - in blue", {"Acme", "Bolten"}),
        ("- Acme: noisy but quick\n- Bolten: in blue", {"Acme", "Bolten"}),
        ("- Acme: quick\n- Bolten: leaks, so I would not buy it", {"Acme"}),
        ("Tools to avoid:\n\n1. Acme\n2. Bolten", set()),
        ("Acme came out in 2020.", set()),
        ("Acme is quick and quiet.", {"Acme"}),
        ("Acme is quick but noisy.", set()),
        ("Acme is my pick, though it is noisy.", {"Acme"}),
        ("Both are quiet. Acme is quick, so I would buy it. Bolten is quick.", {"Acme"}),
        ("I would not recommend Acme.", set()),
        ("- Crux\n  - it works with Acme\n  - it works with Bolten\n- Dent", set()),
        ("- Bolten: quiet\n  - Acme plugs in", {"Bolten"}),
    ],
)
def test_what_is_put_forward_as_a_choice_is_recommended(text: str, expected: set[str]):
    assert recommended(text) == expected


def test_options_answer_only_a_request_for_options():
    text = "- Acme: in red\n- Bolten: in blue"
    assert recommended(text, "How do I export from these?") == set()
    assert recommended(text, None) == {"Acme", "Bolten"}


def test_explicit_words_of_choice_need_no_request():
    assert recommended("Acme is the better choice.", "Do boxes count as rooms?") == {"Acme"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "Eu recomendo a Acme para isso."),
        ("es", "Me quedaría con Acme."),
        ("de", "Ich empfehle Acme."),
        ("fr", "Je recommande Acme."),
        ("ja", "Acmeをおすすめします。"),
        ("zh", "我推荐Acme。"),
        ("tr", "Acme tavsiye ederim."),
        ("ar", "أنصح بتجربة Acme."),
    ],
)
def test_recommending_words_are_known_in_each_language(language: str, text: str):
    assert recommended(text, "x", language) == {"Acme"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "Não recomendo a Acme."),
        ("es", "No recomiendo Acme."),
        ("de", "Ich würde Acme nicht empfehlen."),
        ("fr", "Je ne recommande pas Acme."),
        ("ja", "Acmeはおすすめしません。"),
        ("zh", "我不推荐Acme。"),
        ("tr", "Acme tavsiye etmem."),
        ("ar", "لا أنصح بتجربة Acme."),
    ],
)
def test_discouraging_words_are_known_in_each_language(language: str, text: str):
    assert recommended(text, CHOICE, language) == set()


@pytest.mark.parametrize(
    ("language", "prompt", "expected"),
    [
        ("en", "Best CRM for a bakery?", True),
        ("en", "What is the best CRM?", True),
        ("en", "Acme or Bolten for privacy?", True),
        ("en", "How do I import a file into Acme?", False),
        ("en", "Compare the storage of Acme and Bolten", False),
        ("pt", "Qual maquininha tem a menor taxa?", True),
        ("es", "¿Qué aerolínea me recomiendas?", True),
        ("de", "Wo bestelle ich am besten Möbel?", True),
        ("fr", "Où acheter un lave-linge ?", True),
        ("ja", "おすすめの通販はどこ?", True),
        ("zh", "打车用滴滴还是高德?", True),
        ("tr", "Yemeksepeti mi T\u0131kla Gelsin mi?", True),
        ("ar", "ما هو أفضل تطبيق؟", True),
    ],
)
def test_a_prompt_asks_for_options_or_not(language: str, prompt: str, expected: bool):
    assert asks_for_options(prompt, language) is expected
