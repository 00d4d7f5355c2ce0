from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from monitor.errors import BadInput
from monitor.providers.bedrock import BEDROCK
from monitor.providers.seams import Signs
from tests.providers.asked import asked, full_target, plain_target

MODEL = "us.amazon.nova-micro-v1:0"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = "bedrock-api-key-YWJj"


def test_a_plain_question_is_sent_with_the_api_key():
    request = BEDROCK.request(asked(plain_target("bedrock", MODEL)), KEY)
    host = "https://bedrock-runtime.us-east-1.amazonaws.com"
    assert request.url == f"{host}/model/{MODEL}/converse"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert json.loads(request.body or b"") == {
        "messages": [{"role": "user", "content": [{"text": "Best skis?"}]}]
    }


def test_everything_that_the_service_takes_is_sent_and_the_rest_is_dropped():
    target = full_target("bedrock", MODEL, region="eu-north-1", model_fields={"topK": 3})
    request = BEDROCK.request(asked(target), None)
    assert request.url.startswith("https://bedrock-runtime.eu-north-1.amazonaws.com/model/")
    assert json.loads(request.body or b"") == {
        "messages": [{"role": "user", "content": [{"text": "Best skis?"}]}],
        "system": [{"text": "Be brief."}],
        "inferenceConfig": {
            "temperature": 0.7,
            "topP": 0.9,
            "maxTokens": 200,
            "stopSequences": ["END"],
        },
        "additionalModelRequestFields": {"topK": 3},
    }
    assert request.sent == {
        "temperature": 0.7,
        "top_p": 0.9,
        "max_tokens": 200,
        "stop": ["END"],
        "model_fields": {"topK": 3},
    }
    assert [one.field for one in request.dropped] == [
        "top_k",
        "min_p",
        "seed",
        "frequency_penalty",
        "presence_penalty",
        "reasoning_effort",
        "web_search",
        "country",
    ]


def test_the_slash_of_a_resource_name_is_encoded():
    arn = "arn:aws:bedrock:us-east-1:1:inference-profile/nova"
    request = BEDROCK.request(asked(plain_target("bedrock", arn)), None)
    assert "/model/arn:aws:bedrock:us-east-1:1:inference-profile%2Fnova/converse" in request.url


def test_a_call_with_an_api_key_needs_no_signature():
    target = plain_target("bedrock", MODEL)
    request = BEDROCK.request(asked(target), KEY)
    assert isinstance(BEDROCK, Signs)
    assert BEDROCK.sign(request, target, KEY, now=NOW) is request


def test_a_secret_to_sign_with_is_never_sent():
    secret = f"{'A' * 20}:{'b' * 40}"
    request = BEDROCK.request(asked(plain_target("bedrock", MODEL)), secret)
    assert "authorization" not in request.headers
    assert all("b" * 40 not in value for value in request.headers.values())


def test_model_fields_that_are_no_mapping_are_refused():
    with pytest.raises(BadInput, match="model_fields"):
        BEDROCK.request(asked(plain_target("bedrock", MODEL, model_fields="topK=3")), KEY)
