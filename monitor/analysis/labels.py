"""What stands under labels such as "Pros" and "Cons", and of which brand it speaks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.analysis.belonging import Belonging
from monitor.analysis.folding import fold_text
from monitor.analysis.lexicon import CueKind, Lexicon
from monitor.domain.findings import Mention

_MAX_LABEL = 48  # characters of a line that is a label
_MAX_ARTICLE = 6  # characters before the name with which a line opens
_MAX_LEAD_WORDS = 2  # before the brand of which a point speaks
_SAYS_NOTHING = re.compile(r"[\W\d_]*\Z")
_MARKS = " \t*_#>-•+|:.\u2013\u2014\uff1a\u3002()[]"


@dataclass(frozen=True, slots=True)
class Signed:
    """What stands under "Pros" or "Cons"."""

    start: int
    end: int
    sign: int
    brand: str


def signed_spans_of(
    text: str, mentions: Sequence[Mention], belonging: Belonging, lexicon: Lexicon
) -> list[Signed]:
    """What stands under "Pros" or "Cons", by offset; each brand and label once for each line."""
    spans = sorted(belonging.signed_spans())
    outside = _outside(mentions, spans)
    found = [
        Signed(start, end, sign, _owner_of_label(text, brand, (start, end), outside, mentions))
        for start, end, sign, brand in spans
        if _says_something(text[start:end], lexicon)
    ]
    ends = [each.end for each in found]
    starts = [each.start for each in found]
    lines = text.split("\n")
    if not mentions or not any(
        len(line) <= _MAX_LABEL and lexicon.label_sign(line.strip(_MARKS)) for line in lines
    ):
        return found
    topic = mentions[0].brand
    places = [mention.start for mention in mentions]
    begin = 0
    for line in lines:
        start, begin = begin, begin + len(line) + 1
        if bisect_right(ends, start) < bisect_left(starts, begin):
            continue
        content = start + len(line) - len(line.lstrip(_MARKS))
        sign = 0 if "|" in line or content >= begin - 1 else belonging.sign_at(content)
        first = bisect_left(places, start)
        last = bisect_left(places, begin, first)
        if first < last:
            named = mentions[first:last]
            topic = _topic_after(named, content, topic, signed=sign != 0)
        if sign == 0 or lexicon.label_sign(line.strip(_MARKS)) == sign:
            continue
        if _says_something(line, lexicon):
            found.append(Signed(start, begin, sign, topic))
    return sorted(found, key=lambda each: each.start)


def _topic_after(named: Sequence[Mention], content: int, topic: str, *, signed: bool) -> str:
    """Of which brand is spoken after a line that names some and begins with the content.

    A point under "Cons" that only compares with another brand does not change the topic.
    """
    if not signed:
        return named[-1].brand
    return named[0].brand if named[0].start <= content + _MAX_ARTICLE else topic


def _outside(
    mentions: Sequence[Mention], spans: Sequence[tuple[int, int, int, str]]
) -> list[Mention]:
    """The mentions that do not stand under "Pros" or "Cons"."""
    starts = [span[0] for span in spans]
    return [
        mention
        for mention in mentions
        if (at := bisect_right(starts, mention.start)) == 0 or spans[at - 1][1] <= mention.start
    ]


def _owner_of_label(
    text: str,
    brand: str,
    span: tuple[int, int],
    outside: Sequence[Mention],
    mentions: Sequence[Mention],
) -> str:
    """The brand that is praised or blamed; not the one to which a drawback compares it."""
    at = bisect_left(mentions, span[0], key=lambda mention: mention.start)
    if at == len(mentions) or mentions[at].start >= span[1] or mentions[at].brand != brand:
        return brand
    above = bisect_left(outside, span[0], key=lambda mention: mention.start) - 1
    lead = text[span[0] : mentions[at].start]
    return outside[above].brand if above >= 0 and len(lead.split()) > _MAX_LEAD_WORDS else brand


def _says_something(text: str, lexicon: Lexicon) -> bool:
    said = text.strip(_MARKS)
    if _SAYS_NOTHING.match(said):
        return False
    return lexicon.phrases(CueKind.NOTHING_SAID).start_of(fold_text(said)) is None
