"""Finds names in answers that look like brands and are not tracked: a suggestion, not a finding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.folding import fold_text
from monitor.analysis.layout import Layout, read_layout
from monitor.analysis.lexicon import CueKind, lexicon_of
from monitor.analysis.variants import squeeze
from monitor.analysis.word_lists import all_words, read_words
from monitor.analysis.zones import find_zones
from monitor.domain.findings import Brand, Place

_WORD = r"[A-Z](?:[\w\u2019'&+-]|\.(?=\w)(?![A-Z][a-z]))*[\w+!]"
_NAME = re.compile(
    rf"(?<![\w\u2019'])(?:{_WORD}|[a-z]{{1,3}}[A-Z]\w+|[A-Z])"
    rf"(?:[ \u00a0](?:(?:&|and|de|of|the)[ \u00a0])?{_WORD}){{0,2}}"
)
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_LEADS = re.compile(r"[\s*_\[\"“#|-]*(?:\d{1,3}[.)][\s*_\[]*)?")
_BOLD = re.compile(r"(?:\*\*|__)[\s\"“\[]*(?:\d{1,3}[.)]\s*)?\Z")
_CHUNK = re.compile(r"[^.!?\n\u00a0]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"|]*[^\s<>\"|.,)]|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}\b")
_SOURCE_LABEL = re.compile(
    r"\(\[[^\]\n]{1,80}\]\[[^\]\n]{1,20}\](?:, ?\[[^\]\n]{1,80}\]\[[^\]\n]{1,20}\])*\)"
)
_MIN_CHUNK_WORDS = 4
_MIN_REPEATS = 5
_MAX_REPEATED = 0.1
"""What stands word for word in more of the texts than so is the page's own and no answer."""
_MAX_LENGTH = 40
_MIN_LENGTH = 3
_HEAD_WEIGHT = 3.0
_HEADING_WEIGHT = 2.0
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
    repeated = repeated_pieces(texts)
    for text in texts:
        plain = without_noise(text, repeated)
        lowercase.update(re.findall(r"\b[a-z]{3,}\b", plain))
        found: dict[str, float] = {}
        for name, weight in _names(plain):
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


def repeated_pieces(texts: Sequence[str]) -> frozenset[str]:
    """Pieces that many texts have word for word, such as the footer of a page."""
    counted = Counter(chunk for text in texts for chunk in set(_CHUNK.findall(text)))
    least = max(_MIN_REPEATS, int(_MAX_REPEATED * len(texts)) + 1)
    return frozenset(
        chunk
        for chunk, answers in counted.items()
        if answers >= least and len(chunk.split()) >= _MIN_CHUNK_WORDS
    )


def without_noise(text: str, repeated: frozenset[str]) -> str:
    """The text with blanks in the place of addresses, names of sources and what pages repeat.

    Offsets stay as they are. In an address a name is written small, as if it were a word.
    """
    plain = _SOURCE_LABEL.sub(_blank, _ADDRESS.sub(_blank, text))
    if not repeated:
        return plain
    return _CHUNK.sub(lambda c: _blank(c) if c[0] in repeated else c[0], plain)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


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
    if line.place is Place.HEADING or _BOLD.search(layout.text, max(0, place - 12), place):
        # What heads a heading may be a name or a label; labels are told by their words.
        return _HEADING_WEIGHT if leads else _PROSE_WEIGHT
    if _CAMEL.search(name):
        return _CAMEL_WEIGHT
    # The first word of a sentence has its capital anyway.
    return 0.0 if leads else _PROSE_WEIGHT


def _usual(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _is_known(key: str, tracked: set[str]) -> bool:
    """Whether the name is a tracked one, alone or with words of its own ("Acme Pro")."""
    words = key.split()
    parts = {squeeze(" ".join(words[:size])) for size in range(1, len(words) + 1)}
    return not tracked.isdisjoint(parts)


def _is_word(key: str, lowercase: set[str]) -> bool:
    if key in all_words("generic_names.txt"):
        return True
    words = key.split()
    if all(word in lowercase for word in words) or squeeze(key) in _publications():
        return True
    is_phrase = words[0] in read_words("generic_names.txt")["openings"]
    if is_phrase and key not in all_words("common_words.txt"):
        return True
    if len(words) > 1:
        return all(word in lowercase or word in all_words("generic_names.txt") for word in words)
    generic = read_words("evidence_words.txt")
    return (
        (key.endswith("ly") and key not in all_words("common_words.txt"))
        or key in _judging_words()
        or key in all_words("first_names.txt")
        or key in generic["product nouns"]
        or key in generic["other trades"]
    )


@lru_cache(maxsize=1)
def _publications() -> frozenset[str]:
    """The names of sites that are quoted, as their domains have them: "tomsguide"."""
    sites = read_words("domains.txt")
    quoted = ("news", "review", "reference", "forum", "academic")
    return frozenset(site.partition(".")[0] for kind in quoted for site in sites.get(kind, ()))


@lru_cache(maxsize=1)
def _judging_words() -> frozenset[str]:
    lexicon = lexicon_of("en")
    phrases = (lexicon.phrases(CueKind.PROS), lexicon.phrases(CueKind.CONS))
    return frozenset(word for each in phrases for word in each.whole)
