"""Brings products back to their brand: of "Dyson V15" and "Dyson Airwrap" remains "Dyson"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.analysis.discovery import DiscoveredName, repeated_pieces, without_noise
from monitor.analysis.folding import fold_text
from monitor.analysis.word_lists import all_words

# A point before a capital ends a sentence also where no space follows.
_TOKEN = re.compile(r"[^\W_]+(?:(?:[&+-]|['\u2019](?!s\b)|\.(?![A-Z][a-z]))[^\W_]+)*")
_CAMEL = re.compile(r"[a-z][A-Z]")
_MAX_WORDS = 3
_MANY_CAPITALS = 5
_MAX_DOMINANCE = 0.9
"""What is followed by the same word more often than so is only a part of a name: "Mint" Mobile."""
_MAX_SMALL = 0.4
"""What is written small more often than so is a common word, with a capital by its place."""
_MAX_INNER = 0.6
"""What follows another capital more often than so is a part of longer names: MacBook "Air"."""

Words = tuple[str, ...]


@dataclass(slots=True)
class _Family:
    spellings: Counter[str]
    score: float = 0.0
    answers: int = 0
    mentions: int = 0
    inner: int = 0  # behind another capital


def brand_families(
    names: Sequence[DiscoveredName], texts: Sequence[str]
) -> tuple[DiscoveredName, ...]:
    """The names cut to the words that further names share, counted anew, the most named first.

    Args:
        names: as they were discovered in the texts.
        texts: the answers; a text is gone through twice, so the time is linear.

    >>> found = [DiscoveredName("Bolt Mini", 1, 1, 3.0), DiscoveredName("Bolt Max", 1, 1, 3.0)]
    >>> [(n.name, n.answers) for n in brand_families(found, ["Bolt Mini", "Bolt Max or Bolt Mini"])]
    [('Bolt', 2)]
    """
    repeated = repeated_pieces(texts)
    texts = [without_noise(text, repeated) for text in texts]
    usage = _Usage([_words(name.name) for name in names], texts)
    families: dict[Words, _Family] = {}
    for name in names:
        words = usage.brand_of(_words(name.name))
        if usage.is_name(words):
            families.setdefault(words, _Family(Counter())).score += name.score
    _count(families, texts)
    found = [
        DiscoveredName(_usual(each.spellings), each.answers, each.mentions, each.score)
        for each in families.values()
        if each.answers and each.inner <= _MAX_INNER * each.mentions
    ]
    return tuple(sorted(found, key=lambda n: (-n.answers, -n.score, n.name)))


class _Usage:
    """How words are used in the texts: in small letters or not, and what follows them."""

    def __init__(self, names: Iterable[Words], texts: Iterable[str]) -> None:
        self._following: dict[Words, Counter[str]] = {
            words[:size]: Counter() for words in names for size in range(1, len(words))
        }
        self._capital: Counter[str] = Counter()
        self._small: Counter[str] = Counter()
        self._inner: Counter[str] = Counter()
        self._camel: set[str] = set()
        for text in texts:
            self._read(text)

    def _read(self, text: str) -> None:
        found = list(_TOKEN.finditer(text))
        folded = [fold_text(token[0]) for token in found]
        end = -2  # of the capital before
        for at, token in enumerate(found):
            if token[0].islower():
                self._small[folded[at]] += 1
                continue
            self._capital[folded[at]] += 1
            if _CAMEL.search(token[0]):
                self._camel.add(folded[at])
            self._inner[folded[at]] += token.start() == end + 1
            end = token.end()
            for size in range(1, _MAX_WORDS):
                following = self._following.get(tuple(folded[at : at + size]))
                if following is not None:
                    following["".join(folded[at + size : at + size + 1])] += 1

    def brand_of(self, words: Words) -> Words:
        """The shortest beginning of the name that is a name of its own."""
        for size in range(1, len(words)):
            begin = words[:size]
            if self.is_name(begin) and self._is_followed_freely(begin):
                return begin
        return words

    def is_name(self, words: Words) -> bool:
        """Whether the words are no common ones, and no mere part of longer names."""
        if all(self._small[word] > _MAX_SMALL * self._capital[word] for word in words):
            return False
        if " ".join(words) in all_words("generic_names.txt"):
            return False
        if len(words) > 1:
            return True
        [word] = words
        if word in all_words("small_words.txt"):
            return False
        # Brands that have the name of a frequent word are among the common words by name.
        is_frequent = word in all_words("frequent_words.txt") - all_words("common_words.txt")
        # A frequent word of another language, such as "Anker", is none in these texts.
        if is_frequent and (self._small[word] or self._capital[word] < _MANY_CAPITALS):
            return False
        return self._inner[word] <= _MAX_INNER * self._capital[word]

    def _is_followed_freely(self, words: Words) -> bool:
        following = self._following[words]
        [(next_word, most)] = following.most_common(1) or [("", 0)]
        if most <= _MAX_DOMINANCE * following.total() and following.total() > 1:
            return True
        # "Lucid Air", "Epson EcoTank": an uncommon word and then the name of a product.
        return not self._is_common(words[-1]) and self._names_a_product(next_word)

    def _is_common(self, word: str) -> bool:
        return (
            self._small[word] > 0
            or word in all_words("frequent_words.txt")
            or word in all_words("common_words.txt")
            or word in all_words("first_names.txt")
            or word in all_words("small_words.txt")
        )

    def _names_a_product(self, word: str) -> bool:
        if any(letter.isdigit() for letter in word):
            return True
        stands_alone = self._capital[word] > self._inner[word]
        return self._small[word] > 0 or word in self._camel or stands_alone


def _words(name: str) -> Words:
    return tuple(fold_text(token) for token in _TOKEN.findall(name))[:_MAX_WORDS]


def _count(families: dict[Words, _Family], texts: Iterable[str]) -> None:
    for text in texts:
        seen: set[Words] = set()
        for words, surface, is_inner in _named(families, text):
            family = families[words]
            family.mentions += 1
            family.inner += is_inner
            family.spellings[surface] += 1
            family.answers += words not in seen
            seen.add(words)


def _named(families: dict[Words, _Family], text: str) -> Iterator[tuple[Words, str, bool]]:
    """The families named in a text, by the longest name at each place.

    The third tells whether another capital stands right before, as before "Air" in "MacBook Air".
    """
    found = list(_TOKEN.finditer(text))
    folded = [fold_text(each[0]) for each in found]
    end = -2
    for at, token in enumerate(found):
        if token[0].islower():
            continue
        is_inner, end = token.start() == end + 1, token.end()
        for size in range(min(_MAX_WORDS, len(found) - at), 0, -1):
            words = tuple(folded[at : at + size])
            if words in families:
                yield words, text[token.start() : found[at + size - 1].end()], is_inner
                break


def _usual(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda surface: (-spellings[surface], surface))
