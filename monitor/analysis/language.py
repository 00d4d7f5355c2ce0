"""Guesses the language of a text by its script, its letters and its small words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.analysis.folding import fold_text
from monitor.analysis.word_lists import read_words

_LETTERS = re.compile(r"(?<![\w./@&-])[^\W\d_]{2,}(?!\.\w)")
_SAMPLE = 500  # characters that are looked at
_MIN_SCRIPT_SHARE = 0.15
_SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
)
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_MARKS = {
    "en": "",
    "pt": "ãõ",
    "es": "ñ¿¡",
    "de": "ßäöü",
    "fr": "èœêâù",
    "it": "ìò",
    "tr": "ığşĞŞ",
    "nl": "ĳ",
    "pl": "łąęśżźćń",
    "fi": "äö",
    "sv": "åäö",
    "cs": "ěřůčšž",
}
_MARK_WEIGHT = 2
_MIN_SCORE = 2


_MARK_PATTERNS = {language: re.compile(f"[{marks}]") for language, marks in _MARKS.items() if marks}


def guess_language(text: str) -> str | None:
    """The language as ISO 639-1; None where too little tells.

    >>> guess_language("Kupuję na Allegro"), guess_language("Ich kaufe das bei Otto und dm")
    ('pl', 'de')
    """
    sample = text[:_SAMPLE]
    if not sample.isascii():
        letters = sum(map(str.isalpha, sample)) or 1
        for language, pattern in _SCRIPTS:
            if len(pattern.findall(sample)) > _MIN_SCRIPT_SHARE * letters:
                if language == "ru" and _UKRAINIAN.search(sample):
                    return "uk"
                return language
    scores: dict[str, int] = {}
    for languages in _languages_of_words(fold_text(sample)):
        for language in languages:
            scores[language] = scores.get(language, 0) + 1
    if not sample.isascii():
        for language, pattern in _MARK_PATTERNS.items():
            if marks := len(pattern.findall(sample)):
                scores[language] = scores.get(language, 0) + _MARK_WEIGHT * marks
    best = max(scores, key=lambda each: scores[each], default=None)
    return best if best is not None and scores[best] >= _MIN_SCORE else None


def _languages_of_words(folded: str) -> Iterator[tuple[str, ...]]:
    """For each small word of folded text, the languages that have it.

    Most words are found without the pattern, which takes longer.
    """
    table = _small_words()
    for part in folded.split():
        if part in table:
            yield table[part]
        elif not part.isalpha():
            yield from (table[word] for word in _LETTERS.findall(part) if word in table)


@lru_cache(maxsize=1)
def _small_words() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for language, words in read_words("small_words.txt").items():
        for word in filter(_LETTERS.fullmatch, sorted(words)):
            table[word] = (*table.get(word, ()), language)
    return table


def main_language(tag: str) -> str:
    """The first part of a BCP 47 tag in lower case.

    >>> main_language("pt-BR")
    'pt'
    """
    return tag.replace("_", "-").partition("-")[0].lower()
