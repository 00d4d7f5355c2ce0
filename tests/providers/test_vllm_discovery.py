from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.domain.json_value import JsonValue
from monitor.domain.model_card import Basis, ModelCard
from monitor.domain.wire import WireReply
from monitor.errors import BadCredentials, UnknownModel, UnreadableReply
from monitor.providers.protocol import Discovers
from monitor.providers.vllm import VLLM_SERVER
from tests.providers.recorded import recorded, reply_of, target_of

DAY = date(2026, 11, 24)
MODELS = recorded("vllm/models.json")


def discover(model: str, reply: WireReply = MODELS) -> ModelCard:
    target = replace(target_of("vllm"), model=model)
    return VLLM_SERVER.read_discovery(target, (reply,), as_of=DAY)


def test_the_server_is_one_that_tells_what_it_runs():
    assert isinstance(VLLM_SERVER, Discovers)


def test_a_model_tells_its_weights_and_context_but_no_parameter_count():
    card = discover("tiny")
    assert (card.key, card.name, card.model, card.provider) == ("vllm/tiny", "tiny", "tiny", "vllm")
    assert {claim.field: claim.value for claim in card.claims} == {
        "weights.source": "org/Tiny-0.5B",
        "context_window": 4096,
    }
    assert {claim.basis for claim in card.claims} == {Basis.DISCOVERED_AT_RUNTIME}
    assert {claim.as_of for claim in card.claims} == {DAY}


def test_an_adapter_names_its_base_and_inherits_the_context():
    claims = {claim.field: claim for claim in discover("crm-lora").claims}
    assert claims["adapter.base_model"].value == "tiny"
    assert claims["weights.source"].value == "/adapters/crm"
    assert claims["context_window"].value == 4096
    assert claims["context_window"].basis is Basis.INHERITED


def test_a_model_that_is_not_served_is_unknown_and_the_served_ones_are_named():
    with pytest.raises(UnknownModel, match="tiny, crm-lora; got other"):
        discover("other")


@pytest.mark.parametrize("body", [{}, {"data": []}, {"data": [{"id": None}]}, {"data": "tiny"}])
def test_a_list_without_models_is_unreadable(body: JsonValue):
    with pytest.raises(UnreadableReply):
        discover("tiny", reply_of(body))


def test_a_refused_call_is_an_error():
    with pytest.raises(BadCredentials):
        discover("tiny", reply_of({"error": "Unauthorized"}, status=401))


def test_an_entry_that_tells_nothing_gives_a_card_without_claims():
    assert discover("tiny", reply_of({"data": [{"id": "tiny", "root": 7}]})).claims == ()


def test_an_adapter_whose_base_is_not_listed_has_no_context():
    card = discover("tiny", reply_of({"data": [{"id": "tiny", "parent": "gone"}]}))
    assert [claim.field for claim in card.claims] == ["adapter.base_model"]
