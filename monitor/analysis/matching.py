"""Finds the names of all brands in one pass over folded text, and resolves overlaps.

Overlapping search first, then the edges of words, then leftmost-longest: the other order loses
"Foo" in "Foo Bar" to the alias "Foo Ba".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.analysis.boundaries import closes, opens
from monitor.analysis.folding import Folded, cased, fold_text
from monitor.analysis.variants import spellings_of, squeeze
from monitor.domain.findings import Brand

_PART = re.compile(r"[^ *_-]+")
_MIN_GLUED = 5  # shorter names with a glued "s" are too often words of their own


class PatternKind(IntEnum):
    """What a pattern stands for; where two match the same text, the smaller one wins."""

    EXCLUSION = 0
    NAME = 1
    DOMAIN = 2


@dataclass(frozen=True, slots=True, order=True)
class Pattern:
    """A folded text that means a brand, or, as an exclusion, something else.

    Attributes:
        alias: as the user wrote it.
        surface: the spelling with its case, without spaces and hyphens.
        exact_case: only that case counts.
        split: counts only with a capital at each part.
        plural: a glued "s" may follow ("Teslas").
    """

    kind: PatternKind
    brand: str
    alias: str
    surface: str
    exact_case: bool
    split: bool
    plural: bool


@dataclass(frozen=True, slots=True)
class Match:
    """One place where a pattern stands; offsets into the original text."""

    pattern: Pattern
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Start and end."""
        return self.start, self.end


class Matcher:
    """The patterns of all brands, compiled once; the order of the brands does not matter."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        table: dict[str, set[Pattern]] = {}
        for brand in brands:
            for text, pattern in _patterns(brand):
                table.setdefault(text, set()).add(pattern)
        texts = sorted(table)
        self._patterns = [sorted(table[text]) for text in texts]
        self._automaton = AhoCorasick(texts, matchkind=MatchKind.Standard)

    def find(self, text: str, folded: Folded) -> list[Match]:
        """The matches in the text, by offset, none overlapping another."""
        names: list[Match] = []
        excluded: dict[str, list[Match]] = {}
        for match in self._bounded(text, folded):
            if match.pattern.kind is PatternKind.EXCLUSION:
                excluded.setdefault(match.pattern.brand, []).append(match)
            else:
                names.append(match)
        if excluded:
            names = _without_excluded(names, excluded)
        return _leftmost_longest(names)

    def _bounded(self, text: str, folded: Folded) -> Iterator[Match]:
        """All matches at edges of words in the case that their pattern asks for."""
        found = self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
        for index, start, end in found:
            if not opens(folded.text, start):
                continue
            closed = closes(folded.text, end)
            if not closed and not _glued_s(folded.text, end):
                continue
            span = folded.span(start, end)
            if span is None:
                continue
            surface = text[span[0] : span[1]]
            for pattern in self._patterns[index]:
                if _fits(pattern, surface, closed=closed):
                    yield Match(pattern, *span)


def _patterns(brand: Brand) -> Iterator[tuple[str, Pattern]]:
    for alias in {brand.name, *brand.aliases}:
        plural = not brand.ambiguous and len(alias) >= _MIN_GLUED
        yield from _spelled(
            PatternKind.NAME, brand, alias, exact_case=brand.case_sensitive, plural=plural
        )
    for text in brand.exclusions:
        yield from _spelled(PatternKind.EXCLUSION, brand, text, exact_case=False, plural=True)
    for domain in brand.domains:
        text = fold_text(domain).strip()
        if text:
            yield text, Pattern(PatternKind.DOMAIN, brand.key, domain, text, False, False, False)


def _spelled(
    kind: PatternKind, brand: Brand, alias: str, *, exact_case: bool, plural: bool
) -> Iterator[tuple[str, Pattern]]:
    for spelling in spellings_of(alias):
        yield (
            fold_text(spelling.text),
            Pattern(
                kind=kind,
                brand=brand.key,
                alias=alias,
                surface=squeeze(spelling.text),
                exact_case=exact_case,
                split=spelling.split and kind is PatternKind.NAME,
                plural=plural,
            ),
        )


def _glued_s(text: str, end: int) -> bool:
    return text.startswith("s", end) and closes(text, end + 1)


def _fits(pattern: Pattern, surface: str, *, closed: bool) -> bool:
    """Whether the text as written is in the case that the pattern asks for."""
    if pattern.kind is PatternKind.EXCLUSION:
        return True
    if pattern.exact_case and squeeze(cased(surface)) != pattern.surface:
        return False
    if pattern.split and not all(part[0].isupper() for part in _PART.findall(cased(surface))[1:]):
        return False
    if closed:
        return True
    # A glued "s": after a name all in capitals ("OTTOs"), or a longer one in its own case.
    own_case = surface != surface.lower() and squeeze(cased(surface)) == pattern.surface
    return surface.isupper() or (pattern.plural and own_case)


def _without_excluded(names: list[Match], excluded: dict[str, list[Match]]) -> list[Match]:
    """The matches that no exclusion of their own brand touches, unless it lies within them."""
    kept = []
    covers = {brand: _Cover(matches) for brand, matches in excluded.items()}
    for name in names:
        cover = covers.get(name.pattern.brand)
        if cover is None or not cover.beats(name):
            kept.append(name)
    return kept


class _Cover:
    """The exclusions of one brand in a text, by start."""

    def __init__(self, matches: list[Match]) -> None:
        self._spans = sorted({(m.start, m.end) for m in matches})
        self._longest = max(end - start for start, end in self._spans)

    def beats(self, name: Match) -> bool:
        """Whether an exclusion overlaps the name and does not lie properly inside it."""
        first = bisect_left(self._spans, (name.start - self._longest, 0))
        for start, end in self._spans[first : bisect_left(self._spans, (name.end, 0))]:
            inside = name.start <= start and end <= name.end and (start, end) != name.span
            if end > name.start and not inside:
                return True
        return False


def _leftmost_longest(matches: list[Match]) -> list[Match]:
    matches.sort(key=lambda m: (m.start, -m.end, m.pattern))
    kept: list[Match] = []
    done = 0
    for match in matches:
        if match.start >= done:
            kept.append(match)
            done = match.end
    return kept
