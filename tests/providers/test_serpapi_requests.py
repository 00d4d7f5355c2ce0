from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.domain.wire import WireRequest
from monitor.errors import BadInput
from monitor.providers.serpapi import SERPAPI
from tests.providers.asked import asked, full_target, plain_target
from tests.providers.recorded import recorded


def query_of(request: WireRequest) -> dict[str, str]:
    assert request.url.startswith("https://serpapi.com/search.json?")
    return {key: value for key, (value,) in parse_qs(urlsplit(request.url).query).items()}


def test_a_search_asks_for_a_fresh_page():
    request = SERPAPI.request(asked(plain_target("serpapi", "ai_overview")), "key-1")
    assert request.method == "GET"
    assert request.body is None
    assert query_of(request) == {
        "engine": "google",
        "q": "Best skis?",
        "no_cache": "true",
        "api_key": "key-1",
    }


def test_country_and_language_are_sent_in_googles_words():
    target = full_target("serpapi", "ai_mode", location="Oslo, Norway", device="mobile")
    request = SERPAPI.request(asked(target, language="nb"), None)
    query = query_of(request)
    assert query["engine"] == "google_ai_mode"
    assert (query["gl"], query["hl"]) == ("no", "no")
    assert (query["location"], query["device"]) == ("Oslo, Norway", "mobile")
    assert request.sent == {
        "web_search": True,
        "country": "NO",
        "language": "no",
        "location": "Oslo, Norway",
        "device": "mobile",
    }
    dropped = {one.field for one in request.dropped}
    assert dropped == set(target.settings.given()) | {"system_prompt"}


def test_the_key_is_in_the_address_and_never_shown():
    request = SERPAPI.request(asked(plain_target("serpapi", "ai_overview")), "key-12345678")
    assert "key-12345678" in request.url
    assert "key-12345678" not in repr(request)


def test_a_model_that_is_no_surface_is_refused():
    with pytest.raises(BadInput, match="ai_overview, ai_mode; found 'gemini'"):
        SERPAPI.request(asked(plain_target("serpapi", "gemini")), None)


def test_a_token_is_redeemed_once():
    question = asked(plain_target("serpapi", "ai_overview"))
    replies = [recorded("serpapi/token.json")]
    request = SERPAPI.next_request(question, "key-1", replies)
    assert request is not None
    assert query_of(request) == {
        "engine": "google_ai_overview",
        "page_token": "TOKEN+/=",
        "no_cache": "true",
        "api_key": "key-1",
    }
    assert SERPAPI.next_request(question, "key-1", replies * 2) is None


@pytest.mark.parametrize("name", ["overview", "people-also-ask", "ai-mode"])
def test_a_page_without_a_token_of_its_own_is_complete(name: str):
    question = asked(plain_target("serpapi", "ai_overview"))
    assert SERPAPI.next_request(question, None, [recorded(f"serpapi/{name}.json")]) is None
