from __future__ import annotations

from decimal import Decimal

import pytest

from monitor.domain.answer import Citation, Outcome, Source, Usage
from monitor.errors import (
    BadCredentials,
    BadRequest,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    UnreadableReply,
)
from monitor.providers.dataforseo import DATAFORSEO
from monitor.providers.dataforseo_llm import DATAFORSEO_LLM
from tests.providers.recorded import recorded, reply_of

ACME = "https://acme.example/skis"
GLOBEX = "https://globex.example/test"
REVIEWS = "https://reviews.example/2026"


def test_an_overview_is_read_once_from_its_markdown():
    answer = DATAFORSEO.read(recorded("dataforseo/overview.json"))
    assert answer.text == (
        f"Two brands lead.\n\n- **Acme** is light. It is cheap.\n- Globex [tested]({GLOBEX}) lasts."
    )
    cited = [
        (one.url, one.title, answer.text[one.start : one.end]) for one in answer.citations or ()
    ]
    assert cited == [
        (ACME, "Acme skis", "**Acme** is light."),
        ("https://wiki.example/Acme_(brand)", "Acme", "**Acme** is light."),
        (REVIEWS, "Skis of 2026", "It is cheap."),
        (GLOBEX, "Globex tested", f"Globex [tested]({GLOBEX}) lasts."),
    ]
    assert answer.retrieved == (Source("https://uncited.example/x", "Never cited"),)
    assert answer.cost_usd == Decimal("0.004")
    assert answer.served.request_id == "t-1"


def test_without_markdown_the_elements_are_read_without_the_names_of_their_sources():
    answer = DATAFORSEO.read(recorded("dataforseo/elements.json"))
    assert answer.outcome is Outcome.OK
    assert answer.text == "Plumbers agree: Acme.\n\nThen comes Globex"
    assert answer.citations == (
        Citation("https://facebook.example/p", "Pals", 0, 21),
        Citation(GLOBEX, "Globex tested", 23, 40),
    )


def test_ai_mode_is_read_like_an_overview():
    answer = DATAFORSEO.read(recorded("dataforseo/ai-mode.json"))
    assert (answer.text, answer.outcome) == ("Acme.", Outcome.OK)


@pytest.mark.parametrize("name", ["no-overview", "nothing-found"])
def test_a_page_without_an_overview_is_an_absent_surface(name: str):
    answer = DATAFORSEO.read(recorded(f"dataforseo/{name}.json"))
    assert (answer.outcome, answer.text) == (Outcome.NO_ANSWER_SURFACE, "")
    assert (answer.citations, answer.retrieved) == ((), ())
    assert answer.cost_usd == Decimal("0.004")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dataforseo/error-40202", RateLimited),
        ("dataforseo/error-40210", QuotaExhausted),
        ("dataforseo/error-40101", Overloaded),
        ("dataforseo/error-401", BadCredentials),
        ("dataforseo_llm/error-40501", BadRequest),
    ],
)
def test_each_failure_is_told_by_its_class(name: str, expected: type[ProviderError]):
    with pytest.raises(expected):
        DATAFORSEO.read(recorded(f"{name}.json"))


def test_an_envelope_without_a_task_is_unreadable():
    with pytest.raises(UnreadableReply):
        DATAFORSEO.read(reply_of({"status_code": 20000, "tasks": []}))


def test_a_response_of_a_model_has_its_words_sources_and_queries():
    answer = DATAFORSEO_LLM.read(recorded("dataforseo_llm/answer.json"))
    assert answer.text == f"Acme leads.\n\nSee [Globex]({GLOBEX})."
    assert answer.citations == (
        Citation(ACME, "Acme skis", 0, 11),
        Citation(GLOBEX, "Globex tested", 17, 54),
        Citation(REVIEWS, "Skis of 2026"),
    )
    assert answer.text[17:54] == f"[Globex]({GLOBEX})"
    assert answer.searches == ("best skis",)
    assert answer.searched is True
    assert answer.retrieved is None
    assert answer.usage == Usage(310, 64, 0, searches=1)
    assert answer.cost_usd == Decimal("0.0037")
    assert answer.served.model == answer.served.snapshot == "gpt-4.1-2025-04-14"
    assert answer.effective == {"temperature": 0.3, "max_tokens": 200}


def test_a_response_without_a_search_has_none():
    answer = DATAFORSEO_LLM.read(recorded("dataforseo_llm/plain.json"))
    assert answer.searched is False
    assert answer.searches is None
    assert answer.citations == ()
    assert answer.effective is None
