from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from monitor.domain.model_card import ModelCard
from monitor.errors import BadInput, NotFound, Unreachable, UnreadableReply
from monitor.local_model.hub import inspect_hub
from tests.pipeline.telling_server import TellingServer

pytest.importorskip("huggingface_hub", reason="the extra hub is not installed")

DAY = date(2026, 11, 24)
PATH = "/api/models/pebble/Rock-1"
REPLY: dict[str, Any] = {
    "_id": "1",
    "id": "pebble/Rock-1",
    "library_name": "transformers",
    "safetensors": {"parameters": {"BF16": 8_000}, "total": 8_000},
    "config": {"architectures": ["RockForCausalLM"], "model_type": "rock"},
    "baseModels": {"relation": "finetune", "models": [{"_id": "2", "id": "pebble/Rock"}]},
    "cardData": {"license": "apache-2.0", "base_model": "pebble/Rock"},
}


@pytest.fixture
def hub() -> Iterator[TellingServer]:
    with TellingServer() as server:
        yield server


def ask(hub: TellingServer, repository: str = "pebble/Rock-1") -> ModelCard:
    return inspect_hub(repository, as_of=DAY, environ={"HF_ENDPOINT": hub.url}).card


def test_one_call_tells_of_a_repository_and_nothing_is_downloaded(hub: TellingServer):
    hub.told[PATH] = REPLY
    told = {claim.field: claim.value for claim in ask(hub).claims}
    assert told["parameters.total"] == 8_000
    assert told["license"] == "apache-2.0"
    assert told["base_model"] == "pebble/Rock"
    (asked,) = hub.asked
    assert asked.startswith(PATH)
    assert "safetensors" in asked


def test_failures_are_told_by_what_happened(hub: TellingServer):
    hub.told[PATH] = 500
    with pytest.raises(Unreachable, match="did not tell"):
        ask(hub)
    hub.told[PATH] = {"id": "pebble/Rock-1", "safetensors": {"odd": 1}}
    with pytest.raises(UnreadableReply, match="another document"):
        ask(hub)
    with pytest.raises(Unreachable):
        inspect_hub("a/b", as_of=DAY, environ={"HF_ENDPOINT": "http://127.0.0.1:9"})


def test_a_repository_that_is_not_shown_is_told(hub: TellingServer):
    hub.told[PATH] = 404
    hub.headers["X-Error-Code"] = "RepoNotFound"
    with pytest.raises(NotFound, match="HF_TOKEN"):
        ask(hub)


@pytest.mark.parametrize("name", ["", "rock", "a/b/c", "../x", "a/b?x=1", "a /b"])
def test_what_is_no_name_of_a_repository_is_refused(hub: TellingServer, name: str):
    with pytest.raises(BadInput, match="org/name"):
        ask(hub, name)
    assert hub.asked == []
