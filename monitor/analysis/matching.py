"""Finds the names of all brands in one pass over folded text, and resolves overlaps.

Overlapping search first, then the edges of words, then leftmost-longest: the other order loses
"Foo" in "Foo Bar" to the alias "Foo Ba".
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.analysis.boundaries import closes, opens
from monitor.analysis.folding import Folded, cased, fold_text
from monitor.analysis.inflection import MIN_NAME, TextLanguage, ending_after, stems_of
from monitor.analysis.known_names import longer_names
from monitor.analysis.variants import spellings_of, squeeze
from monitor.domain.findings import Brand

_PART = re.compile(r"[^ *_-]+")


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
        plural: a glued "s" or a case ending may follow ("Teslas").
        stem: only with a case ending of the text's language ("Allegrze").
        literal: only with the accents, spaces and hyphens of the alias, because without them it
            is the brand's own name ("über" for Uber, "sales force" for Salesforce).
    """

    kind: PatternKind
    brand: str
    alias: str
    surface: str
    exact_case: bool
    split: bool
    plural: bool
    stem: bool
    literal: bool = False

    @property
    def is_free(self) -> bool:
        """Whether any case counts."""
        return self.kind is not PatternKind.EXCLUSION and not (self.exact_case or self.split)


@dataclass(slots=True)  # a frozen one takes three times as long to make
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
        # With each, whether it counts in any case wherever it stands between edges of words.
        self._patterns = [
            [(pattern, pattern.is_free and not pattern.stem) for pattern in sorted(table[text])]
            for text in texts
        ]
        self._automaton = AhoCorasick(texts, matchkind=MatchKind.Standard)

    def find(self, text: str, folded: Folded, language: TextLanguage | None = None) -> list[Match]:
        """The matches in the text, by offset, none overlapping another."""
        return self.find_all(text, folded, language)[0]

    def find_all(
        self, text: str, folded: Folded, language: TextLanguage | None = None
    ) -> tuple[list[Match], list[Match]]:
        """The matches, and those that are a part of something else's longer, capitalized name."""
        names: list[Match] = []
        excluded: dict[str, list[Match]] = {}
        exclusion = PatternKind.EXCLUSION
        for match in self._bounded(text, folded, language or TextLanguage(text, None)):
            if match.pattern.kind is exclusion:
                excluded.setdefault(match.pattern.brand, []).append(match)
            else:
                names.append(match)
        if not excluded:
            return _leftmost_longest(names), []
        kept, lost = _parted(text, names, excluded)
        return _leftmost_longest(kept), lost

    def _bounded(self, text: str, folded: Folded, language: TextLanguage) -> Iterator[Match]:
        """All matches at edges of words in the case that their pattern asks for."""
        within = folded.text
        patterns = self._patterns
        is_aligned = folded.is_aligned
        for index, start, end in self._automaton.find_matches_as_indexes(within, overlapping=True):
            if not opens(within, start):
                continue
            closed = closes(within, end)
            for pattern, is_plain in patterns[index]:
                if is_plain and closed and is_aligned:
                    yield Match(pattern, start, end)
                    continue
                stop = _stop(pattern, within, end, language, closed=closed)
                span = folded.span(start, stop) if stop is not None else None
                if span is not None:
                    surface = text[span[0] : span[1]]
                    plain = closed and pattern.is_free
                    if plain or pattern.stem or _fits(pattern, surface, language, closed=closed):
                        yield Match(pattern, *span)


def _stop(
    pattern: Pattern, text: str, end: int, language: TextLanguage, *, closed: bool
) -> int | None:
    """Where the match ends in folded text; None where its word goes on in another way."""
    if pattern.stem:
        return None if closed else ending_after(text, end, language, stem=True)
    if closed or _glued_s(text, end):
        return end
    inflected = pattern.plural and ending_after(text, end, language, stem=False) is not None
    return end if inflected else None


def _patterns(brand: Brand) -> Iterator[tuple[str, Pattern]]:
    names = {brand.name, *brand.aliases}
    for alias in names:
        plural = not brand.ambiguous and len(alias) >= MIN_NAME
        yield from _spelled(
            PatternKind.NAME, brand, alias, exact_case=brand.case_sensitive, plural=plural
        )
        if plural and not brand.case_sensitive:
            for stem in stems_of(fold_text(alias)):
                yield stem, Pattern(PatternKind.NAME, brand.key, alias, stem, *_STEM_FLAGS)
    own = {squeeze(fold_text(name)) for name in names}
    for text in {*brand.exclusions, *_foreign_names(brand, names)}:
        if squeeze(fold_text(text)) in own and fold_text(text).strip():
            yield from _literal(brand, text, names)
        else:
            yield from _spelled(PatternKind.EXCLUSION, brand, text, exact_case=False, plural=True)
    for domain in brand.domains:
        text = fold_text(domain).strip()
        if text:
            yield text, Pattern(PatternKind.DOMAIN, brand.key, domain, text, *_DOMAIN_FLAGS)


def _literal(brand: Brand, text: str, names: set[str]) -> Iterator[tuple[str, Pattern]]:
    """An exclusion that only its case, accents or spaces divide from the brand's name."""
    only_case = _letters(text) in {_letters(name) for name in names}
    yield (
        fold_text(text).strip(),
        Pattern(
            kind=PatternKind.EXCLUSION,
            brand=brand.key,
            alias=text.strip(),
            surface=squeeze(cased(text)),
            exact_case=only_case,
            split=False,
            plural=False,
            stem=False,
            literal=True,
        ),
    )


def _letters(text: str) -> str:
    """The text in small letters with its accents; Turkish i with and without a dot are one."""
    small = unicodedata.normalize("NFC", text).strip().casefold()
    return small.replace("i\u0307", "i").replace("\u0131", "i")


_STEM_FLAGS = (False, False, True, True)
_DOMAIN_FLAGS = (False, False, False, False)


def _foreign_names(brand: Brand, names: set[str]) -> Iterator[str]:
    """Known longer names around the brand's that are neither its own nor of its trade."""
    own = {squeeze(fold_text(name)) for name in names}
    trade = {fold_text(word) for word in brand.context_words}
    for name in names:
        for longer in longer_names(name):
            folded = fold_text(longer)
            if squeeze(folded) not in own and trade.isdisjoint(folded.split()):
                yield longer


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
                stem=False,
            ),
        )


def _glued_s(text: str, end: int) -> bool:
    return text.startswith("s", end) and closes(text, end + 1)


def _fits(pattern: Pattern, surface: str, language: TextLanguage, *, closed: bool) -> bool:
    """Whether the text as written is in the case that the pattern asks for."""
    if pattern.literal:
        same = unicodedata.normalize("NFC", surface) == pattern.alias
        return same or (not pattern.exact_case and _letters(surface) == _letters(pattern.alias))
    if pattern.kind is PatternKind.EXCLUSION:
        # "é claro" is no exclusion in "Vivo e Claro".
        plain = _letters(pattern.alias) == fold_text(pattern.alias)
        return plain or squeeze(_letters(surface)) == squeeze(_letters(pattern.alias))
    if pattern.exact_case and squeeze(cased(surface)) != pattern.surface:
        return False
    if pattern.split and not all(part[0].isupper() for part in _PART.findall(cased(surface))[1:]):
        return False
    if closed:
        return True
    # A glued "s": after a name all in capitals ("OTTOs"), or a longer one in its own case; German
    # glues it to every name.
    if surface.isupper():
        return True
    own_case = surface != surface.lower() and squeeze(cased(surface)) == pattern.surface
    return own_case and (pattern.plural or language.code == "de")


def _parted(
    text: str, names: list[Match], excluded: dict[str, list[Match]]
) -> tuple[list[Match], list[Match]]:
    """The matches that no exclusion of their brand touches, and those within a longer name."""
    kept: list[Match] = []
    lost: list[Match] = []
    covers = {brand: _Cover(matches) for brand, matches in excluded.items()}
    for name in names:
        cover = covers.get(name.pattern.brand)
        longer = cover.over(name) if cover is not None else None
        if longer is None:
            kept.append(name)
        elif longer != name.span and text[longer[0] : longer[1]].istitle():
            lost.append(name)
    return kept, lost


class _Cover:
    """The exclusions of one brand in a text, by start."""

    def __init__(self, matches: list[Match]) -> None:
        self._spans = sorted({(m.start, m.end) for m in matches})
        self._longest = max(end - start for start, end in self._spans)

    def over(self, name: Match) -> tuple[int, int] | None:
        """The exclusion that overlaps the name and does not lie properly inside it, if any."""
        first = bisect_left(self._spans, (name.start - self._longest, 0))
        for start, end in self._spans[first : bisect_left(self._spans, (name.end, 0))]:
            inside = name.start <= start and end <= name.end and (start, end) != name.span
            if end > name.start and not inside:
                return start, end
        return None


def _leftmost_longest(matches: list[Match]) -> list[Match]:
    if all(one.end <= other.start for one, other in pairwise(matches)):
        return matches
    matches.sort(key=lambda m: (m.start, -m.end, m.pattern))
    kept: list[Match] = []
    done = 0
    for match in matches:
        if match.start >= done:
            kept.append(match)
            done = match.end
    return kept
