"""Longer names that hold a brand's name and mean something else: "Delta Faucet", "小米粥"."""

from __future__ import annotations

from functools import lru_cache

from monitor.analysis.folding import fold_text
from monitor.analysis.word_lists import read_written

_MAX_CJK_PART = 6
_FIRST_KANA = "\u3041"  # kana and Han: words are written without spaces


def longer_names(name: str) -> frozenset[str]:
    """Known longer names, as written in our list, that hold the name as a whole word.

    >>> sorted(longer_names("Usain"))
    ['usain bolt']
    """
    return _index().get(fold_text(name).strip(), frozenset())


@lru_cache(maxsize=1)
def _index() -> dict[str, frozenset[str]]:
    index: dict[str, set[str]] = {}
    for words in read_written("known_names.txt").values():
        for longer in words:
            for part in _parts(fold_text(longer)):
                index.setdefault(part, set()).add(longer)
    return {part: frozenset(longer) for part, longer in index.items()}


def _parts(longer: str) -> set[str]:
    words = longer.replace("-", " ").split()
    if len(words) == 1 and max(longer) >= _FIRST_KANA:
        size = len(longer)
        cuts = [(a, b) for a in range(size) for b in range(a + 1, min(size, a + _MAX_CJK_PART) + 1)]
        return {longer[a:b] for a, b in cuts if b - a < size}
    cuts = [(a, b) for a in range(len(words)) for b in range(a + 1, len(words) + 1)]
    return {" ".join(words[a:b]) for a, b in cuts if b - a < len(words)}
