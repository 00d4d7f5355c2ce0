from __future__ import annotations

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.analysis.language import guess_language
from monitor.domain.findings import Brand
from tests.analysis.found import brand


def found(text: str, wanted: Brand, language: str | None = None) -> list[str]:
    mentions = Analyzer([wanted]).analyze(text, None, language=language).mentions
    return [text[m.start : m.end] for m in mentions if m.counts]


@pytest.mark.parametrize(
    ("text", "surface", "wanted"),
    [
        ("Nokiassa on monta tehdasta ja se on hyvä", "Nokia", brand("Nokia")),
        ("Yemeksepetinin puan\u0131 çok iyi ve güvenilir", "Yemeksepeti", brand("Yemeksepeti")),
        ("Yemeksepeti'nin puan\u0131", "Yemeksepeti", brand("Yemeksepeti")),
        ("Kupuję na Allegrze i się cieszę", "Allegrze", brand("Allegro")),
        ("Sprzedaję na Allegro i się cieszę", "Allegro", brand("Allegro")),
        ("\u042f пользуюсь Яндексом каждый день", "Яндекс", brand("Яндекс")),
        ("وكريم خدمة جيدة", "كريم", brand("كريم")),
        ("네이버에서는 찾을 수 있다", "네이버", brand("네이버")),
        ("Zalandos Preise sind gut", "Zalando", brand("Zalando")),
    ],
)
def test_a_case_ending_stays_outside_of_the_span(text: str, surface: str, wanted: Brand):
    assert found(text, wanted) == [surface]


def test_endings_of_another_language_are_no_endings():
    assert found("Nokian tyres are good and they are cheap for the price", brand("Nokia")) == []
    assert found("Nokian", brand("Nokia"), language="fi-FI") == ["Nokia"]
    assert found("Allegra treats hay fever and it is not for you", brand("Allegro")) == []


def test_an_ambiguous_or_short_name_takes_no_ending():
    assert found("Ottossa on hyvä ja se on", brand("Otto", ambiguous=True)) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The app is good and it is for you", "en"),
        ("O aplicativo é bom para quem não tem tempo", "pt"),
        ("La aplicación es buena para los que no tienen tiempo", "es"),
        ("Die App ist gut und nicht teuer", "de"),
        ("L'application est bonne pour les voyages", "fr"),
        ("アプリは便利です", "ja"),
        ("这个应用很好用", "zh"),
        ("Uygulama çok iyi ve daha ucuz", "tr"),
        ("التطبيق جيد جدا", "ar"),
        ("앱은 좋다", "ko"),
        ("Це добре \u0456 її ціна", "uk"),
        ("", None),
        ("Acme 2024", None),
    ],
)
def test_the_language_is_guessed_from_script_letters_and_small_words(
    text: str, language: str | None
):
    assert guess_language(text) == language
