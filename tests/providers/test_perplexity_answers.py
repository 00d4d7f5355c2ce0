from __future__ import annotations

from decimal import Decimal

from monitor.domain.answer import Outcome, Source, Usage
from monitor.providers.perplexity import PERPLEXITY
from tests.providers.recorded import completion, recorded, reply_of


def test_a_reader_sees_neither_thoughts_nor_markers():
    answer = PERPLEXITY.read(recorded("perplexity/sonar.json"))
    assert answer.text == (
        "Dr. Bo likes Acme. It is 🥇 in the U.S. today. See [2](https://x.example/) and gone."
        "\n\n[1] Acme\n- Globex wins"
    )


def test_each_marker_cites_the_part_before_it():
    answer = PERPLEXITY.read(recorded("perplexity/sonar.json"))
    assert [(one.url, one.title, answer.text[one.start : one.end]) for one in answer.citations] == [
        ("https://acme.example/", "Acme", "Dr. Bo likes Acme"),
        ("https://acme.example/", "Acme", "It is 🥇 in the U.S. today."),
        ("https://globex.example/", None, "It is 🥇 in the U.S. today."),
        ("https://globex.example/", None, "Globex wins"),
    ]


def test_sources_without_a_marker_were_only_retrieved():
    answer = PERPLEXITY.read(recorded("perplexity/sonar.json"))
    assert answer.retrieved == (
        Source("https://unused.example/"),
        Source("https://extra.example/", "Extra"),
    )
    assert answer.searches is None
    assert answer.searched is True


def test_usage_and_cost_are_read():
    answer = PERPLEXITY.read(recorded("perplexity/sonar.json"))
    assert answer.usage == Usage(
        input_tokens=9,
        output_tokens=41,
        reasoning_tokens=300,
        tool_input_tokens=2000,
        searches=4,
    )
    assert answer.cost_usd == Decimal("0.0057")


def test_search_results_stand_in_for_missing_citations():
    answer = PERPLEXITY.read(recorded("perplexity/sonar-results-only.json"))
    (citation,) = answer.citations
    assert (citation.url, citation.title) == ("https://globex.example/", "Globex")
    assert answer.text == "Globex leads"
    assert answer.outcome is Outcome.TRUNCATED
    assert answer.retrieved == (Source("https://acme.example/", "Acme"),)


def test_without_sources_a_number_in_brackets_is_text():
    answer = PERPLEXITY.read(recorded("perplexity/sonar-no-search.json"))
    assert answer.text == "Use list[1] in code."
    assert (answer.citations, answer.retrieved, answer.searched) == (None, None, None)


def test_empty_lists_of_sources_mean_that_nothing_was_found():
    answer = PERPLEXITY.read(reply_of(completion() | {"citations": []}))
    assert (answer.citations, answer.retrieved, answer.searched) == ((), (), False)
