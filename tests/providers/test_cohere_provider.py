from __future__ import annotations

import json

import pytest

from monitor.domain.answer import Citation, Outcome, Usage
from monitor.errors import RateLimited, UnreadableReply
from monitor.providers.cohere import COHERE
from tests.providers.asked import asked, full_target, plain_target
from tests.providers.recorded import recorded, reply_of


def test_a_plain_question_is_sent_without_streaming():
    request = COHERE.request(asked(plain_target("cohere", "command-a")), "key-1")
    assert request.url == "https://api.cohere.com/v2/chat"
    assert request.headers["authorization"] == "Bearer key-1"
    assert json.loads(request.body or b"") == {
        "model": "command-a",
        "messages": [{"role": "user", "content": "Best skis?"}],
        "stream": False,
    }
    assert request.api_version == "v2"


def test_settings_have_coheres_names_and_the_rest_is_dropped():
    request = COHERE.request(asked(full_target("cohere", "command-a")), None)
    assert json.loads(request.body or b"") == {
        "model": "command-a",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Best skis?"},
        ],
        "stream": False,
        "temperature": 0.7,
        "p": 0.9,
        "k": 20,
        "seed": 7,
        "max_tokens": 200,
        "frequency_penalty": 0.5,
        "presence_penalty": -0.5,
        "stop_sequences": ["END"],
    }
    assert [one.field for one in request.dropped] == [
        "min_p",
        "reasoning_effort",
        "web_search",
        "country",
    ]


def test_a_source_with_a_url_is_cited_and_thinking_is_not_shown():
    answer = COHERE.read(recorded("cohere/cited.json"))
    assert answer.text == "Überall führt Acme."
    assert answer.citations == (Citation("https://acme.example/skis", "Acme skis", 14, 18),)
    assert (answer.retrieved, answer.searches) == (None, None)
    assert answer.usage == Usage(input_tokens=70, output_tokens=12)


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("COMPLETE", Outcome.OK),
        ("MAX_TOKENS", Outcome.TRUNCATED),
        ("TOOL_CALL", Outcome.PAUSED),
        ("ERROR", Outcome.PARTIAL),
    ],
)
def test_each_reason_has_its_outcome(reason: str, outcome: Outcome):
    message = {"content": [{"type": "text", "text": "Acme."}]}
    reply = reply_of({"message": message, "finish_reason": reason})
    assert COHERE.read(reply).outcome is outcome


def test_a_rate_limit_has_its_wait():
    with pytest.raises(RateLimited) as caught:
        COHERE.read(recorded("cohere/error-429.json"))
    assert caught.value.retry_after_s == 3


def test_a_reply_without_a_message_is_unreadable():
    with pytest.raises(UnreadableReply):
        COHERE.read(reply_of({"id": "c-3"}))
