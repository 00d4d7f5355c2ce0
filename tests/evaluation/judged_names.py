"""The names in labelled answers that were judged by evidence, with what is true of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.analysis.analyze import Analyzer
from monitor.domain.findings import Mention
from monitor.evaluation.records import Record, tracked_brand
from tests.evaluation.answer_sets import answers_of, development_half
from tests.evaluation.build_labelled import HELD_OUT, LABELLED, NAMESAKES
from tests.evaluation.short_cases import ShortCase, short_cases


@dataclass(frozen=True, slots=True)
class JudgedName:
    """One name that needed evidence.

    Attributes:
        source: the id of the answer or the sentence.
        meant: whether the brand is meant, by the label.
    """

    source: str
    language: str
    mention: Mention
    meant: bool


def fitted_names() -> list[JudgedName]:
    """The names that confidence is fitted to: all that may be read, by set, answer and offset."""
    return [
        *judged_in(answers_of(LABELLED)),
        *judged_in(development_half(HELD_OUT)),
        *judged_in(development_half(NAMESAKES)),
        *judged_cases(short_cases()),
    ]


def judged_in(records: Iterable[Record]) -> Iterator[JudgedName]:
    """The names in the answers that needed evidence, by answer and offset."""
    for record in records:
        assert record.gold is not None
        brands = [tracked_brand(entry) for entry in record.catalogue]
        analysis = Analyzer(brands).analyze(
            record.answer, None, language=record.language, prompt=record.prompt
        )
        for mention in analysis.mentions:
            if mention.reasons not in ((), ("own_name",)):
                spans = record.gold.brands[mention.brand].mentions
                meant = any(span.start == mention.start for span in spans)
                yield JudgedName(record.id, record.language, mention, meant)


def judged_cases(cases: Iterable[ShortCase]) -> Iterator[JudgedName]:
    """The names in the short cases that were found at all."""
    for case in cases:
        mention = case.mention()
        if mention is not None:
            yield JudgedName(case.id, case.language, mention, case.meant)
