"""What is known of a name in a script without capitals before any text is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.boundaries import script_of
from monitor.analysis.compounds import is_ordinary_word
from monitor.analysis.folding import fold_text
from monitor.analysis.signs import Sides, Signs, language_of_name, signs_of
from monitor.analysis.word_lists import all_words

ARTICLE = "ال"
"""The Arabic one, which is glued to its noun."""

_KATAKANA = re.compile(r"[\u30a1-\u30ff]{4,}")
# Shorter names are taken for words even where no list has them; lengths in characters.
_MADE_UP = {"zh": 4, "ja": 6, "ko": 5, "th": 9, "ar": 9}


@dataclass(frozen=True, slots=True)
class UncasedName:
    """What is known of a name before any text is read.

    Attributes:
        signs: of its language.
        classes: of ordinary words to which it belongs.
        senses: what may stand beside words of these classes.
        is_ordinary: it is a word of a dictionary or of a class.
        is_listed: it is a word of our Arabic list.
        is_made_up: it is too long, or too mixed in its scripts, for an ordinary word.
        is_foreign: it is written as foreign words and names are in Japanese, and no known word.
    """

    folded: str
    language: str
    signs: Signs
    classes: tuple[str, ...]
    senses: tuple[Sides, ...]
    is_ordinary: bool
    is_listed: bool
    is_made_up: bool
    is_foreign: bool


@lru_cache(maxsize=4096)
def read_name(name: str, language: str | None) -> UncasedName | None:
    """What is known of the name in a text of the language; None for a name that has capitals."""
    own_language = language_of_name(name, language)
    if own_language is None:
        return None
    folded = fold_text(name).strip()
    signs = signs_of(own_language)
    classes = signs.classes_of(folded)
    plain = folded.removeprefix(ARTICLE)
    is_listed = own_language == "ar" and not {folded, plain}.isdisjoint(
        all_words("arabic_words.txt")
    )
    is_ordinary = bool(classes) or is_ordinary_word(folded) or plain != folded or is_listed
    is_long = len(folded) >= _MADE_UP[own_language]
    is_mixed = " " in folded or len({script_of(char) for char in folded}) > 1
    return UncasedName(
        folded=folded,
        language=own_language,
        signs=signs,
        classes=classes,
        senses=tuple(signs.classes[each] for each in classes),
        is_ordinary=is_ordinary,
        is_listed=is_listed or (own_language == "ar" and bool(classes)),
        is_made_up=not is_ordinary and (is_long or is_mixed),
        is_foreign=not is_ordinary and _KATAKANA.fullmatch(folded) is not None,
    )
