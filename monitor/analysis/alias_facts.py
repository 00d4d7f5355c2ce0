"""What is known of an alias before any text is read: looked up once, not for every candidate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.folding import fold_word
from monitor.analysis.uncased import is_uncased
from monitor.analysis.word_lists import (
    all_words,
    is_city,
    is_common_word,
    is_frequent_word,
    read_words,
)


@dataclass(frozen=True, slots=True)
class AliasFacts:
    """An alias and its spelling, as our word lists know it.

    Attributes:
        folded: the alias.
        words: the different words of it.
        surface: the spelling with its case, without spaces and hyphens.
        has_case: the spelling has letters with two cases.
        is_small: the spelling has no capital.
        is_small_within: the spelling has no capital but for its first letter.
        is_uncased: it is in a script without capitals for which we know signs.
        is_common, is_frequent: it is also a word, first name or place; one of the most used words.
        is_town: it is a place of our short list, or a large city.
        place_weight, place_reason: what that says against the brand within a sentence.
        is_number: it has digits only.
        is_first_name, is_weekday, is_opener, is_small_word: what other word it is.
    """

    folded: str
    words: frozenset[str]
    surface: str
    has_case: bool
    is_small: bool
    is_small_within: bool
    is_uncased: bool
    is_common: bool
    is_frequent: bool
    is_town: bool
    place_weight: float
    place_reason: str
    is_number: bool
    is_first_name: bool
    is_weekday: bool
    is_opener: bool
    is_small_word: bool

    @property
    def is_word(self) -> bool:
        """Whether any list of words has it."""
        return self.is_common or self.is_frequent


@lru_cache(maxsize=8192)
def facts_of(alias: str, surface: str) -> AliasFacts:
    """The facts on an alias as the user wrote it, and on one of its spellings.

    >>> facts = facts_of("Monday", "Monday")
    >>> facts.is_weekday, facts.is_first_name, facts.has_case
    (True, False, True)
    """
    folded = fold_word(alias)
    common = read_words("common_words.txt")
    in_list = folded in common["places"]
    weight, reason = 0.0, ""
    if in_list:
        weight, reason = -1.25, "place_name"
    elif is_city(alias):
        weight, reason = -0.75, "city_name"
    return AliasFacts(
        folded=folded,
        words=frozenset(folded.split()),
        surface=surface,
        has_case=surface.lower() != surface.upper(),
        is_small=surface == surface.lower(),
        is_small_within=surface[1:].islower(),
        is_uncased=is_uncased(surface),
        is_common=is_common_word(folded),
        is_frequent=is_frequent_word(folded),
        is_town=in_list or is_city(folded),
        place_weight=weight,
        place_reason=reason,
        is_number=folded.isdigit(),
        is_first_name=folded in read_words("first_names.txt")["names"],
        is_weekday=folded in common["weekdays"],
        is_opener=folded in read_words("evidence_words.txt")["openers"],
        is_small_word=folded in all_words("small_words.txt"),
    )
