from __future__ import annotations

from monitor.providers.mistral import MISTRAL
from tests.providers.outgoing import (
    EVERYTHING,
    SECRET,
    asked,
    assert_secret_is_in,
    body_of,
    dropped_by,
)


def test_the_seed_has_another_name():
    request = asked(
        MISTRAL, "mistral-small-latest", settings=EVERYTHING, options={"safe_prompt": True}
    )
    assert request.url == "https://api.mistral.ai/v1/chat/completions"
    assert_secret_is_in(request, "authorization", f"Bearer {SECRET}")
    assert body_of(request) == {
        "model": "mistral-small-latest",
        "messages": [{"role": "user", "content": "Which CRM is best?"}],
        "stream": False,
        "temperature": 0.7,
        "top_p": 0.9,
        "random_seed": 7,
        "max_tokens": 200,
        "frequency_penalty": 0.5,
        "presence_penalty": -0.5,
        "stop": ["END"],
        "reasoning_effort": "low",
        "safe_prompt": True,
    }
    assert request.sent["seed"] == 7
    assert set(dropped_by(request)) == {"top_k", "min_p"}


def test_there_is_no_search():
    request = asked(MISTRAL, "mistral-small-latest", web_search=True, country="NO")
    assert dropped_by(request) == {
        "web_search": "mistral has no such setting",
        "country": "mistral has no such setting",
    }
