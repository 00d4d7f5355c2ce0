"""Tells whether words speak of trade, or of people, places, nature, history and sport.

A name that is also something else seldom means the brand where an answer speaks of the latter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

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
_SPACE = " "
_TRADE, _OTHER = "trade", "other"
# Words are counted by adding these numbers, because nothing adds up faster than sum().
_IS_TRADE, _IS_OTHER = 1, 1 << 32


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
        listed = {**dict.fromkeys(trade, _IS_TRADE), **dict.fromkeys(other, _IS_OTHER)}
        self._known = _Known(listed)
        openings = sorted({_SPACE + word.rstrip("*") for word in listed if _SPACE not in word})
        self._automaton = AhoCorasick(openings, matchkind=MatchKind.LeftmostLongest)

    def tone_of(self, words: AbstractSet[str]) -> Tone:
        """The tone of folded words."""
        other, trade = divmod(sum(map(self._known.__getitem__, words)), _IS_OTHER)
        return Tone(trade, other)

    def is_trade(self, word: str) -> bool:
        """Whether a folded word is of trade."""
        return self._known[word] == _IS_TRADE

    def find(self, plain: str) -> tuple[list[int], list[str]]:
        """Where words begin that may be known, and these words, in folded text without marks."""
        spaced = f"{_SPACE}{plain}{_SPACE}"
        hits = self._automaton.find_matches_as_indexes(spaced)
        # With the space before the text, a hit begins where its word does in the text itself.
        places = [start for _, start, _ in hits]
        return places, [spaced[start + 1 : spaced.index(_SPACE, end)] for _, start, end in hits]


class _Known(dict[str, int]):
    """The topic of each word; of words that are not listed, by their stems, when first seen."""

    def __init__(self, listed: dict[str, int]) -> None:
        super().__init__({word: topic for word, topic in listed.items() if word[-1] != "*"})
        self._stems = {word[:-1]: topic for word, topic in listed.items() if word[-1] == "*"}
        self._longest = max(map(len, self._stems), default=0)

    def __missing__(self, word: str) -> int:
        topic = 0
        for size in range(min(len(word), self._longest), _MIN_STEM - 1, -1):
            if word[:size] in self._stems:
                topic = self._stems[word[:size]]
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
    """The words of one answer and its prompt.

    Attributes:
        tone: of the whole answer.
        lean: of this tone.
    """

    def __init__(
        self, folded: str, prompt: str | None, without: AbstractSet[str], language: str | None
    ) -> None:
        """Take the folded text; the words "without" are of names and tell nothing of the whole."""
        self._prompt = prompt
        self._without = without
        self._topics = topics_of(language)
        self._plain = folded.translate(_MARKS)
        # Words are looked for at spaces, and only these are printable among what parts words.
        self._is_plain = self._plain.isprintable()
        self._places, self._words = self._topics.find(self._plain) if self._is_plain else ([], [])
        self.tone = self._read_tone()
        self.lean = self.tone.lean

    def balance(self, start: int, end: int, without: AbstractSet[str]) -> int:
        """How many more words of a span are of trade than not, each once.

        Args:
            start: of the span in the folded text.
            end: of the span.
            without: words that do not count.
        """
        if not (self._is_plain and self._parts_words(start) and self._parts_words(end)):
            tone = self._topics.tone_of(set(self._plain[start:end].split()) - without)
            return tone.trade - tone.other
        first = bisect_left(self._places, start)
        last = bisect_left(self._places, end, first)
        if first == last:
            return 0
        tone = self._topics.tone_of(set(self._words[first:last]) - without)
        return tone.trade - tone.other

    def _read_tone(self) -> Tone:
        words = set(self._words if self._is_plain else self._plain.split())
        if self._prompt:
            words |= words_of(fold_text(self._prompt))
        return self._topics.tone_of(words - self._without)

    def _parts_words(self, place: int) -> bool:
        """Whether no word goes on at the offset."""
        plain = self._plain
        return not 0 < place < len(plain) or plain[place - 1] == _SPACE or plain[place] == _SPACE


@lru_cache(maxsize=16)
def topics_of(language: str | None) -> Topics:
    """The words of the language; of English where we have none of it.

    >>> topics_of("en").tone_of({"price", "river", "rivers", "emperor"})
    Tone(trade=1, other=3)
    """
    lists = read_words("topics.txt")
    known = language if f"{language} {_TRADE}" in lists else _DEFAULT
    return Topics(lists[f"{known} {_TRADE}"], lists[f"{known} {_OTHER}"])
