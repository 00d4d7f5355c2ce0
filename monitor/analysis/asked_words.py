"""What the prompt says of a name that it has: asked for among others, or asked as a word."""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.analysis.folding import fold_text
from monitor.analysis.signs import LITERAL, TRADE
from monitor.analysis.tenor import Tenor, Weight
from monitor.analysis.uncased_names import UncasedName

_KATAKANA = re.compile(r"[\u30a1-\u30ff]+")
# What stands between the names of a question that asks to choose.
_CHOICE_BEFORE = re.compile(r"(?:还是|還是|和|与|與|跟|、|と|か|\bvs\.?|(?<!\w)أم|(?<!\w)أو)\s*\Z")
_CHOICE_AFTER = re.compile(r"\s*(?:还是|還是|和|与|與|跟|、|と|か|vs\b|أم(?!\w)|أو(?!\w))")
_COMPARED = re.compile(r"(?<!\w)(?:بين|الفرق|قارن|مقارنة|أيهما|أيها)(?!\w)")


def weight_of_prompt(name: UncasedName, tenor: Tenor) -> Weight | None:
    """What the prompt says where it has the name, and no word that tells its meaning."""
    if not tenor.prompt:
        return None
    is_choice = _is_in_choice(name.folded, name.language, tenor.prompt)
    if is_choice is None:
        return None
    if is_choice:
        return 0.5, "asked_choice"
    in_prompt = tenor.of(name.language)[1]
    if in_prompt and not in_prompt.keys().isdisjoint((TRADE, LITERAL, *name.classes)):
        return None
    return -1.5, "asked_word"


@lru_cache(maxsize=4096)
def is_small_in_prompt(name: str, prompt: str) -> bool:
    """Whether a prompt that has capitals writes the name in small letters only, as a word.

    >>> is_small_in_prompt("Safra", "Como funciona a safra de soja?")
    True
    >>> is_small_in_prompt("Inter", "qual o melhor, inter ou nubank?")
    False
    """
    small = name.lower()
    if small == name or small not in prompt or prompt == prompt.lower():
        return False
    if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", prompt):
        return False
    return re.search(rf"(?<!\w){re.escape(small)}(?!\w)", prompt) is not None


@lru_cache(maxsize=4096)
def _is_in_choice(folded: str, language: str, prompt: str) -> bool | None:
    """Whether the prompt puts the name beside another to choose from; None where it has it not."""
    text = _fold_prompt(prompt)
    found = re.search(_as_word(folded, language), text)
    if found is None:
        return None
    return any(
        (
            _CHOICE_BEFORE.search(text, 0, found.start()),
            _CHOICE_AFTER.match(text, found.end()),
            language == "ar" and _COMPARED.search(text),
        )
    )


@lru_cache(maxsize=256)
def _fold_prompt(prompt: str) -> str:
    return fold_text(prompt)


def _as_word(folded: str, language: str) -> str:
    """A pattern of the name as a word, with what Arabic glues to its front."""
    if language == "ar":
        return rf"(?<!\w)[وفبكل]?(?:ال|ل)?{re.escape(folded)}"
    if _KATAKANA.fullmatch(folded):
        return rf"(?<![\u30a1-\u30ff]){re.escape(folded)}(?![\u30a1-\u30ff])"
    return re.escape(folded)
