"""Case endings that languages glue to names: "Nokiassa", "Allegrze", "Яндексом"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.analysis.language import guess_language, main_language
from monitor.analysis.word_lists import read_words

MIN_NAME = 5
"""Shorter names with an ending are too often words of their own."""

_WORD = re.compile(r"[^\W\d_]+")
_MAX_ENDING = 6
_STEMS = re.compile(r"[ao\u0435\u0430\u043e\u044f]\Z|e\Z")  # Latin a, o, e; Cyrillic e, a, o, ya


class TextLanguage:
    """The language of a text: the one given, or a guess that is made when first asked for."""

    def __init__(self, text: str, given: str | None) -> None:
        self._text = text
        self._given = main_language(given) if given else None
        self._guess: str | None = None
        self._guessed = False
        self._endings: tuple[frozenset[str], frozenset[str]] | None = None

    @property
    def code(self) -> str | None:
        """ISO 639-1; None where neither is known."""
        if self._given is not None:
            return self._given
        if not self._guessed:
            self._guess = guess_language(self._text)
            self._guessed = True
        return self._guess

    @property
    def endings(self) -> frozenset[str]:
        """The case endings of the language."""
        return self._read_endings()[0]

    @property
    def stem_endings(self) -> frozenset[str]:
        """Those that stand in place of a last vowel."""
        return self._read_endings()[1]

    def _read_endings(self) -> tuple[frozenset[str], frozenset[str]]:
        if self._endings is None:
            lists = read_words("endings.txt")
            none: frozenset[str] = frozenset()
            self._endings = lists.get(self.code or "", none), lists.get(f"{self.code} stem", none)
        return self._endings


def stems_of(folded: str) -> Iterator[str]:
    """What is left of a folded name whose last vowel changes with the case.

    >>> list(stems_of("allegro")), list(stems_of("nokia tyres"))
    (['allegr'], [])
    """
    if len(folded) >= MIN_NAME and folded.isalpha() and _STEMS.search(folded):
        yield folded[:-1]


def ending_after(text: str, end: int, language: TextLanguage, *, stem: bool) -> int | None:
    """Where the word ends whose name or stem ends at the offset of folded text.

    None where what follows is no case ending of the language.
    """
    endings = language.stem_endings if stem else language.endings
    if not endings:
        return None
    word = _WORD.match(text, end, end + _MAX_ENDING + 1)
    return word.end() if word is not None and word[0] in endings else None
