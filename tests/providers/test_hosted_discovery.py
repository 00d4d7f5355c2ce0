from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.domain.model_card import Basis, ModelCard
from monitor.domain.question import Channel, Target
from monitor.domain.wire import WireReply
from monitor.errors import BadCredentials, BadInput, ProviderError, UnknownModel, UnreadableReply
from monitor.providers.protocol import Discovers
from monitor.providers.registry import provider_named

DAY = date(2026, 11, 24)
GEMINI_MODEL = {
    "name": "models/gemini-pebble",
    "version": "003",
    "displayName": "Gemini Pebble",
    "inputTokenLimit": 65536,
    "outputTokenLimit": 4096,
    "temperature": 0.9,
    "maxTemperature": 2,
    "topP": 0.95,
    "topK": 64,
}
MISTRAL_MODEL = {
    "id": "mistral-pebble-latest",
    "name": "mistral-pebble-2611",
    "aliases": ["mistral-pebble-2611"],
    "max_context_length": 32000,
    "default_model_temperature": 0.3,
    "deprecation": "2027-03-31T12:00:00Z",
    "deprecation_replacement_model": "mistral-boulder-latest",
    "type": "base",
}
ANTHROPIC_MODEL = {
    "type": "model",
    "id": "claude-pebble-1-20261001",
    "display_name": "Claude Pebble 1",
    "created_at": "2026-10-01T00:00:00Z",
    "max_input_tokens": 200000,
    "max_tokens": 32000,
    "capabilities": {
        "effort": {"supported": True, "low": {"supported": True}, "max": {"supported": False}},
        "thinking": {"supported": True, "types": {"adaptive": {"supported": True}}},
    },
}
VERTEX_MODEL = {
    "name": "publishers/google/models/gemini-pebble",
    "versionId": "003",
    "openSourceCategory": "PROPRIETARY",
    "launchStage": "GA",
    "publisherModelTemplate": "projects/{user-project}/locations/{location}",
}
OPTIONS = {"vertex": {"project": "acme-1", "location": "europe-west4"}}
MODELS = {
    "gemini": ("gemini-pebble", GEMINI_MODEL),
    "mistral": ("mistral-pebble-latest", MISTRAL_MODEL),
    "anthropic": ("claude-pebble-1", ANTHROPIC_MODEL),
    "vertex": ("gemini-pebble", VERTEX_MODEL),
}
SERVICES = sorted(MODELS)


def target_of(service: str, **changes: Any) -> Target:
    target = Target(service, service, MODELS[service][0], Channel.API)
    return replace(target, options=OPTIONS.get(service, {}), **changes)


def discoverer(service: str) -> Discovers:
    provider = provider_named(service)
    assert isinstance(provider, Discovers)
    return provider


def read(service: str, body: object, *, status: int = 200) -> ModelCard:
    reply = WireReply(status, {}, json.dumps(body).encode())
    return discoverer(service).read_discovery(target_of(service), (reply,), as_of=DAY)


def told(card: ModelCard) -> dict[str, object]:
    return {claim.field: claim.value for claim in card.claims}


@pytest.mark.parametrize(
    ("service", "url", "header"),
    [
        (
            "gemini",
            "https://generativelanguage.googleapis.com/v1beta/models/gemini-pebble",
            ("x-goog-api-key", "k"),
        ),
        (
            "mistral",
            "https://api.mistral.ai/v1/models/mistral-pebble-latest",
            ("authorization", "Bearer k"),
        ),
        (
            "anthropic",
            "https://api.anthropic.com/v1/models/claude-pebble-1",
            ("x-api-key", "k"),
        ),
        (
            "vertex",
            (
                "https://europe-west4-aiplatform.googleapis.com/v1/publishers/google/models/"
                "gemini-pebble?view=PUBLISHER_MODEL_VIEW_FULL"
            ),
            ("authorization", "Bearer k"),
        ),
    ],
)
def test_one_call_asks_for_the_model(service: str, url: str, header: tuple[str, str]):
    (request,) = discoverer(service).discovery_requests(target_of(service), "k")
    assert (request.method, request.url, request.body) == ("GET", url, None)
    assert request.headers[header[0]] == header[1]


def test_gemini_tells_limits_and_defaults():
    card = read("gemini", GEMINI_MODEL)
    assert told(card) == {
        "context_window": 65536,
        "max_output": 4096,
        "sampling.top_p.default": 0.95,
        "sampling.top_k.default": 64,
        "sampling.temperature.default": 0.9,
        "model_version": "003",
    }
    assert {claim.basis for claim in card.claims} == {Basis.DISCOVERED_AT_RUNTIME}
    (temperature,) = (c for c in card.claims if c.field == "sampling.temperature.default")
    assert temperature.note == "at most 2"


def test_vertex_tells_its_version_and_whether_the_weights_are_published():
    card = read("vertex", VERTEX_MODEL)
    assert told(card) == {"model_version": "003", "open_weights": False}
    assert [claim.note for claim in card.claims] == ["launch stage GA", "category PROPRIETARY"]
    open_one = {"openSourceCategory": "GOOGLE_OWNED_OSS_WITH_GOOGLE_CHECKPOINT"}
    assert told(read("vertex", VERTEX_MODEL | open_one))["open_weights"] is True
    moved = {"name": "publishers/google/models/gemini-pebble-004", "versionId": "default"}
    assert told(read("vertex", VERTEX_MODEL | moved)) == {
        "open_weights": False,
        "alias_means": "gemini-pebble-004",
    }


def test_vertex_is_asked_in_the_name_of_the_project_since_the_path_names_none():
    (request,) = discoverer("vertex").discovery_requests(target_of("vertex"), "k")
    assert request.headers["x-goog-user-project"] == "acme-1"
    with pytest.raises(BadInput, match="needs the option project"):
        discoverer("vertex").discovery_requests(replace(target_of("vertex"), options={}), "k")


def test_mistral_tells_what_its_alias_means_and_what_follows_it():
    assert told(read("mistral", MISTRAL_MODEL)) == {
        "context_window": 32000,
        "sampling.temperature.default": 0.3,
        "alias_means": "mistral-pebble-2611",
        "status": "deprecated",
        "successor": "mistral-boulder-latest",
    }


def test_anthropic_tells_what_its_alias_means_and_the_levels_of_effort():
    card = read("anthropic", ANTHROPIC_MODEL)
    assert told(card) == {
        "context_window": 200000,
        "max_output": 32000,
        "alias_means": "claude-pebble-1-20261001",
        "release_date": "2026-10-01",
        "reasoning_efforts": "low",
        "thinking_types": "adaptive",
    }
    assert (card.name, card.model) == ("Claude Pebble 1", "claude-pebble-1")


@pytest.mark.parametrize("service", SERVICES)
def test_the_own_name_of_a_model_is_no_alias(service: str):
    body = MODELS[service][1] | {"id": MODELS[service][0], "name": MODELS[service][0]}
    assert "alias_means" not in told(read(service, body))


@pytest.mark.parametrize("service", SERVICES)
def test_a_failure_is_told_by_its_class(service: str):
    with pytest.raises(BadCredentials):
        read(service, {"error": {"message": "no"}}, status=401)
    with pytest.raises(ProviderError) as caught:
        read(service, {"error": {"message": "no such model", "code": 404}}, status=404)
    assert caught.value.status == 404
    assert not caught.value.temporary
    with pytest.raises(UnreadableReply):
        read(service, {"something": "else"})


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("odd", [None, True, -1, "9", 0, [], {}, 1e400])
def test_odd_values_are_not_told(service: str, odd: object):
    body = dict.fromkeys(MODELS[service][1], odd) | {"displayName": "x"}
    try:
        card = read(service, body)
    except (UnreadableReply, UnknownModel):
        return
    for claim in card.claims:
        assert claim.value not in (None, True)
        assert "window" not in claim.field


def test_the_epoch_is_no_release_date():
    body = ANTHROPIC_MODEL | {"created_at": "1970-01-01T00:00:00Z"}
    assert "release_date" not in told(read("anthropic", body))


def test_openai_and_those_like_it_tell_nothing_of_their_models():
    for service in ("openai", "azure", "perplexity"):
        assert not isinstance(provider_named(service), Discovers)
