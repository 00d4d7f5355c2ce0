from __future__ import annotations

import json

import pytest

from monitor.domain.json_value import JsonValue
from monitor.errors import BadCredentials, BadInput
from monitor.providers.anthropic import ANTHROPIC
from tests.providers.asked import asked, full_target, plain_target
from tests.providers.recorded import recorded

MODEL = "claude-sonnet-4-6"


def test_a_plain_question_is_sent_with_a_version_and_a_limit():
    request = ANTHROPIC.request(asked(plain_target("anthropic", MODEL)), "key-1")
    assert (request.method, request.url) == ("POST", "https://api.anthropic.com/v1/messages")
    assert request.headers == {
        "accept": "application/json",
        "content-type": "application/json",
        "anthropic-version": "2023-06-01",
        "x-api-key": "key-1",
    }
    assert json.loads(request.body or b"") == {
        "model": MODEL,
        "max_tokens": 4096,
        "messages": [{"role": "user", "content": "Best skis?"}],
    }
    assert request.sent == {"max_tokens": 4096}
    assert request.dropped == ()
    assert request.api_version == "2023-06-01"


def test_everything_that_the_service_takes_is_sent_and_the_rest_is_dropped():
    target = full_target("anthropic", MODEL, max_uses=3, blocked_domains=["spam.example"])
    request = ANTHROPIC.request(asked(target), None)
    assert json.loads(request.body or b"") == {
        "model": MODEL,
        "system": "Be brief.",
        "messages": [{"role": "user", "content": "Best skis?"}],
        "max_tokens": 200,
        "temperature": 0.7,
        "top_p": 0.9,
        "top_k": 20,
        "stop_sequences": ["END"],
        "output_config": {"effort": "low"},
        "tools": [
            {
                "type": "web_search_20250305",
                "name": "web_search",
                "max_uses": 3,
                "blocked_domains": ["spam.example"],
                "user_location": {"type": "approximate", "country": "NO"},
            }
        ],
    }
    assert request.sent == {
        "temperature": 0.7,
        "top_p": 0.9,
        "top_k": 20,
        "max_tokens": 200,
        "stop": ["END"],
        "reasoning_effort": "low",
        "web_search": True,
        "max_uses": 3,
        "blocked_domains": ["spam.example"],
        "country": "NO",
    }
    assert [one.field for one in request.dropped] == [
        "min_p",
        "seed",
        "frequency_penalty",
        "presence_penalty",
    ]
    assert "x-api-key" not in request.headers


def test_another_version_of_the_api_is_recorded():
    target = plain_target("anthropic", MODEL, api_version="2026-10-21")
    request = ANTHROPIC.request(asked(target), None)
    assert request.headers["anthropic-version"] == request.api_version == "2026-10-21"


@pytest.mark.parametrize(
    "options", [{"max_uses": 0}, {"max_turns": "many"}, {"allowed_domains": "acme.com"}]
)
def test_an_option_of_the_wrong_type_is_refused_before_anything_is_paid_for(
    options: dict[str, JsonValue],
):
    with pytest.raises(BadInput, match=next(iter(options))):
        ANTHROPIC.request(asked(full_target("anthropic", MODEL, **options)), None)


def test_a_key_that_no_header_can_carry_is_refused():
    with pytest.raises(BadCredentials):
        ANTHROPIC.request(asked(plain_target("anthropic", MODEL)), "key\nx-evil: 1")


def test_a_paused_answer_is_continued_with_all_that_was_said():
    question = asked(full_target("anthropic", MODEL, max_uses=3))
    paused = recorded("anthropic/paused.json")
    request = ANTHROPIC.next_request(question, "key-1", [paused])
    assert request is not None
    body = json.loads(request.body or b"")
    assert body["messages"] == [
        {"role": "user", "content": "Best skis?"},
        {"role": "assistant", "content": json.loads(paused.body)["content"]},
    ]
    assert body["tools"][0]["max_uses"] == 2
    assert request.sent == ANTHROPIC.request(question, "key-1").sent


def test_one_search_is_always_left_for_the_pause():
    question = asked(full_target("anthropic", MODEL, max_uses=1))
    request = ANTHROPIC.next_request(question, None, [recorded("anthropic/paused.json")])
    assert request is not None
    assert json.loads(request.body or b"")["tools"][0]["max_uses"] == 1


def test_a_complete_answer_is_not_continued():
    replies = [recorded("anthropic/paused.json"), recorded("anthropic/continued.json")]
    question = asked(full_target("anthropic", MODEL))
    assert ANTHROPIC.next_request(question, None, replies) is None


@pytest.mark.parametrize(("options", "turns"), [({}, 5), ({"max_turns": 2}, 2)])
def test_an_answer_that_pauses_for_ever_is_given_up(options: dict[str, JsonValue], turns: int):
    question = asked(full_target("anthropic", MODEL, **options))
    paused = recorded("anthropic/paused.json")
    assert ANTHROPIC.next_request(question, None, [paused] * (turns - 1)) is not None
    assert ANTHROPIC.next_request(question, None, [paused] * turns) is None
