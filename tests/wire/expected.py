"""What a recording must be read as, written down by hand, and the comparison with an answer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from monitor.domain.answer import Answer, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The facts of an answer; the counts of lists are None where the lists are.

    Attributes:
        characters: of the text.
        tokens: input, visible output, reasoning.
        first, last: the cited URLs at the ends of the list.
        span: of the first citation.
    """

    characters: int
    model: str
    tokens: tuple[int | None, int | None, int | None]
    outcome: Outcome = Outcome.OK
    snapshot: str | None = None
    cited: int | None = None
    retrieved: int | None = None
    searches: int | None = None
    first: str | None = None
    last: str | None = None
    span: tuple[int, int] | None = None
    searched: bool | None = None
    cost_usd: Decimal | None = None


def assert_read_as(answer: Answer, expected: Expected) -> None:
    citations = answer.citations or ()
    usage = answer.usage
    assert expected == Expected(
        characters=len(answer.text),
        model=answer.served.model or "",
        tokens=(usage.input_tokens, usage.output_tokens, usage.reasoning_tokens),
        outcome=answer.outcome,
        snapshot=answer.served.snapshot,
        cited=_count(answer.citations),
        retrieved=_count(answer.retrieved),
        searches=_count(answer.searches),
        first=citations[0].url if citations else None,
        last=citations[-1].url if citations else None,
        span=_span(answer),
        searched=answer.searched,
        cost_usd=answer.cost_usd,
    )
    assert answer.usage_raw
    assert_spans_are_inside(answer)


def assert_spans_are_inside(answer: Answer) -> None:
    for citation in answer.citations or ():
        assert (citation.start is None) == (citation.end is None)
        if citation.start is not None and citation.end is not None:
            assert 0 <= citation.start < citation.end <= len(answer.text)


def _count(items: tuple[object, ...] | None) -> int | None:
    return None if items is None else len(items)


def _span(answer: Answer) -> tuple[int, int] | None:
    first = next(iter(answer.citations or ()), None)
    if first is None or first.start is None or first.end is None:
        return None
    return first.start, first.end
