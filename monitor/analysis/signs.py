"""The signs by which names without capitals are told from ordinary words, by language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.analysis.boundaries import Script, opens, script_of
from monitor.analysis.folding import fold_text
from monitor.analysis.word_lists import read_words

TRADE, LITERAL = "trade", "literal"
_BY_SCRIPT = {
    Script.HAN: "zh",
    Script.HIRAGANA: "ja",
    Script.KATAKANA: "ja",
    Script.HANGUL: "ko",
    Script.SPACELESS: "th",
    Script.ARABIC: "ar",
}
_SPACED = frozenset({"ar"})
_MAX_ENDING = 3  # "مباراة", "مباراته": what may follow a counted word in a language with spaces
_CLITIC = r"(?:لا[وفبك]?|لل|[وفبلك])?(?!\w)"  # and, so, with, to, like, the: written from the end
_NO_HAN = r"(?![\u4e00-\u9fff])"
_ADNOMINAL = "な"  # of a Japanese adjective, where it does not begin "if", "and so on"
_NO_CASE = "(?![らどのん])"
_ARTICLE = "ال"
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Sides:
    """What may stand directly before and after a name; the texts before are read backwards.

    Attributes:
        lasts, firsts: the characters with which these end and begin; most texts have none of them.
    """

    before: re.Pattern[str]
    after: re.Pattern[str]
    lasts: frozenset[str]
    firsts: frozenset[str]

    def size_before(self, text: str) -> int:
        """The length of the sign that ends the text; 0 where none does."""
        if text[-1:] not in self.lasts:
            return 0
        found = self.before.match(text[::-1])
        return len(found[0]) if found else 0

    def size_after(self, text: str) -> int:
        """The length of the sign that begins the text; 0 where none does."""
        if text[:1] not in self.firsts:
            return 0
        found = self.after.match(text)
        return len(found[0]) if found else 0


class Signs:
    """The signs of one language.

    Attributes:
        brand, word: sides that speak for the brand, and against it whatever the name is.
        weak: verbs of use, which both brands and things may follow.
        classes: sides of the ordinary use of names of each class, such as "fruit".
        words: the counted ones.
    """

    def __init__(self, language: str) -> None:
        lists = read_words(f"signs_{language}.txt")
        spaced = language in _SPACED
        names = [key.removesuffix(" names") for key in lists if key.endswith(" names")]
        self.brand = _sides(lists, "brand", language)
        self.weak = _sides(lists, "weak", language)
        self.word = _sides(lists, "word", language)
        self.classes = {name: _sides(lists, name, language) for name in names}
        self._members = {name: lists[f"{name} names"] for name in names}
        self._spaced = spaced
        kinds: dict[str, set[str]] = {}
        for section in (TRADE, LITERAL, *(f"{name} near" for name in names)):
            for word in lists.get(section, ()):
                kinds.setdefault(word, set()).add(section.removesuffix(" near"))
        self.words = sorted(kinds)
        self._kinds = [tuple(sorted(kinds[word])) for word in self.words]
        # Chinese has no kana between its words, so that each character stands beside another.
        self._alone = [
            language == "ja" and len(word) == 1 and script_of(word) is Script.HAN
            for word in self.words
        ]
        self._automaton = AhoCorasick(self.words, matchkind=MatchKind.LeftmostLongest)

    def classes_of(self, name: str) -> tuple[str, ...]:
        """The classes of ordinary words that hold the folded name; empty for a made-up name."""
        forms = {name, name.removeprefix(_ARTICLE)}
        return tuple(
            each for each, members in self._members.items() if not forms.isdisjoint(members)
        )

    def count(self, text: str) -> dict[str, list[int]]:
        """For each kind of counted word, where it stands in folded text, in order."""
        found: dict[str, list[int]] = {}
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            if self._spaced and not (opens(text, start) and _ends(text, end)):
                continue
            if self._alone[index] and _is_in_word(text, start):
                continue
            for kind in self._kinds[index]:
                found.setdefault(kind, []).append(start)
        return found


def language_of_name(name: str, language: str | None) -> str | None:
    """The language whose signs are read for a name; None for a name that has capitals.

    >>> language_of_name("小米", "en"), language_of_name("楽天", "ja"), language_of_name("X", "ja")
    ('zh', 'ja', None)
    """
    found = {_BY_SCRIPT.get(script_of(char)) for char in name} - {None}
    if not found:
        return None
    if "ja" in found or (found == {"zh"} and language == "ja"):
        return "ja"
    return min(each for each in found if each)


@lru_cache(maxsize=8)
def signs_of(language: str) -> Signs:
    """The signs of one of our languages, read once."""
    return Signs(language)


def _sides(lists: dict[str, frozenset[str]], name: str, language: str) -> Sides:
    spaced = language in _SPACED
    preceding, following = lists.get(f"{name} before", ()), lists.get(f"{name} after", ())
    before = _alternatives(word[::-1] for word in preceding)
    after = _alternatives(following, whole=language == "ja" and name not in ("brand", "weak"))
    return Sides(
        re.compile(before + _CLITIC * spaced) if before else _NEVER,
        re.compile(after + r"(?!\w)" * spaced) if after else _NEVER,
        frozenset(word[-1] for word in map(fold_text, preceding)),
        frozenset(word[0] for word in map(fold_text, following)),
    )


def _alternatives(words: Iterable[str], *, whole: bool = False) -> str | None:
    """A pattern of the longest word that fits; whole ones do not end amid Chinese characters."""
    longest_first = sorted(map(fold_text, words), key=lambda word: (-len(word), word))
    each = [
        re.escape(word)
        + (_NO_CASE if word == _ADNOMINAL else "")
        + (_NO_HAN if whole and script_of(word[-1]) is Script.HAN else "")
        for word in longest_first
    ]
    return f"(?:{'|'.join(each)})" if each else None


def _is_in_word(text: str, place: int) -> bool:
    """Whether another Chinese character stands beside the one at the place: "風" in "温風"."""
    beside = text[place - 1 : place] + text[place + 1 : place + 2]
    return any(script_of(char) is Script.HAN for char in beside)


def _ends(text: str, end: int) -> bool:
    """Whether the word ends there, or after the few characters of an ending."""
    if end + _MAX_ENDING >= len(text):
        return True
    return Script.NONE in map(script_of, text[end : end + _MAX_ENDING + 1])
