from __future__ import annotations

from monitor.providers.perplexity import PERPLEXITY
from tests.providers.outgoing import (
    EVERYTHING,
    SECRET,
    asked,
    assert_secret_is_in,
    body_of,
    dropped_by,
)

MESSAGES = [{"role": "user", "content": "Which CRM is best?"}]


def test_without_search_the_search_is_turned_off():
    request = asked(PERPLEXITY, "sonar", country="NO")
    assert request.url == "https://api.perplexity.ai/chat/completions"
    assert_secret_is_in(request, "authorization", f"Bearer {SECRET}")
    assert body_of(request) == {
        "model": "sonar",
        "messages": MESSAGES,
        "stream": False,
        "disable_search": True,
    }
    assert request.sent == {}
    assert set(dropped_by(request)) == {"country"}


def test_a_search_is_described_by_country_and_options():
    options = {
        "search_context_size": "low",
        "search_mode": "academic",
        "search_recency_filter": "week",
        "search_domain_filter": ["acme.example", "-spam.example"],
        "num_search_results": 5,
    }
    request = asked(PERPLEXITY, "sonar", web_search=True, country="NO", options=options)
    assert body_of(request) == {
        "model": "sonar",
        "messages": MESSAGES,
        "stream": False,
        "web_search_options": {"search_context_size": "low", "user_location": {"country": "NO"}},
        "search_mode": "academic",
        "search_recency_filter": "week",
        "search_domain_filter": ["acme.example", "-spam.example"],
        "num_search_results": 5,
    }
    assert request.sent == {"web_search": True, "country": "NO", **options}


def test_a_plain_search_needs_no_field():
    request = asked(PERPLEXITY, "sonar", web_search=True)
    assert body_of(request) == {"model": "sonar", "messages": MESSAGES, "stream": False}
    assert request.sent == {"web_search": True}


def test_there_is_no_seed_and_no_min_p():
    request = asked(PERPLEXITY, "sonar", settings=EVERYTHING)
    assert set(dropped_by(request)) == {"seed", "min_p"}
    assert body_of(request)["top_k"] == 20


def test_another_address_needs_no_version():
    request = asked(PERPLEXITY, "sonar", base_url="http://127.0.0.1:9")
    assert request.url == "http://127.0.0.1:9/chat/completions"
