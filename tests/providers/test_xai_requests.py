from __future__ import annotations

from monitor.providers.xai import XAI_PROVIDER
from tests.providers.outgoing import (
    EVERYTHING,
    SECRET,
    asked,
    assert_secret_is_in,
    body_of,
    dropped_by,
)


def test_a_search_is_asked_of_responses():
    request = asked(XAI_PROVIDER, "grok-4", web_search=True, country="NO")
    assert request.url == "https://api.x.ai/v1/responses"
    assert_secret_is_in(request, "authorization", f"Bearer {SECRET}")
    assert body_of(request) == {
        "model": "grok-4",
        "input": "Which CRM is best?",
        "stream": False,
        "store": False,
        "tools": [
            {"type": "web_search", "user_location": {"type": "approximate", "country": "NO"}}
        ],
    }
    assert request.sent == {"web_search": True, "country": "NO"}


def test_chat_has_more_settings_and_no_search():
    request = asked(
        XAI_PROVIDER, "grok-4", settings=EVERYTHING, web_search=True, options={"api": "chat"}
    )
    assert request.url == "https://api.x.ai/v1/chat/completions"
    body = body_of(request)
    assert (body["seed"], body["stop"], body["max_completion_tokens"]) == (7, ["END"], 200)
    assert set(dropped_by(request)) == {"top_k", "min_p", "web_search"}
    assert "Responses API alone" in dropped_by(request)["web_search"]
