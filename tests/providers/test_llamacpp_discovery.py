from __future__ import annotations

import json
import struct
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.json_value import JsonValue
from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.wire import WireReply
from monitor.errors import (
    BadCredentials,
    Overloaded,
    ProviderError,
    UnknownModel,
    UnreadableReply,
)
from monitor.providers.llamacpp import LLAMACPP, shortest_float32
from monitor.providers.openai_compatible import OPENAI_COMPATIBLE
from monitor.providers.protocol import Discovers
from tests.providers.recorded import raw_reply, recorded, reply_of, target_of

DAY = date(2026, 11, 24)
MODELS = recorded("llamacpp/models.json")
PROPS = recorded("llamacpp/props.json")


def discover(models: WireReply = MODELS, props: WireReply = PROPS, model: str = "x") -> ModelCard:
    target = replace(target_of("llamacpp"), model=model)
    return LLAMACPP.read_discovery(target, (models, props), as_of=DAY)


def values(card: ModelCard) -> dict[str, object]:
    return {claim.field: claim.value for claim in card.claims}


def models_of(*entries: JsonValue) -> WireReply:
    return reply_of({"object": "list", "data": list(entries)})


def test_only_a_server_that_tells_what_it_runs_is_asked():
    assert isinstance(LLAMACPP, Discovers)
    assert not isinstance(OPENAI_COMPATIBLE, Discovers)


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:9", "http://127.0.0.1:9/v1/"])
def test_models_and_properties_are_asked_with_the_key(base_url: str):
    requests = LLAMACPP.discovery_requests(target_of("llamacpp", base_url=base_url), "key-1")
    assert [(one.method, one.url) for one in requests] == [
        ("GET", "http://127.0.0.1:9/v1/models"),
        ("GET", "http://127.0.0.1:9/props"),
    ]
    assert all(one.headers["authorization"] == "Bearer key-1" for one in requests)
    assert all(one.body is None for one in requests)


def test_a_server_below_a_path_is_asked_there():
    target = target_of("llamacpp", base_url="https://ai.example/llama")
    urls = [one.url for one in LLAMACPP.discovery_requests(target, None)]
    assert urls == ["https://ai.example/llama/models", "https://ai.example/llama/props"]


def test_the_recorded_server_tells_its_model_exactly():
    card = discover()
    assert card.key == "llamacpp/smollm2-135m-instruct"
    assert card.model == card.name == "smollm2-135m-instruct"
    assert card.provider == "llamacpp"
    told = values(card)
    assert told["parameters.total"] == 134_515_008
    assert told["quantization"] == "Q4_1"
    assert told["context_window"] == 1024
    assert told["context_window.trained"] == 8192
    assert told["vocabulary_size"] == 49_152
    assert told["embedding_width"] == 576
    assert told["weights_size"] == 96_576_768
    assert told["modalities.input"] == "text"
    assert told["server.slots"] == 4
    assert told["server.build"] == "b0-unknown"


def test_each_figure_is_a_claim_discovered_at_run_time_and_made_once():
    card = discover()
    assert {claim.basis for claim in card.claims} == {Basis.DISCOVERED_AT_RUNTIME}
    assert {claim.as_of for claim in card.claims} == {DAY}
    assert all("llama.cpp server, GET /" in claim.source for claim in card.claims)
    assert len({claim.field for claim in card.claims}) == len(card.claims)
    total = next(claim for claim in card.claims if claim.field == "parameters.total")
    assert total.unit == "parameters"


def test_sampler_defaults_are_told_in_our_names_and_as_they_were_typed():
    told = values(discover())
    assert told["sampling.temperature.default"] == 0.8
    assert told["sampling.top_p.default"] == 0.95
    assert told["sampling.top_k.default"] == 40
    assert told["sampling.min_p.default"] == 0.05
    assert told["sampling.frequency_penalty.default"] == 0
    assert told["sampling.repeat_penalty.default"] == 1
    assert told["sampling.seed.default"] == "random"
    assert told["sampling.max_tokens.default"] == "unlimited"
    assert str(told["sampling.samplers.default"]).startswith("penalties, dry, ")


@pytest.mark.parametrize(
    "path",
    [
        "../models/Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf",
        "C:\\models\\Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf",
        "Meta-Llama-3.1-8B-Instruct-Q4_K_M.GGUF",
    ],
)
def test_a_model_id_that_is_a_file_path_is_shortened_in_the_key_alone(path: str):
    card = discover(models_of({"id": path, "meta": {"n_params": 8_030_261_312}}))
    assert card.key == "llamacpp/meta-llama-3.1-8b-instruct-q4_k_m"
    assert card.name == "Meta-Llama-3.1-8B-Instruct-Q4_K_M"
    assert card.model == path


def test_among_several_models_the_one_that_is_asked_for_is_described():
    models = models_of(
        {"id": "one", "meta": {"n_params": 1}},
        {"id": "two", "aliases": ["second"], "meta": {"n_params": 2}},
    )
    for model in ("two", "second"):
        assert values(discover(models, model=model))["parameters.total"] == 2
    with pytest.raises(UnknownModel, match="one, two"):
        discover(models, model="three")


def test_a_server_without_properties_is_described_by_its_list_of_models():
    card = discover(props=raw_reply(b"", status=404))
    assert values(card)["parameters.total"] == 134_515_008
    assert values(card)["context_window"] == 1024
    assert "sampling.temperature.default" not in values(card)


@pytest.mark.parametrize("meta", [None, {}])
def test_a_model_that_is_still_loading_is_worth_another_try(meta: JsonValue):
    with pytest.raises(Overloaded, match="loading"):
        discover(models_of({"id": "tiny", "meta": meta}))
    with pytest.raises(Overloaded, match="Loading model"):
        discover(recorded("llamacpp/error-503-loading.json"))


def test_replies_that_tell_nothing_are_errors():
    with pytest.raises(UnreadableReply, match="found none"):
        discover(models_of())
    with pytest.raises(UnreadableReply):
        discover(raw_reply(b"<html>"))
    with pytest.raises(BadCredentials):
        discover(props=reply_of({"error": {"message": "Invalid API Key"}}, status=401))


def test_values_of_unexpected_types_are_no_claims():
    meta = {"n_params": "many", "n_vocab": -1, "n_embd": True, "size": 2**70, "ftype": 3}
    params = {"temperature": "hot", "top_k": None, "top_p": True, "seed": [1]}
    props = {
        "default_generation_settings": {"params": params | {"samplers": "all"}, "n_ctx": 0},
        "total_slots": None,
    }
    assert discover(models_of({"id": "tiny", "meta": meta}), reply_of(props)).claims == ()


@given(
    field=st.sampled_from(["meta", "architecture", "id", "aliases"]),
    value=st.none() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2),
    setting=st.sampled_from(["params", "n_ctx"]),
)
def test_a_changed_shape_gives_a_card_or_a_provider_error(
    field: str, value: JsonValue, setting: str
):
    models = json.loads(MODELS.body)
    models["data"][0][field] = value
    props = json.loads(PROPS.body)
    props["default_generation_settings"][setting] = value
    found: ModelCard | ProviderError
    try:
        found = discover(reply_of(models), reply_of(props))
    except ProviderError as error:
        found = error
    claims: tuple[Claim, ...] = found.claims if isinstance(found, ModelCard) else ()
    assert all(isinstance(claim.value, int | float | str) for claim in claims)


def significant_digits(value: float) -> int:
    return len(Decimal(repr(value)).normalize().as_tuple().digits)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_the_shortest_decimal_is_the_same_32_bit_float(value: float):
    shortest = shortest_float32(value)
    assert struct.pack("<f", shortest) == struct.pack("<f", value)
    assert significant_digits(shortest) <= significant_digits(value)


@given(st.decimals(0, 2, places=3).map(float))
def test_a_decimal_that_became_a_32_bit_float_is_found_again(typed: float):
    (shown,) = struct.unpack("<f", struct.pack("<f", typed))
    assert shortest_float32(shown) == typed


def test_a_number_that_is_no_32_bit_float_stays_as_it_is():
    for value in (0.1, 1e300, 1e-300):
        assert shortest_float32(value) == value
