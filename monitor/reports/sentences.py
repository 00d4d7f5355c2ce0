"""The sentences of an answer with the sources or brands in each, for the impression metrics."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from monitor.analysis.code_spans import Span, is_inside
from monitor.analysis.layout import read_layout
from monitor.analysis.markers import find_markers
from monitor.analysis.zones import find_zones
from monitor.metrics.impression import Sentence, count_words

Subject = TypeVar("Subject", bound=Hashable)

_MARKERS = re.compile(r"(?:[\s(]|\[\^?[\d,; \u2013-]{1,40}\]?|【[^】]{0,80}】?|[⁰¹²³⁴⁵⁶⁷⁸⁹])*\Z")


@dataclass(frozen=True, slots=True)
class AnswerSentences:
    """The sentences, cells and headings of an answer in order, without its list of sources."""

    text: str
    spans: tuple[Span, ...]
    words: tuple[float, ...]

    def with_subjects(
        self, places: Mapping[Subject, Iterable[int]]
    ) -> tuple[Sentence[Subject], ...]:
        """The sentences with the subjects that stand in each.

        A marker behind a full stop belongs to the sentence before: "Acme is good. [1]".
        """
        subjects: list[set[Subject]] = [set() for _ in self.spans]
        for subject, offsets in places.items():
            for offset in offsets:
                index = self._index_at(offset)
                if index is not None:
                    subjects[index].add(subject)
        return tuple(
            Sentence(words, frozenset(found))
            for words, found in zip(self.words, subjects, strict=True)
        )

    def _index_at(self, offset: int) -> int | None:
        index = bisect_right(self.spans, (offset, len(self.text) + 1)) - 1
        if index < 0 or offset >= self.spans[index][1]:
            return None
        start = self.spans[index][0]
        leads = _MARKERS.match(self.text, start, offset) is not None
        if leads and index > 0 and "\n" not in self.text[self.spans[index - 1][1] : offset]:
            marks = self.text[offset : offset + 1] in "[【⁰¹²³⁴⁵⁶⁷⁸⁹"
            return index - 1 if marks or start < offset else index
        return index


def sentences_of(text: str) -> AnswerSentences:
    """The sentences of a Markdown text; URLs and the numbers of markers are no words."""
    zones = find_zones(text)
    layout = read_layout(text)
    spans: list[Span] = []
    for index in range(len(layout.lines)):
        for start, end in layout.sentences_of(index):
            if text[start:end].strip() and not is_inside(zones.sources, start):
                spans.append((start, end))
    markers = [(marker.start, marker.end) for marker in find_markers(text, zones.code)]
    left_out = sorted([*zones.urls, *markers])
    return AnswerSentences(
        text=text,
        spans=tuple(spans),
        words=tuple(count_words(_without(text, span, left_out)) for span in spans),
    )


def _without(text: str, span: Span, left_out: list[Span]) -> str:
    start, end = span
    kept = []
    for begin, stop in left_out[max(0, bisect_right(left_out, (start, start)) - 1) :]:
        if begin >= end:
            break
        if stop > start:
            kept.append(text[start : max(start, begin)])
            start = min(stop, end)
    return "".join([*kept, text[start:end]])
