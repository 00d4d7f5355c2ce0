from __future__ import annotations

import pytest

from monitor.domain.answer import Answer, Outcome
from monitor.providers.serpapi import SERPAPI
from tests.wire.expected import assert_spans_are_inside
from tests.wire.shared_wire import recording, recording_names

SHOES = "https://shoes.example.com/best"
VIDEO = "https://www.youtube.com/watch?v=XXXXXXXXXXX&t=66"
PARAGRAPH = "Acme and Zephyr are often named as leading brands."
LISTED = (
    f"{PARAGRAPH}\n\n### Top picks\n\n- Acme: light and durable.\n- Zephyr: low price.\n"
    "  - Zephyr Pro is the newest model."
)
UNFOLDED = f"{LISTED}\n\n### More\n\nOrbit is a newcomer."
TABLE = "| Brand | Price |\n| --- | --- |\n| Acme | $90 |"
# outcome, text, cited, retrieved, first and last cited
ANSWERS = {
    "google-ai-overview-engine.synthetic": (Outcome.OK, LISTED, 4, 0, SHOES, VIDEO),
    "search-ai-overview-inline.synthetic": (
        Outcome.OK,
        f"{UNFOLDED}\n\n{TABLE}",
        5,
        0,
        SHOES,
        VIDEO,
    ),
    "search-ai-overview-page-token.synthetic": (Outcome.PAUSED, "", None, None, None, None),
    "search-no-ai-overview.synthetic": (Outcome.NO_ANSWER_SURFACE, "", 0, 0, None, None),
}


def facts_of(answer: Answer) -> tuple[object, ...]:
    assert_spans_are_inside(answer)
    assert answer.searches is None
    assert answer.searched is True
    assert answer.usage_raw is None
    cited, retrieved = answer.citations, answer.retrieved
    return (
        answer.outcome,
        answer.text,
        None if cited is None else len(cited),
        None if retrieved is None else len(retrieved),
        cited[0].url if cited else None,
        cited[-1].url if cited else None,
    )


def test_every_recording_has_its_expectation():
    assert recording_names("serpapi") == ANSWERS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert facts_of(SERPAPI.read(recording("serpapi", name))) == ANSWERS[name]


def test_a_citation_has_the_span_of_its_block():
    answer = SERPAPI.read(recording("serpapi", "google-ai-overview-engine.synthetic"))
    cited = [(one.title, answer.text[one.start : one.end]) for one in answer.citations or ()]
    assert cited == [
        ("Best shoes", PARAGRAPH),
        ("Guide", PARAGRAPH),
        ("Best shoes", "Acme: light and durable."),
        ("Video", "Zephyr Pro is the newest model."),
    ]


def test_an_overview_that_is_fetched_later_has_the_place_of_its_query():
    replies = [
        recording("serpapi", "search-ai-overview-page-token.synthetic"),
        recording("serpapi", "google-ai-overview-engine.synthetic"),
    ]
    answer = SERPAPI.read_all(replies)
    assert answer.outcome is Outcome.OK
    assert answer.text == LISTED
    assert answer.effective == {"country": "US", "language": "en"}
