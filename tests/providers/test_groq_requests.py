from __future__ import annotations

from monitor.providers.groq import GROQ
from tests.providers.outgoing import (
    EVERYTHING,
    SECRET,
    asked,
    assert_secret_is_in,
    body_of,
    dropped_by,
)


def test_a_plain_model_is_asked_with_the_settings_that_groq_takes():
    options = {"service_tier": "flex"}
    request = asked(GROQ, "llama-3.3-70b-versatile", settings=EVERYTHING, options=options)
    assert request.url == "https://api.groq.com/openai/v1/chat/completions"
    assert_secret_is_in(request, "authorization", f"Bearer {SECRET}")
    assert body_of(request) == {
        "model": "llama-3.3-70b-versatile",
        "messages": [{"role": "user", "content": "Which CRM is best?"}],
        "stream": False,
        "temperature": 0.7,
        "top_p": 0.9,
        "seed": 7,
        "max_completion_tokens": 200,
        "stop": ["END"],
        "reasoning_effort": "low",
        "service_tier": "flex",
    }
    assert set(dropped_by(request)) == {
        "top_k",
        "min_p",
        "frequency_penalty",
        "presence_penalty",
    }


def test_a_compound_system_is_told_whether_to_search():
    searching = asked(GROQ, "groq/compound", web_search=True)
    assert body_of(searching)["compound_custom"] == {"tools": {"enabled_tools": ["web_search"]}}
    assert searching.sent == {"web_search": True}
    quiet = asked(GROQ, "groq/compound-mini")
    assert body_of(quiet)["compound_custom"] == {"tools": {"enabled_tools": ["code_interpreter"]}}
    assert quiet.sent == {}


def test_a_model_with_a_browser_searches_with_it():
    request = asked(GROQ, "openai/gpt-oss-120b", web_search=True)
    assert body_of(request)["tools"] == [{"type": "browser_search"}]
    assert request.sent == {"web_search": True}


def test_a_model_that_cannot_search_says_so():
    request = asked(GROQ, "llama-3.3-70b-versatile", web_search=True, country="NO")
    assert set(dropped_by(request)) == {"web_search", "country"}
    assert "only compound systems" in dropped_by(request)["web_search"]
