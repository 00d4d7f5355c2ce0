"""Finds names in answers that look like brands and are not tracked: a suggestion, not a finding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.analysis.folding import fold_text
from monitor.analysis.layout import Layout, read_layout
from monitor.analysis.lexicon import CueKind, lexicon_of
from monitor.analysis.variants import squeeze
from monitor.analysis.word_lists import all_words, read_words
from monitor.analysis.zones import find_zones
from monitor.domain.findings import Brand, Place

_NAME = re.compile(
    r"(?:[A-Z][\w\u2019'&.+-]*[\w+!]|[a-z]{1,3}[A-Z]\w+|[A-Z])"
    r"(?:[ \u00a0](?:(?:&|and|de|of|the)[ \u00a0])?[A-Z][\w\u2019'&.+-]*[\w+!]){0,2}"
)
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_LEADS = re.compile(r"[\s*_\[\"“#|-]*(?:\d{1,3}[.)][\s*_\[]*)?")
_MAX_LENGTH = 40
_MIN_LENGTH = 3
_HEAD_WEIGHT = 3.0
_CAMEL_WEIGHT = 2.0
_PROSE_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class DiscoveredName:
    """A name that no tracked brand has.

    Attributes:
        answers: texts that hold the name.
        mentions: all its occurrences.
        score: its weight over the texts; larger is likelier to be a brand worth tracking.
    """

    name: str
    answers: int
    mentions: int
    score: float


def discover_names(texts: Sequence[str], brands: Sequence[Brand]) -> list[DiscoveredName]:
    r"""Names that look like brands, the likeliest first; those of the brands are left out.

    A name counts in Latin letters and with a capital: at the head of an item, row or heading most,
    with capitals inside next, and within a sentence least. What is written in small letters
    elsewhere in the texts is a common word and left out.

    >>> [n.name for n in discover_names(["1. Acme - ok\n2. Bolt - good"], [Brand("acme", "Acme")])]
    ['Bolt']
    """
    tracked = {
        squeeze(fold_text(name)) for brand in brands for name in (brand.name, *brand.aliases)
    }
    weights: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    lowercase: set[str] = set()
    for text in texts:
        lowercase.update(re.findall(r"\b[a-z]{3,}\b", text))
        found: dict[str, float] = {}
        for name, weight in _names(text):
            key = fold_text(name)
            mentions[key] += 1
            spellings.setdefault(key, Counter())[name] += 1
            found[key] = max(found.get(key, 0.0), weight)
        for key, weight in found.items():
            answers[key] += 1
            weights[key] += weight  # type: ignore[assignment] # a Counter of floats
    names = [
        DiscoveredName(_usual(spellings[key]), answers[key], mentions[key], float(weights[key]))
        for key in weights
        if not _is_known(key, tracked) and not _is_word(key, lowercase)
    ]
    return sorted(names, key=lambda each: (-each.score, -each.mentions, each.name))


def _names(text: str) -> Iterator[tuple[str, float]]:
    zones = find_zones(text)
    layout = read_layout(text)
    for found in _NAME.finditer(text):
        name = found[0].rstrip(".'\u2019")
        if not _MIN_LENGTH <= len(name) <= _MAX_LENGTH or zones.kind_at(found.start()) is not None:
            continue
        weight = _weight(layout, found.start(), name)
        if weight:
            yield name, weight


def _weight(layout: Layout, place: int, name: str) -> float:
    line = layout.lines[layout.line_at(place)]
    begin, _ = layout.sentence_at(place)
    leads = _LEADS.fullmatch(layout.text, max(begin, place - _MAX_LENGTH), place) is not None
    if leads and line.place in (Place.LIST_ITEM, Place.TABLE_ROW):
        return _HEAD_WEIGHT
    if _CAMEL.search(name):
        return _CAMEL_WEIGHT
    # The first word of a sentence or heading has its capital anyway.
    return 0.0 if leads or line.place is Place.HEADING else _PROSE_WEIGHT


def _usual(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _is_known(key: str, tracked: set[str]) -> bool:
    """Whether the name is a tracked one, alone or with words of its own ("Acme Pro")."""
    words = key.split()
    parts = {squeeze(" ".join(words[:size])) for size in range(1, len(words) + 1)}
    return not tracked.isdisjoint(parts)


def _is_word(key: str, lowercase: set[str]) -> bool:
    words = key.split()
    if all(word in lowercase for word in words):
        return True
    if len(words) > 1:
        return False
    phrases = lexicon_of("en").phrases(CueKind.PROS), lexicon_of("en").phrases(CueKind.CONS)
    generic = read_words("evidence_words.txt")
    return (
        any(key in phrase.whole for phrase in phrases)
        or key in all_words("first_names.txt")
        or key in generic["product nouns"]
        or key in generic["other trades"]
    )
