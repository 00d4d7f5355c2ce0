from __future__ import annotations

from datetime import date

import pytest

from monitor.domain.question import Channel, Target
from monitor.errors import UnknownModel
from monitor.providers.ollama import OLLAMA
from monitor.providers.openai_compatible import OPENAI_COMPATIBLE
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names


def test_every_recording_has_its_expectation():
    assert recording_names("ollama") == {
        "api-show",
        "api-tags",
        "chat",
        "error-404-model",
        "openai-compat-chat",
    }


def test_a_cached_prompt_has_an_unknown_length():
    expected = Expected(characters=348, model="llama3", tokens=(None, 79, None), searched=False)
    assert_read_as(OLLAMA.read(recording("ollama", "chat")), expected)


def test_the_compatible_api_is_read_by_the_provider_for_compatible_servers():
    answer = OPENAI_COMPATIBLE.read(recording("ollama", "openai-compat-chat"))
    assert answer.text == '{"name":"Loki","animal":"cat","age":3}'
    assert answer.served.model == "gpt-oss:20b"


def test_a_model_that_is_not_pulled_is_an_unknown_model():
    with pytest.raises(UnknownModel):
        OLLAMA.read(recording("ollama", "error-404-model"))


def test_a_card_has_the_exact_count_and_the_digest():
    target = Target("t", "ollama", "llama3.2", Channel.LOCAL)
    replies = (recording("ollama", "api-show"), recording("ollama", "api-tags"))
    card = OLLAMA.read_discovery(target, replies, as_of=date(2026, 11, 24))
    told = {claim.field: claim.value for claim in card.claims}
    assert told == {
        "parameters.total": 8_030_261_248,
        "context_window.trained": 8192,
        "architecture": "llama",
        "architecture.attention_heads": 32,
        "architecture.blocks": 32,
        "architecture.feed_forward_width": 14336,
        "architecture.key_value_heads": 8,
        "architecture.layout": "dense",
        "capabilities": "completion, vision",
        "embedding_width": 4096,
        "quantization": "Q4_0",
        "sampling.num_keep.default": 24,
        "sampling.stop.default": "<|start_header_id|>, <|end_header_id|>, <|eot_id|>",
        "vocabulary_size": 128_256,
        "weights_digest": "a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72",
        "weights_format": "gguf",
        "weights_size": 2_019_393_189,
    }
