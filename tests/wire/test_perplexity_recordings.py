from __future__ import annotations

from decimal import Decimal

import pytest

from monitor.providers.perplexity import PERPLEXITY
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

ANSWERS = {
    "sonar-citations": Expected(
        characters=913,
        model="sonar",
        tokens=(10, 251, None),
        cited=13,
        retrieved=1,
        first="https://en.wikipedia.org/wiki/San_Francisco",
        last="https://fred.stlouisfed.org/series/CASANF0POP",
        span=(0, 196),
        searched=True,
    ),
    "sonar-search-results-cost.synthetic": Expected(
        characters=75,
        model="sonar",
        tokens=(9, 41, None),
        cited=3,
        retrieved=0,
        first="https://shoes.example.com/best",
        last="https://shoes.example.com/best",
        span=(0, 21),
        searched=True,
        cost_usd=Decimal("0.00505"),
    ),
}


def test_every_recording_has_its_expectation():
    assert recording_names("perplexity") == ANSWERS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert_read_as(PERPLEXITY.read(recording("perplexity", name)), ANSWERS[name])


def test_the_source_that_no_marker_names_was_only_retrieved():
    answer = PERPLEXITY.read(recording("perplexity", "sonar-citations"))
    (source,) = answer.retrieved
    assert source.url.startswith("https://wfin.com/fox-sports/pat-mcafee-says-")


def test_no_marker_is_left_in_the_text():
    for name in ANSWERS:
        assert "[" not in PERPLEXITY.read(recording("perplexity", name)).text


def test_the_cited_part_is_the_sentence_before_the_marker():
    answer = PERPLEXITY.read(recording("perplexity", "sonar-citations"))
    cited = [answer.text[one.start : one.end] for one in answer.citations]
    assert cited[4].startswith("827,526 (2024 estimate")
    assert cited[4].endswith("FRED/St. Louis Fed data).")
    assert cited[7] == "844,276 (San Francisco County 2026 projection)."
    assert cited[12].startswith("Federal sources like FRED")


def test_titles_come_from_the_search_results():
    answer = PERPLEXITY.read(recording("perplexity", "sonar-search-results-cost.synthetic"))
    assert [one.title for one in answer.citations] == ["Best shoes", "Guide", "Best shoes"]
    assert answer.text.endswith("A dangling marker must be ignored.")
