from __future__ import annotations

import pytest

from monitor.domain.answer import Citation, Outcome, Source
from monitor.errors import BadRequest, Overloaded, QuotaExhausted, RateLimited, UnreadableReply
from monitor.providers.serpapi import SERPAPI
from tests.providers.recorded import recorded, reply_of

ACME = "https://acme.example/skis"
GLOBEX = "https://globex.example/test"


def test_blocks_become_markdown_and_their_references_citations():
    answer = SERPAPI.read(recorded("serpapi/overview.json"))
    assert answer.outcome is Outcome.OK
    assert answer.text == (
        "Acme leads.\n\n- **Globex:** lasts longest.\n- Initech is cheap.\n  - In Norway only."
    )
    assert answer.citations == (
        Citation(ACME, "Acme skis", 0, 11),
        Citation(GLOBEX, "Globex tested", 15, 41),
    )
    assert answer.text[15:41] == "**Globex:** lasts longest."
    assert answer.retrieved == (Source("https://reviews.example/2026", "Skis of 2026"),)
    assert answer.effective == {"country": "NO", "language": "no"}
    assert answer.served.request_id == "s-1"
    assert answer.searches is None


def test_an_overview_that_is_loaded_later_is_paused_until_it_is_fetched():
    paused = SERPAPI.read(recorded("serpapi/token.json"))
    assert (paused.outcome, paused.citations, paused.retrieved) == (Outcome.PAUSED, None, None)
    both = [recorded("serpapi/token.json"), recorded("serpapi/loaded-later.json")]
    answer = SERPAPI.read_all(both)
    assert answer.text == "### Skis\n\nGlobex wins."
    assert answer.citations == (Citation(GLOBEX, "Globex tested", 10, 22),)
    assert answer.effective == {"country": "NO", "language": "no"}


def test_an_overview_that_could_not_be_fetched_is_partial_and_not_absent():
    both = [recorded("serpapi/token.json"), recorded("serpapi/not-loaded.json")]
    answer = SERPAPI.read_all(both)
    assert answer.outcome is Outcome.PARTIAL
    assert answer.finish_reason == "The page token has expired."
    assert answer.citations is None


def test_ai_mode_has_its_blocks_at_the_top_of_the_page():
    answer = SERPAPI.read(recorded("serpapi/ai-mode.json"))
    assert answer.text == "Acme, then Globex.\n\n```text\nacme --help\n```"
    assert answer.effective == {"country": "GB", "language": "en"}
    assert [one.url for one in answer.citations or ()] == ["https://reviews.example/2026"]


@pytest.mark.parametrize("name", ["people-also-ask", "nothing-found"])
def test_a_page_without_an_overview_of_the_query_is_an_absent_surface(name: str):
    answer = SERPAPI.read(recorded(f"serpapi/{name}.json"))
    assert (answer.outcome, answer.text) == (Outcome.NO_ANSWER_SURFACE, "")
    assert (answer.citations, answer.retrieved) == ((), ())


def test_no_searches_left_is_no_rate_limit():
    with pytest.raises(QuotaExhausted):
        SERPAPI.read(recorded("serpapi/error-429-none-left.json"))
    with pytest.raises(RateLimited):
        SERPAPI.read(reply_of({"error": "You have exceeded the hourly throughput."}, status=429))


def test_a_search_that_failed_is_worth_another_try():
    with pytest.raises(Overloaded):
        SERPAPI.read(recorded("serpapi/error-503.json"))
    with pytest.raises(Overloaded):
        SERPAPI.read(reply_of({"search_metadata": {"status": "Processing"}}))


def test_an_error_inside_a_200_is_a_failure():
    with pytest.raises(BadRequest):
        SERPAPI.read(reply_of({"error": "Missing query `q` parameter."}))


def test_something_else_is_unreadable():
    with pytest.raises(UnreadableReply):
        SERPAPI.read(reply_of({"hello": "world"}))
