from __future__ import annotations

import json

import pytest

from monitor.errors import BadInput
from monitor.providers.gemini import GEMINI
from monitor.providers.vertex import VERTEX
from tests.providers.asked import asked, full_target, plain_target

HOST = "https://generativelanguage.googleapis.com"
PLACE = "projects/my-project/locations"


def test_a_plain_question_names_the_version_in_its_path():
    request = GEMINI.request(asked(plain_target("gemini", "gemini-3-pro")), "key-1")
    assert request.url == f"{HOST}/v1beta/models/gemini-3-pro:generateContent"
    assert request.headers["x-goog-api-key"] == "key-1"
    assert json.loads(request.body or b"") == {
        "contents": [{"role": "user", "parts": [{"text": "Best skis?"}]}]
    }
    assert request.sent == {}
    assert request.api_version == "v1beta"


def test_everything_that_the_service_takes_is_sent_and_the_rest_is_dropped():
    request = GEMINI.request(asked(full_target("gemini", "models/gemini-3-pro")), None)
    assert request.url == f"{HOST}/v1beta/models/gemini-3-pro:generateContent"
    assert json.loads(request.body or b"") == {
        "contents": [{"role": "user", "parts": [{"text": "Best skis?"}]}],
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "generationConfig": {
            "temperature": 0.7,
            "topP": 0.9,
            "topK": 20,
            "seed": 7,
            "maxOutputTokens": 200,
            "frequencyPenalty": 0.5,
            "presencePenalty": -0.5,
            "stopSequences": ["END"],
            "thinkingConfig": {"thinkingLevel": "low"},
        },
        "tools": [{"googleSearch": {}}],
    }
    assert request.sent["web_search"] is True
    assert request.sent["reasoning_effort"] == "low"
    assert [one.field for one in request.dropped] == ["min_p", "country"]


def test_a_thinking_budget_is_sent_and_recorded():
    target = plain_target("gemini", "gemini-2.5-flash", thinking_budget=0, api_version="v1")
    request = GEMINI.request(asked(target), None)
    assert request.url.startswith(f"{HOST}/v1/models/")
    body = json.loads(request.body or b"")
    assert body["generationConfig"] == {"thinkingConfig": {"thinkingBudget": 0}}
    assert request.sent == {"thinking_budget": 0}


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (None, f"https://aiplatform.googleapis.com/v1/{PLACE}/global"),
        (
            "europe-west4",
            f"https://europe-west4-aiplatform.googleapis.com/v1/{PLACE}/europe-west4",
        ),
    ],
)
def test_vertex_asks_in_a_project_and_a_location_with_a_bearer_token(
    location: str | None, expected: str
):
    options = {"project": "my-project"} | ({} if location is None else {"location": location})
    request = VERTEX.request(asked(plain_target("vertex", "gemini-3-pro", **options)), "ya29.x")
    assert request.url == f"{expected}/publishers/google/models/gemini-3-pro:generateContent"
    assert request.headers["authorization"] == "Bearer ya29.x"
    assert "x-goog-api-key" not in request.headers
    assert request.api_version == "v1"


def test_vertex_without_a_project_is_refused():
    with pytest.raises(BadInput, match="option project"):
        VERTEX.request(asked(plain_target("vertex", "gemini-3-pro")), "ya29.x")
