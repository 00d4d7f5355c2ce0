from __future__ import annotations

from decimal import Decimal

import pytest

from monitor.errors import QuotaExhausted, RateLimited
from monitor.providers.openrouter import OPENROUTER
from tests.providers.recorded import completion, recorded, reply_of


def test_an_annotation_is_placed_by_its_url_else_by_its_title_else_nowhere():
    answer = OPENROUTER.read(recorded("openrouter/chat-annotations.json"))
    placed = [
        None if one.start is None else answer.text[one.start : one.end] for one in answer.citations
    ]
    assert placed == ["https://acme.example/crm", "Best CRM Guide", None]


def test_cost_provider_and_snapshot_are_read():
    answer = OPENROUTER.read(recorded("openrouter/chat-annotations.json"))
    assert answer.cost_usd == Decimal("0.0081")
    assert answer.served.provider == "Anthropic"
    assert answer.served.snapshot == "anthropic/claude-4.6-sonnet-20260217"
    assert (answer.searched, answer.usage.searches) == (True, 1)
    assert (answer.retrieved, answer.searches) == (None, None)


def test_a_search_that_led_to_no_citation_is_known_to_have_none():
    answer = OPENROUTER.read(recorded("openrouter/chat-search-uncited.json"))
    assert (answer.citations, answer.searched) == ((), True)
    assert answer.cost_usd == 0


def test_without_a_word_on_searching_nothing_is_known_of_it():
    answer = OPENROUTER.read(reply_of(completion()))
    assert (answer.citations, answer.searched, answer.cost_usd) == (None, None, None)


def test_the_account_is_in_no_message():
    with pytest.raises(RateLimited) as caught:
        OPENROUTER.read(recorded("openrouter/error-429.json"))
    assert "user_2abc" not in caught.value.message
    assert "tiny is busy" in caught.value.message
    assert caught.value.retry_after_s == 7


def test_used_up_credits_are_permanent():
    with pytest.raises(QuotaExhausted):
        OPENROUTER.read(recorded("openrouter/error-402.json"))
