"""Tells of which brands a cue of praise or criticism speaks, by its place in the answer."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from monitor.analysis.belonging import Belonging
from monitor.analysis.labels import Signed
from monitor.analysis.lexicon import Cue, CueKind
from monitor.domain.findings import Mention, Polarity

_CLAUSE_EDGE = re.compile(
    r"[.!?;:,(\uff0c\uff1b\uff1a\u3001\u3002\u060c\u061b]|\s[\u2013\u2014-]\s"
)
_MAX_LEAD = 200  # characters
_MAX_LEAD_WORDS = 2  # before the name with which a clause opens: "while the"
_MAX_CARRY = 160  # characters beyond the sentence that names the brand


class CuePlaces:
    """The brands of which the cues of one answer speak."""

    def __init__(
        self,
        mentions: Sequence[Mention],
        belonging: Belonging,
        signed: Sequence[Signed],
        text: str,
    ) -> None:
        """Prepare for one answer with its mentions that count; all sequences are by offset."""
        self.belonging = belonging
        self._named = [m for m in mentions if m.polarity is not Polarity.CONTRASTED]
        self._starts = [m.start for m in self._named]
        self._labelled = signed
        self._signed_starts = [each.start for each in signed]
        self._text = text
        self._opening: dict[tuple[int, int], bool] = {}
        self._heads: dict[int, str | None] = {}

    def brands_of(self, cue: Cue) -> tuple[str, ...]:
        """The brands of which the cue speaks; none where it speaks of no tracked one."""
        if cue.kind is CueKind.CHOOSE:
            return self.belonging.brands_after(cue.end)
        found = self.belonging.brands_of(cue.start, cue.end)
        at = bisect_left(self._starts, cue.start) - 1
        line = self._text.rfind("\n", 0, cue.start) + 1
        if at < 0 or self._starts[at] < line:
            return found
        if not found:
            return self._carried(cue.start, line, at)
        head = self._head_of(line)
        if head is None or head in found or cue.kind is CueKind.RECOMMEND:
            return found
        # Of "Acme: good for the network of Bolten, cheap" the item's head is praised.
        for mention in self._named[at : at + 2]:
            if mention.brand in found and self._opens_clause(mention, line):
                return found
        return (head,)

    def _head_of(self, line: int) -> str | None:
        """The brand that heads the line that begins at the place."""
        if line not in self._heads:
            self._heads[line] = self.belonging.head_of_line(line)
        return self._heads[line]

    def _carried(self, place: int, line: int, at: int) -> tuple[str, ...]:
        """The only brand that a paragraph has named when its next sentence names none."""
        last = self._named[at]
        if place - last.sentence_end > _MAX_CARRY:
            return ()
        named = {m.brand for m in self._named[bisect_left(self._starts, line) : at + 1]}
        return (last.brand,) if len(named) == 1 else ()

    def _opens_clause(self, mention: Mention, line: int) -> bool:
        """Whether few words stand between the mention and the clause's begin on or after a line."""
        opening = self._opening.get((mention.start, line))
        if opening is None:
            begin = max(line, mention.start - _MAX_LEAD)
            for found in _CLAUSE_EDGE.finditer(self._text, begin, mention.start):
                begin = found.end()
            opening = len(self._text[begin : mention.start].split()) <= _MAX_LEAD_WORDS
            self._opening[mention.start, line] = opening
        return opening

    def brands_at(self, place: int, step: int) -> tuple[str, ...]:
        """The brands of which the word speaks that is nearest to the place in the direction."""
        while 0 < place < len(self._text) - 1 and not self._text[place].isalnum():
            place += step
        return self.brands_of(Cue(place, place + 1, CueKind.PRAISE))

    def is_item_of(self, brand: str, place: int) -> bool:
        """Whether the place is in an item or row that the brand heads."""
        line = self._text.rfind("\n", 0, place) + 1
        is_row = self._text[line : line + 4].lstrip().startswith("|")
        return is_row or self.belonging.head_of_line(place) == brand

    def signed_at(self, place: int) -> Signed | None:
        """What stands under "Pros" or "Cons" around the place."""
        if not self._labelled:
            return None
        at = bisect_right(self._signed_starts, place) - 1
        if at >= 0 and place < self._labelled[at].end:
            return self._labelled[at]
        return None
