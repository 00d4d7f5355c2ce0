from __future__ import annotations

from monitor.providers.deepseek import DEEPSEEK
from tests.providers.outgoing import (
    EVERYTHING,
    SECRET,
    asked,
    assert_secret_is_in,
    body_of,
    dropped_by,
)


def test_there_is_no_seed_and_thinking_is_an_option():
    request = asked(
        DEEPSEEK, "deepseek-v4-flash", settings=EVERYTHING, options={"thinking": "disabled"}
    )
    assert request.url == "https://api.deepseek.com/chat/completions"
    assert_secret_is_in(request, "authorization", f"Bearer {SECRET}")
    assert body_of(request) == {
        "model": "deepseek-v4-flash",
        "messages": [{"role": "user", "content": "Which CRM is best?"}],
        "stream": False,
        "temperature": 0.7,
        "top_p": 0.9,
        "max_tokens": 200,
        "frequency_penalty": 0.5,
        "presence_penalty": -0.5,
        "stop": ["END"],
        "reasoning_effort": "low",
        "thinking": {"type": "disabled"},
    }
    assert set(dropped_by(request)) == {"top_k", "min_p", "seed"}


def test_there_is_no_search():
    request = asked(DEEPSEEK, "deepseek-v4-flash", web_search=True)
    assert set(dropped_by(request)) == {"web_search"}


def test_another_address_keeps_its_path():
    request = asked(DEEPSEEK, "deepseek-v4-flash", base_url="https://api.deepseek.com/beta/")
    assert request.url == "https://api.deepseek.com/beta/chat/completions"
