"""Finds the context words of ambiguous brands in one pass over an answer."""

from __future__ import annotations

from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.analysis.boundaries import closes, opens, script_of
from monitor.analysis.folding import Folded, fold_text
from monitor.analysis.variants import squeeze
from monitor.domain.findings import Brand

_MAX_ENDING = 3  # letters that may follow a hint: plurals and cases


class Hints:
    """The words that speak for brands, or against them, with the brands of each."""

    def __init__(self, words: Sequence[tuple[str, str]]) -> None:
        """Compile pairs of a word and a brand's key."""
        table: dict[str, set[str]] = {}
        for word, brand in words:
            if folded := fold_text(word).strip():
                table.setdefault(folded, set()).add(brand)
        self._texts = sorted(table)
        self._brands = [frozenset(table[text]) for text in self._texts]
        self._automaton = AhoCorasick(self._texts, matchkind=MatchKind.Standard)

    def find(self, folded: Folded, brands: frozenset[str]) -> dict[str, list[int]]:
        """For each of the brands that has any, the offsets of its words in the original."""
        found: dict[str, list[int]] = {}
        if not self._texts:
            return found
        text = folded.text
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            wanted = self._brands[index] & brands
            if not wanted or not opens(text, start) or not _ends(text, end):
                continue
            span = folded.span(start, end)
            for brand in wanted if span is not None else ():
                found.setdefault(brand, []).append(span[0] if span else 0)
        return found


def context_words(brands: Sequence[Brand]) -> Hints:
    """The words that make brands likelier."""
    return Hints([(word, brand.key) for brand in brands for word in brand.context_words])


def contrary_words(brands: Sequence[Brand]) -> Hints:
    """The exclusions that do not hold the name: they speak against the brand wherever they are."""
    return Hints(
        [
            (text, brand.key)
            for brand in brands
            for text in brand.exclusions
            if not any(_holds(text, name) for name in (brand.name, *brand.aliases))
        ]
    )


def _holds(text: str, name: str) -> bool:
    return squeeze(fold_text(name)) in squeeze(fold_text(text))


def _ends(text: str, end: int) -> bool:
    script = script_of(text[end - 1])
    for place in range(end, min(len(text), end + _MAX_ENDING + 1)):
        if script_of(text[place]) is not script:
            return True
    return end + _MAX_ENDING >= len(text) or closes(text, end)
