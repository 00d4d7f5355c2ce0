"""Tells whether words speak of trade, or of people, places, nature, history and sport.

A name that is also something else seldom means the brand where an answer speaks of the latter.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.folding import fold_text
from monitor.analysis.word_lists import read_words

_DEFAULT = "en"
_MARKS = str.maketrans(
    dict.fromkeys(
        "!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~«»¡¿…—“”„\u2013",
        " ",
    )
)
_MIN_STEM = 3
_MAX_KNOWN = 20_000
_TRADE, _OTHER = "trade", "other"


@dataclass(frozen=True, slots=True)
class Tone:
    """How many different words of a text are of trade, and how many of anything else we know."""

    trade: int
    other: int

    @property
    def lean(self) -> float:
        """From -1, nothing of trade, to 1, nothing else; near 0 where little is known."""
        return (self.trade - self.other) / (self.trade + self.other + 1)


class Topics:
    """The words of one language."""

    def __init__(self, trade: frozenset[str], other: frozenset[str]) -> None:
        self._known = _Known({**dict.fromkeys(trade, _TRADE), **dict.fromkeys(other, _OTHER)})

    def tone_of(self, words: AbstractSet[str]) -> Tone:
        """The tone of folded words."""
        topics = [*map(self._known.__getitem__, words)]
        return Tone(topics.count(_TRADE), topics.count(_OTHER))


class _Known(dict[str, str | None]):
    """The topic of each word; of words that are not listed, by their stems, when first seen."""

    def __init__(self, listed: dict[str, str]) -> None:
        super().__init__({word: topic for word, topic in listed.items() if word[-1] != "*"})
        self._stems = {word[:-1]: topic for word, topic in listed.items() if word[-1] == "*"}
        self._longest = max(map(len, self._stems), default=0)

    def __missing__(self, word: str) -> str | None:
        topic = None
        for size in range(min(len(word), self._longest), _MIN_STEM - 1, -1):
            topic = self._stems.get(word[:size])
            if topic is not None:
                break
        if len(self) < _MAX_KNOWN:
            self[word] = topic
        return topic


def words_of(folded: str) -> set[str]:
    """The different words of folded text.

    >>> sorted(words_of("**acme's** app (2 of 3)"))
    ['acme', 'app', 'of', 's']
    """
    return set(folded.translate(_MARKS).split())


class AnswerWords:
    """The words of one answer and its prompt, read when first asked for."""

    def __init__(
        self, folded: str, prompt: str | None, without: AbstractSet[str], language: str | None
    ) -> None:
        """Take the folded text; the words "without" are of names and tell nothing of the whole."""
        self._folded = folded
        self._prompt = prompt
        self._without = without
        self._topics = topics_of(language)
        self._unmarked: str | None = None
        self._tone: Tone | None = None

    @property
    def tone(self) -> Tone:
        """Of what the whole answer speaks."""
        if self._tone is None:
            words = set(self._plain.split())
            if self._prompt:
                words |= words_of(fold_text(self._prompt))
            self._tone = self._topics.tone_of(words - self._without)
        return self._tone

    def within(self, start: int, end: int) -> set[str]:
        """The different words of a span of the folded text."""
        return set(self._plain[start:end].split())

    @property
    def _plain(self) -> str:
        if self._unmarked is None:
            self._unmarked = self._folded.translate(_MARKS)
        return self._unmarked


@lru_cache(maxsize=16)
def topics_of(language: str | None) -> Topics:
    """The words of the language; of English where we have none of it.

    >>> topics_of("en").tone_of({"price", "river", "rivers", "emperor"})
    Tone(trade=1, other=3)
    """
    lists = read_words("topics.txt")
    known = language if f"{language} {_TRADE}" in lists else _DEFAULT
    return Topics(lists[f"{known} {_TRADE}"], lists[f"{known} {_OTHER}"])
