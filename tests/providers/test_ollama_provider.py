from __future__ import annotations

import json
from datetime import date

import pytest

from monitor.domain.answer import Outcome, Usage
from monitor.domain.sampling import SamplingSettings
from monitor.errors import ProviderError, UnreadableReply
from monitor.providers.ollama import OLLAMA
from tests.providers.asked import asked, full_target, plain_target
from tests.providers.recorded import recorded, reply_of, target_of

TODAY = date(2026, 11, 24)


def test_a_plain_question_says_that_it_wants_no_stream():
    request = OLLAMA.request(asked(plain_target("ollama", "qwen3:8b")), None)
    assert request.url == "http://127.0.0.1:11434/api/chat"
    assert json.loads(request.body or b"") == {
        "model": "qwen3:8b",
        "messages": [{"role": "user", "content": "Best skis?"}],
        "stream": False,
    }


def test_settings_go_into_options_and_thinking_beside_them():
    request = OLLAMA.request(asked(full_target("ollama", "gpt-oss", num_ctx=8192)), None)
    body = json.loads(request.body or b"")
    assert body["options"] == {
        "temperature": 0.7,
        "top_p": 0.9,
        "top_k": 20,
        "min_p": 0.1,
        "seed": 7,
        "num_predict": 200,
        "frequency_penalty": 0.5,
        "presence_penalty": -0.5,
        "stop": ["END"],
        "num_ctx": 8192,
    }
    assert body["think"] == "low"
    assert request.sent["num_ctx"] == 8192
    assert [one.field for one in request.dropped] == ["web_search", "country"]


def test_thinking_is_switched_off_with_a_word():
    settings = SamplingSettings(reasoning_effort="false")
    request = OLLAMA.request(asked(target_of("ollama", settings=settings)), None)
    assert json.loads(request.body or b"")["think"] is False
    assert request.sent == {"reasoning_effort": "false"}


@pytest.mark.parametrize(
    "base_url", ["http://gpu:11434", "http://gpu:11434/", "http://gpu:11434/api"]
)
def test_the_address_is_built_from_any_usual_spelling_of_the_base_url(base_url: str):
    request = OLLAMA.request(asked(target_of("ollama", base_url=base_url)), None)
    assert request.url == "http://gpu:11434/api/chat"


def test_an_answer_is_shown_without_thoughts():
    answer = OLLAMA.read(recorded("ollama/answer.json"))
    assert (answer.text, answer.outcome) == ("Acme.", Outcome.OK)
    assert answer.usage == Usage(input_tokens=12, output_tokens=30)
    assert answer.usage_raw == {
        "total_duration": 900,
        "prompt_eval_count": 12,
        "eval_count": 30,
        "eval_duration": 500,
    }


def test_an_answer_that_met_its_limit_is_truncated():
    assert OLLAMA.read(recorded("ollama/truncated.json")).outcome is Outcome.TRUNCATED


def test_a_piece_of_a_stream_is_partial():
    body = {"model": "m", "message": {"content": "Ac"}, "done": False}
    assert OLLAMA.read(reply_of(body)).outcome is Outcome.PARTIAL


def test_an_error_inside_a_200_is_a_failure():
    with pytest.raises(ProviderError, match="unexpectedly stopped"):
        OLLAMA.read(recorded("ollama/error-in-200.json"))


def test_a_model_is_looked_up_and_then_found_in_the_list():
    show, tags = OLLAMA.discovery_requests(plain_target("ollama", "qwen3:30b"), None)
    assert (show.method, show.url) == ("POST", "http://127.0.0.1:11434/api/show")
    assert json.loads(show.body or b"") == {"model": "qwen3:30b"}
    assert (tags.method, tags.url, tags.body) == ("GET", "http://127.0.0.1:11434/api/tags", None)


def test_a_card_tells_experts_samplers_and_the_digest():
    replies = (recorded("ollama/show-experts.json"), recorded("ollama/tags.json"))
    card = OLLAMA.read_discovery(plain_target("ollama", "qwen3:30b"), replies, as_of=TODAY)
    assert card.key == "ollama/qwen3:30b"
    assert {claim.field: claim.value for claim in card.claims} == {
        "parameters.total": 30_532_122_624,
        "context_window.trained": 262_144,
        "architecture": "qwen3moe",
        "architecture.attention_heads": 32,
        "architecture.blocks": 48,
        "architecture.experts": 128,
        "architecture.experts_used": 8,
        "architecture.layout": "moe",
        "capabilities": "completion, tools",
        "quantization": "Q4_K_M",
        "sampling.temperature.default": 0.6,
        "sampling.max_tokens.default": 512,
        "sampling.stop.default": "<|a|>, <|b|>",
        "weights_digest": "ad815644918f",
        "weights_format": "gguf",
        "weights_size": 18_556_688_736,
    }


def test_a_count_that_the_server_rounded_is_a_range():
    replies = (recorded("ollama/show-cloud.json"), reply_of({"models": []}))
    card = OLLAMA.read_discovery(plain_target("ollama", "m"), replies, as_of=TODAY)
    total, context = card.claims
    assert (total.value, total.low, total.high) == (None, 7_550_000_000, 7_650_000_000)
    assert (context.field, context.value) == ("context_window.trained", 131_072)


def test_a_server_that_tells_nothing_has_no_card():
    replies = (reply_of({}), reply_of({"models": []}))
    with pytest.raises(UnreadableReply):
        OLLAMA.read_discovery(plain_target("ollama", "m"), replies, as_of=TODAY)
