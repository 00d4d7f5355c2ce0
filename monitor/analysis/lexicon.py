"""The cue words of a language, found in one pass: praise, complaint, recommendation and more.

The words are ours and stand in `lexicons/<language>.txt`: sections in brackets, cues divided by
commas or lines, a final "*" for any ending. Cues are compared folded (case and accents do not
matter).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.analysis.boundaries import closes, opens
from monitor.analysis.folding import Folded, fold_text
from monitor.analysis.word_lists import read_data

DEFAULT_LANGUAGE = "en"
LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "ja", "pt", "tr", "zh"})

_SECTION = re.compile(r"\[(\w+)\]")


class CueKind(Enum):
    """What a cue says, by the name of its section."""

    __hash__ = object.__hash__  # quicker than by name

    PRAISE = "praise"
    FAINT_PRAISE = "faint_praise"
    COMPLAINT = "complaint"
    FAINT_COMPLAINT = "faint_complaint"
    RECOMMEND = "recommend"
    CHOOSE = "choose"  # recommends only directly before a name: choose, try, go with
    DISCOURAGE = "discourage"
    NOTHING = "nothing"  # looks like a cue and is none: "not only", "good morning"
    NEGATOR = "negator"
    NEGATOR_AFTER = "negator_after"
    CONTRAST = "contrast"  # but, however: the clause turns
    CONCEDES = "concedes"  # those of them that open the weaker half: although
    TURNING = "turning"  # those of them that stand in the midst of their half: however
    CONTRASTED = "contrasted"  # directly before a name: unlike, instead of
    THAN = "than"  # directly before the name that comes off worse
    AVOIDED = "avoided"  # directly before a name: avoid, stay away from
    ABSENT = "absent"  # directly before a name: found nothing about
    ABSENT_AFTER = "absent_after"  # directly after a name: does not seem to exist
    FILLER = "filler"  # may stand between such words and the name
    CONTINUES = "continues"  # at the start of a sentence: it speaks of the same thing
    PROS = "pros"
    CONS = "cons"
    NOTHING_SAID = "nothing_said"  # the whole of what stands under "Cons": none
    VERDICT = "verdict"  # before the name that is the whole answer: verdict, short answer
    LOOKALIKE = "lookalike"  # folds to a cue and is none; spelled with its accents
    AVOID_LIST = "avoid_list"  # in a heading: what follows is advised against
    REQUEST = "request"  # in a prompt: asks what to choose
    EXPLAIN = "explain"  # at the start of a prompt: asks how or what, not which
    EXPLAIN_WITHIN = "explain_within"  # the same, anywhere in a prompt


JUDGING = (
    CueKind.NOTHING,
    CueKind.DISCOURAGE,
    CueKind.RECOMMEND,
    CueKind.CHOOSE,
    CueKind.FAINT_COMPLAINT,
    CueKind.FAINT_PRAISE,
    CueKind.COMPLAINT,
    CueKind.PRAISE,
    CueKind.NEGATOR_AFTER,
    CueKind.NEGATOR,
    CueKind.CONTRAST,
)
"""The kinds that are searched in running text; of equal cues the earlier kind holds."""


@dataclass(slots=True)  # a frozen one takes three times as long to make
class Cue:
    """One cue in a text; offsets into the original."""

    start: int
    end: int
    kind: CueKind


@dataclass(frozen=True, slots=True)
class Phrases:
    """Texts that are looked for at one place only; folded.

    Attributes:
        whole: phrases that end where a word ends.
        stems: phrases that any ending may follow.
        by_opening, by_closing: by their first and last two characters, the lengths of those that
            fit, the longest first.
    """

    whole: frozenset[str]
    stems: frozenset[str]
    by_opening: dict[str, tuple[int, ...]]
    by_closing: dict[str, tuple[int, ...]]

    def end_of(self, text: str) -> int | None:
        """Where the phrase begins with which the text ends; None without one."""
        lengths = self.by_closing.get(text[-2:]) or self.by_closing.get(text[-1:], ())
        for length in lengths:
            start = len(text) - length
            if start >= 0 and text[start:] in self.whole and opens(text, start):
                return start
        return None

    def may_start(self, text: str) -> bool:
        """Whether the first characters of the text are those of a phrase."""
        return text[:2] in self.by_opening or text[:1] in self.by_opening

    def start_of(self, text: str) -> int | None:
        """The length of the phrase with which the text begins; None without one."""
        lengths = self.by_opening.get(text[:2]) or self.by_opening.get(text[:1], ())
        for length in lengths:
            head = text[:length]
            if len(head) < length:
                continue
            if head in self.stems or (head in self.whole and closes(text, length)):
                return length
        return None

    def is_in(self, text: str) -> bool:
        """Whether the text holds one of the phrases."""
        openings = self.by_opening
        for place, char in enumerate(text):
            if char not in openings and text[place : place + 2] not in openings:
                continue
            if opens(text, place) and self.start_of(text[place:]) is not None:
                return True
        return False


class Lexicon:
    """The compiled cues of one language."""

    def __init__(self, source: str) -> None:
        sections = _read(source)
        entries = {
            cue: kind for kind in reversed(JUDGING) for cue in sections.get(kind, frozenset())
        }
        self._texts = sorted({cue.rstrip("*") for cue in entries})
        self._kinds = [(entries.get(text), entries.get(text + "*")) for text in self._texts]
        self._automaton = AhoCorasick(self._texts, matchkind=MatchKind.Standard)
        self._phrases = {kind: _phrases(sections.get(kind, frozenset())) for kind in CueKind}
        self.lookalikes = _lookalikes(source)

    def phrases(self, kind: CueKind) -> Phrases:
        """The cues of a kind, to be looked for at one place."""
        return self._phrases[kind]

    def label_sign(self, label: str) -> int:
        """1 for a label such as "Pros", -1 for one such as "Cons", 0 for another one."""
        folded = fold_text(label)
        if self._phrases[CueKind.CONS].start_of(folded):
            return -1
        return 1 if self._phrases[CueKind.PROS].start_of(folded) else 0

    def find(self, folded: Folded) -> list[Cue]:
        """The judging cues by offset, the longest where they overlap."""
        text = folded.text
        hits: list[tuple[int, int, CueKind]] = []
        kinds = self._kinds
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if opens(text, start):
                whole, stem = kinds[index]
                kind = whole if whole is not None and closes(text, end) else stem
                if kind is not None:
                    hits.append((start, -end, kind))
        hits.sort()  # no two have the same start and end, so kinds are never compared
        cues: list[Cue] = []
        done = 0
        identical = folded.is_aligned
        for start, minus_end, kind in hits:
            if start < done:
                continue
            done = -minus_end
            span = (start, done) if identical else folded.span(start, done)
            if span is not None:
                cues.append(Cue(*span, kind))
        return cues


def _phrases(cues: frozenset[str]) -> Phrases:
    stems = frozenset(cue.rstrip("*") for cue in cues if cue.endswith("*"))
    whole = frozenset(cue.rstrip("*") for cue in cues)
    return Phrases(
        whole=whole,
        stems=stems,
        by_opening=_lengths({cue: (cue[:2], cue[:1]) for cue in whole}),
        by_closing=_lengths({cue: (cue[-2:], cue[-1:]) for cue in whole}),
    )


def _lengths(edges: dict[str, tuple[str, str]]) -> dict[str, tuple[int, ...]]:
    """By the two characters at an edge, the lengths of the cues that have them or the outer one."""
    lengths: dict[str, set[int]] = {}
    for cue, (two, _) in edges.items():
        lengths.setdefault(two, set()).add(len(cue))
    for two, one in set(edges.values()):
        if one in lengths:
            lengths[two] |= lengths[one]
    return {two: tuple(sorted(found, reverse=True)) for two, found in lengths.items()}


def _lookalikes(source: str) -> frozenset[str]:
    """The words of the section in lower case, with their accents."""
    _, _, section = source.partition(f"[{CueKind.LOOKALIKE.value}]\n")
    words = section.partition("[")[0].replace("\n", ",").split(",")
    return frozenset(word.strip() for word in words if word.strip())


def _read(source: str) -> dict[CueKind, frozenset[str]]:
    sections: dict[CueKind, set[str]] = {}
    kind = CueKind.NOTHING
    for line in source.splitlines():
        if line.startswith("#"):
            continue
        section = _SECTION.fullmatch(line.strip())
        if section is not None:
            kind = CueKind(section[1])
            continue
        for cue in line.split(","):
            text = fold_text(cue.strip())
            if text.rstrip("*"):
                sections.setdefault(kind, set()).add(text)
    return {kind: frozenset(cues) for kind, cues in sections.items()}


@lru_cache(maxsize=16)
def lexicon_of(language: str | None) -> Lexicon:
    """The cues of the language; of English where we have none of it."""
    known = language if language in LANGUAGES else DEFAULT_LANGUAGE
    return Lexicon(read_data(f"lexicons/{known}.txt"))
