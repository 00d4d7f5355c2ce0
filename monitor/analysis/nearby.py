"""The words beside a name within its sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.analysis.alias_facts import AliasFacts

_WINDOW = 80
_MAX_WORDS = 3
_SPACES = " \t*_\u00a0"
_EMPHASIS = "*_#>"
_INNER = ".'\u2019"
_OPENING = "\"'([{\u201c\u2018\u201e\u00ab"
_CLITIC = re.compile(r"[dl]['\u2019]", re.IGNORECASE)
_APOSTROPHES = frozenset("'\u2019")
_ELISION = re.compile(r"\A[dl]['\u2019](?=\w)", re.IGNORECASE)
_AFTER = re.compile(r"(?:'s|\u2019s)?[*_]{0,2}[ \u00a0]([^\W_]+)")


@dataclass(slots=True)
class Nearby:
    """A name with the words around it.

    Attributes:
        facts: on the alias.
        before: up to three words, the nearest first, as written.
        folded: the same, folded.
        after: the word directly after, as written; empty without one.
        after_folded: the same, folded.
        mark: the character directly after; empty at the end of the text.
        first_at: how many words before stands the first word of the sentence; 0 when farther.
        opening: no word stands before the name in its sentence.
        split: written in parts where the alias has only a capital.
        follows_brand: the word before is a sure brand's.
        hint_follows: a word that speaks for the brand follows directly.
    """

    text: str
    start: int
    end: int
    facts: AliasFacts
    before: tuple[str, ...]
    folded: tuple[str, ...]
    after: str
    after_folded: str
    mark: str
    first_at: int
    opening: bool
    split: bool
    follows_brand: bool
    hint_follows: bool
    language: str | None


def words_before(text: str, begin: int, start: int) -> tuple[tuple[str, ...], int]:
    """The last three words from begin to start, nearest first, and the place of the first one.

    Words beyond a comma or another mark do not count.

    >>> words_before("Le capitaine d'Acme", 0, 15)
    (('d', 'capitaine', 'Le'), 3)
    """
    low = max(begin, start - _WINDOW)
    window = text[low:start]
    if window[-1:] in _APOSTROPHES and _CLITIC.match(window[-2:]):
        window = window[:-1]
    parts = window.rstrip(_SPACES).rsplit(maxsplit=_MAX_WORDS)
    words: list[str] = []
    for part in parts[: -_MAX_WORDS - 1 : -1]:
        word = part.strip(_EMPHASIS)
        if not word or not (word[-1].isalnum() or word[-1] in _INNER):
            break
        if word.isalnum():
            words.append(word)
            continue
        words.append(_ELISION.sub("", word.lstrip(_OPENING)))
        if word[0] in _OPENING:
            break
    whole = low == begin and len(words) == len(parts)
    return tuple(words), len(words) if whole else 0


def word_after(text: str, end: int) -> str:
    """The word after the offset, past a genitive and emphasis; empty without one.

    >>> word_after("**Acme** Cloud", 6)
    'Cloud'
    """
    found = _AFTER.match(text, end, end + _WINDOW)
    return found[1] if found is not None else ""
