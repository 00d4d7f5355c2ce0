"""Finds the mentions of brands in an answer: matches, what they mean, and how they are put."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from monitor.analysis.entities import article_words, people_words
from monitor.analysis.evidence import ACCEPTED, Verdict, judge
from monitor.analysis.folding import Folded, fold_text, fold_word
from monitor.analysis.hints import context_words, contrary_words
from monitor.analysis.hosts import host_around
from monitor.analysis.inflection import TextLanguage
from monitor.analysis.layout import Layout, read_layout
from monitor.analysis.lexicon import lexicon_of
from monitor.analysis.matching import Match, Matcher, PatternKind
from monitor.analysis.one_sense import with_one_sense, with_peers
from monitor.analysis.owners import Owners
from monitor.analysis.polarity import is_absent_after, polarity_before
from monitor.analysis.polarity_marks import PolarityMarks
from monitor.analysis.surroundings import Surroundings
from monitor.analysis.tenor import Tenor
from monitor.analysis.topics import words_of
from monitor.analysis.word_lists import is_common_word
from monitor.analysis.zones import Zones
from monitor.domain.findings import COUNTED_KINDS, Brand, Mention, MentionKind, Place, Polarity

_CERTAIN = Verdict(4.0, ("own_name",))
_MAX_WORD = 16
_QUOTES = ('"', "\u201c", "\u201e", "\u00ab")
_MAX_JUDGED = 2000  # candidates of one brand that are weighed; more is no text that a person reads


@dataclass(slots=True)
class Reading:
    """One text with what is known of its form."""

    text: str
    folded: Folded
    zones: Zones
    language: TextLanguage
    cited: Sequence[tuple[str, str | None]] = ()
    prompt: str | None = None
    _layout: Layout | None = None
    _marks: PolarityMarks | None = None

    @property
    def layout(self) -> Layout:
        """The lines of the text, read when first asked for."""
        if self._layout is None:
            self._layout = read_layout(self.text)
        return self._layout

    @property
    def marks(self) -> PolarityMarks:
        """The words that can turn a mention, found when first asked for."""
        if self._marks is None:
            self._marks = PolarityMarks(self.text, self.folded, self.language.code)
        return self._marks


class MentionFinder:
    """All brands of a workspace, compiled for finding them."""

    def __init__(self, brands: Sequence[Brand], owners: Owners) -> None:
        self._matcher = Matcher(brands)
        self._owners = owners
        self._have_domains = any(brand.domains for brand in brands)
        self._doubtful = {
            (brand.key, alias): brand.ambiguous
            for brand in brands
            for alias in (brand.name, *brand.aliases)
            if _is_doubtful(brand, alias)
        }
        keys = {key for key, _ in self._doubtful}
        doubtful = [brand for brand in brands if brand.key in keys]
        self._name_words = frozenset(
            word for _, alias in self._doubtful for word in words_of(fold_text(alias))
        )
        self._context = context_words(doubtful)
        self._contrary = contrary_words(doubtful)

    def find(self, reading: Reading) -> list[Mention]:
        """All occurrences by offset, counted or not."""
        matches, lost = self._matcher.find_all(reading.text, reading.folded, reading.language)
        placed = list(_placed(reading, matches))
        if placed:
            reading.layout.keep_places([match.start for match, _ in placed])
        verdicts = self._verdicts(reading, placed, lost)
        return [
            _mention(reading, match, kind, verdicts.get(match.start, _CERTAIN))
            for match, kind in placed
        ]

    def _verdicts(
        self,
        reading: Reading,
        placed: Sequence[tuple[Match, MentionKind]],
        lost: Sequence[Match],
    ) -> dict[int, Verdict]:
        """By offset, what the evidence says of the candidates that need any."""
        doubtful: dict[str, list[Match]] = {}
        certain: list[int] = []
        certain_keys: list[str] = []
        text = reading.text
        capitalized = {match.pattern.alias for match, _ in placed if text[match.start].isupper()}
        for match, kind in placed:
            if kind not in COUNTED_KINDS:
                continue
            pattern = match.pattern
            if pattern.kind is PatternKind.NAME and (
                (pattern.brand, pattern.alias) in self._doubtful
                or _is_in_doubt_here(text, match, capitalized)
            ):
                doubtful.setdefault(pattern.brand, []).append(match)
            else:
                certain.append(match.start)
                certain_keys.append(pattern.brand)
        if not doubtful:
            return {}
        tenor = Tenor(
            reading.folded, reading.prompt, [(match.start, match.end) for match, _ in placed]
        )
        named = [match.start for match, _ in placed]
        around = self._surroundings(
            reading, named, (certain, certain_keys), frozenset(doubtful), tenor
        )
        judged = {
            brand: self._judged(
                matches, [m.start for m in lost if m.pattern.brand == brand], around
            )
            for brand, matches in doubtful.items()
        }
        starts = {brand: [match.start for match in found] for brand, found in doubtful.items()}
        judged = with_peers(judged, starts, reading.layout)
        return {
            start: verdict
            for brand, places in starts.items()
            for start, verdict in zip(places, judged[brand], strict=True)
        }

    def _judged(
        self, matches: Sequence[Match], lost: Sequence[int], around: Surroundings
    ) -> list[Verdict]:
        """The verdicts on the places of one brand."""
        verdicts = [
            judge(match, self._is_flagged(match), around) for match in matches[:_MAX_JUDGED]
        ]
        verdicts += verdicts[-1:] * (len(matches) - len(verdicts))
        first = min(lost, default=None)
        after_longer = [first is not None and first < match.start for match in matches]
        return with_one_sense(verdicts, after_longer)

    def _is_flagged(self, match: Match) -> bool:
        return self._doubtful.get((match.pattern.brand, match.pattern.alias), False)

    def _surroundings(
        self,
        reading: Reading,
        named: Sequence[int],
        certain: tuple[list[int], list[str]],
        brands: frozenset[str],
        tenor: Tenor,
    ) -> Surroundings:
        language = reading.language.code
        # By place: keywords double the time that it takes to make one.
        return Surroundings(
            reading.text,
            reading.folded,
            reading.layout,
            language,
            named,
            certain[0],
            certain[1],
            frozenset(certain[1]),
            self._owned(reading),
            self._context.find(reading.folded, brands),
            self._contrary.find(reading.folded, brands),
            reading.prompt,
            self._name_words,
            tenor,
        )

    def _owned(self, reading: Reading) -> frozenset[str]:
        """The brands of whose domains a URL stands in the answer or its sources."""
        if not self._have_domains:
            return frozenset()
        urls = [(link.url, link.title) for link in reading.zones.links]
        owners = {self._owners.of(url, title).owner for url, title in (*urls, *reading.cited)}
        return frozenset(owner for owner in owners if owner is not None)


def _mention(reading: Reading, match: Match, kind: MentionKind, verdict: Verdict) -> Mention:
    pattern, start, end = match.pattern, match.start, match.end
    polarity = Polarity.AFFIRMED
    place, sentence = Place.PROSE, (start, end)
    if verdict.score < ACCEPTED:
        kind = MentionKind.OTHER_MEANING
    elif kind in COUNTED_KINDS:
        polarity = _polarity(reading, start, end)
        place, sentence = reading.layout.place_at(start)
    # By place: keywords double the time that it takes to make one.
    return Mention(
        pattern.brand,
        pattern.alias,
        start,
        end,
        kind,
        polarity,
        verdict.confidence,
        verdict.reasons,
        place,
        min(sentence[0], start),
        max(sentence[1], end),
    )


def _polarity(reading: Reading, start: int, end: int) -> Polarity:
    """How the words beside a name put it."""
    marks = reading.marks
    if marks.may_bear_before(start):
        found = polarity_before(reading.text, start, lexicon_of(reading.language.code))
        if found is not None:
            return found
    if marks.may_bear_after(end):
        lexicon = lexicon_of(reading.language.code)
        if is_absent_after(reading.text, end, lexicon):
            return Polarity.ABSENT
    return Polarity.AFFIRMED


def _placed(reading: Reading, matches: Sequence[Match]) -> Iterator[tuple[Match, MentionKind]]:
    text, zones = reading.text, reading.zones
    for match in matches:
        kind = zones.kind_at(match.start) or _kind_in_prose(text, match)
        if kind is not None:
            yield match, kind


def _is_in_doubt_here(text: str, match: Match, capitalized: AbstractSet[str]) -> bool:
    """Whether a name that is no other word stands as one: after a first name, or without capitals.

    An answer that writes a name with a capital means something else where it does not, if a quote
    or an article stands before it.
    """
    start = match.start
    small = text[start].islower()
    if small and (match.pattern.alias not in capitalized or not text[start : match.end].islower()):
        return False
    if text[start - 1 : start] != " ":
        return small and text[start - 1 : start] in _QUOTES
    begin = text.rfind(" ", max(0, start - _MAX_WORD), start - 1) + 1
    word = fold_word(text[begin or max(0, start - _MAX_WORD) : start - 1])
    return word in (article_words() if small else people_words())


def _is_doubtful(brand: Brand, alias: str) -> bool:
    """Whether the alias alone does not prove that the brand is meant."""
    if brand.ambiguous:
        return is_common_word(alias) or not _is_longer(brand, alias)
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
