"""Finds the mentions of brands in an answer: matches, what they mean, and how they are put."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.analysis.evidence import Surroundings, Verdict, is_common_word, judge, with_one_sense
from monitor.analysis.folding import Folded, fold_text
from monitor.analysis.hints import context_words, contrary_words
from monitor.analysis.hosts import host_around
from monitor.analysis.inflection import TextLanguage
from monitor.analysis.layout import Layout, read_layout
from monitor.analysis.lexicon import lexicon_of
from monitor.analysis.matching import Match, Matcher, PatternKind
from monitor.analysis.owners import Owners
from monitor.analysis.polarity import polarity_of
from monitor.analysis.zones import Zones
from monitor.domain.findings import COUNTED_KINDS, Brand, Mention, MentionKind, Place, Polarity

_CERTAIN = Verdict(4.0, ("own_name",))
_MAX_JUDGED = 2000  # candidates of one brand that are weighed; more is no text that a person reads


@dataclass(slots=True)
class Reading:
    """One text with what is known of its form."""

    text: str
    folded: Folded
    zones: Zones
    language: TextLanguage
    cited: Sequence[tuple[str, str | None]] = ()
    _layout: Layout | None = None

    @property
    def layout(self) -> Layout:
        """The lines of the text, read when first asked for."""
        if self._layout is None:
            self._layout = read_layout(self.text)
        return self._layout


class MentionFinder:
    """All brands of a workspace, compiled for finding them."""

    def __init__(self, brands: Sequence[Brand], owners: Owners) -> None:
        self._matcher = Matcher(brands)
        self._owners = owners
        self._doubtful = {
            (brand.key, alias): brand.ambiguous
            for brand in brands
            for alias in (brand.name, *brand.aliases)
            if _is_doubtful(brand, alias)
        }
        keys = {key for key, _ in self._doubtful}
        doubtful = [brand for brand in brands if brand.key in keys]
        self._context = context_words(doubtful)
        self._contrary = contrary_words(doubtful)

    def find(self, reading: Reading) -> list[Mention]:
        """All occurrences by offset, counted or not."""
        placed = list(self._placed(reading))
        verdicts = self._verdicts(reading, placed)
        return [
            self._mention(reading, match, kind, verdicts.get(match.start, _CERTAIN))
            for match, kind in placed
        ]

    def _placed(self, reading: Reading) -> Iterator[tuple[Match, MentionKind]]:
        for match in self._matcher.find(reading.text, reading.folded, reading.language):
            kind = reading.zones.kind_at(match.start) or _kind_in_prose(reading.text, match)
            if kind is not None:
                yield match, kind

    def _verdicts(
        self, reading: Reading, placed: Sequence[tuple[Match, MentionKind]]
    ) -> dict[int, Verdict]:
        """By offset, what the evidence says of the candidates that need any."""
        doubtful: dict[str, list[Match]] = {}
        certain: list[tuple[int, str]] = []
        for match, kind in placed:
            pattern = match.pattern
            if kind not in COUNTED_KINDS:
                continue
            if (
                pattern.kind is PatternKind.NAME
                and (pattern.brand, pattern.alias) in self._doubtful
            ):
                doubtful.setdefault(pattern.brand, []).append(match)
            else:
                certain.append((match.start, pattern.brand))
        if not doubtful:
            return {}
        around = self._surroundings(reading, certain, frozenset(doubtful))
        verdicts: dict[int, Verdict] = {}
        for matches in doubtful.values():
            judged = [
                judge(match, self._doubtful[match.pattern.brand, match.pattern.alias], around)
                for match in matches[:_MAX_JUDGED]
            ]
            judged += judged[-1:] * (len(matches) - len(judged))
            for match, verdict in zip(matches, with_one_sense(judged), strict=True):
                verdicts[match.start] = verdict
        return verdicts

    def _surroundings(
        self, reading: Reading, certain: list[tuple[int, str]], brands: frozenset[str]
    ) -> Surroundings:
        urls = [(link.url, link.title) for link in reading.zones.links]
        owners = {self._owners.of(url, title).owner for url, title in (*urls, *reading.cited)}
        return Surroundings(
            text=reading.text,
            layout=reading.layout,
            language=reading.language.code,
            certain=certain,
            certain_brands=frozenset(brand for _, brand in certain),
            owned=frozenset(owner for owner in owners if owner is not None),
            hints=self._context.find(reading.folded, brands),
            contrary=self._contrary.find(reading.folded, brands),
        )

    def _mention(
        self, reading: Reading, match: Match, kind: MentionKind, verdict: Verdict
    ) -> Mention:
        if not verdict.accepted:
            kind = MentionKind.OTHER_MEANING
        polarity = Polarity.AFFIRMED
        place, sentence = Place.PROSE, match.span
        if kind in COUNTED_KINDS:
            lexicon = lexicon_of(reading.language.code)
            polarity = polarity_of(reading.text, match.start, match.end, lexicon)
            place = reading.layout.lines[reading.layout.line_at(match.start)].place
            sentence = reading.layout.sentence_at(match.start)
        return Mention(
            brand=match.pattern.brand,
            alias=match.pattern.alias,
            start=match.start,
            end=match.end,
            kind=kind,
            polarity=polarity,
            confidence=verdict.confidence,
            reasons=verdict.reasons,
            place=place,
            sentence_start=min(sentence[0], match.start),
            sentence_end=max(sentence[1], match.end),
        )


def _is_doubtful(brand: Brand, alias: str) -> bool:
    """Whether the alias alone does not prove that the brand is meant."""
    if brand.ambiguous:
        return not _is_longer(brand, alias)
    return is_common_word(alias)


def _is_longer(brand: Brand, alias: str) -> bool:
    """Whether the alias holds another of the brand's names beside words of its own."""
    words = fold_text(alias).split()
    shorter = [fold_text(name).split() for name in (brand.name, *brand.aliases)]
    return any(0 < len(other) < len(words) and set(other) < set(words) for other in shorter)


def _kind_in_prose(text: str, match: Match) -> MentionKind | None:
    """Name or domain; None for a name that is only a part of another host ("acme.org")."""
    is_domain = match.pattern.kind is PatternKind.DOMAIN
    kind = MentionKind.DOMAIN if is_domain else MentionKind.NAME
    host = host_around(text, match.start, match.end)
    if host is None:
        return kind
    owned = is_domain or "." in match.pattern.alias
    begins = match.start == host.start or text[match.start - 1] == "."
    if not (owned and begins and match.end == host.end):
        return None
    return MentionKind.URL if host.has_path else kind
