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


@pytest.mark.parametrize(
    ("language", "prompt", "expected"),
    [
        ("en", "cheap car insurance for young drivers", True),
        ("en", "Acme vs Bolten for invoices", True),
        ("en", "Should I buy Acme or Bolten?", True),
        ("en", "Does Acme allow free bags?", False),
        ("en", "Which brands should I avoid?", False),
        ("pt", "Cerveja portuguesa para provar", True),
        ("pt", "O que é melhor, Acme ou Bolten?", True),
        ("pt", "Quem fundou a Acme?", False),
        ("es", "Línea Directa o Mutua para una moto", True),
        ("es", "¿Cómo pido un reembolso?", False),
        ("de", "Günstige Handytarife ohne Vertrag", True),
        ("de", "Wie kündige ich den Vertrag?", False),
        ("fr", "Alternatives à Acme", True),
        ("fr", "Comment résilier ?", False),
        ("tr", "Yerli kot markalar\u0131", True),
        ("tr", "Hesap nas\u0131l kapat\u0131l\u0131r?", False),
        ("ja", "コンビニコーヒー、第1位から第3位まで", True),
        ("ja", "履歴を引き継ぐ方法", False),
        ("zh", "方便面前三名", True),
        ("zh", "怎么注销账号?", False),
        ("ar", "فنادق هادئة في العلا", True),
        ("ar", "كيف ألغي حسابي؟", False),
    ],
)
def test_a_topic_alone_asks_for_options_and_a_how_to_does_not(
    language: str, prompt: str, expected: bool
):
    assert asks_for_options(prompt, language) is expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Short answer: Acme. Bolten came out in 2020."),
        ("en", "Acme is a safe bet. Bolten came out in 2020."),
        ("pt", "Eu escolheria a Acme. A Bolten saiu em 2020."),
        ("es", "Yo elegiría Acme. Bolten salió en 2020."),
        ("de", "Ich würde Acme nehmen. Bolten erschien 2020."),
        ("fr", "Je prendrais Acme. Bolten est sortie en 2020."),
        ("tr", "Benim tercihim Acme. Bolten 2020'de kuruldu."),
        ("ja", "Acmeをおすすめします。Boltenは2020年に設立されました。"),
        ("zh", "首选Acme。Bolten成立于2020年。"),
        ("ar", "أنصح بـ Acme. تأسست Bolten عام 2020."),
    ],
)
def test_words_of_choice_put_a_brand_forward(language: str, text: str):
    assert recommended(text, language=language) == {"Acme"}


def test_an_instruction_puts_nothing_forward():
    assert recommended("1. Use Acme.\n2. Press start.", "How do I print?") == set()
