from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.fields import field_named
from monitor.catalog.importers.ecologits import read_ecologits
from monitor.catalog.importers.epoch import read_epoch
from monitor.catalog.importers.litellm_prices import read_litellm
from monitor.catalog.importers.models_dev import read_models_dev
from monitor.catalog.importers.openrouter import read_openrouter
from monitor.catalog.importers.told import ImportedFile
from monitor.catalog.validate import require_valid
from monitor.domain.model_card import Basis, Claim, Confidence
from monitor.errors import BadInput
from tests.catalog.importers.files import (
    DAY,
    LITELLM_MODEL,
    MODELS_DEV_MODEL,
    OPENROUTER_MODEL,
    ecologits,
    ecologits_model,
    epoch,
    litellm,
    models_dev,
    openrouter,
)

READERS: dict[str, Callable[[str], ImportedFile]] = {
    "ecologits": lambda text: read_ecologits(text, as_of=DAY),
    "openrouter": lambda text: read_openrouter(text, as_of=DAY),
    "models_dev": lambda text: read_models_dev(text, as_of=DAY),
    "litellm": lambda text: read_litellm(text, as_of=DAY),
    "epoch": lambda text: read_epoch(text, as_of=DAY),
}


def claims_of(file: ImportedFile) -> dict[str, Claim]:
    (model,) = file.models
    assert file.unreadable == ()
    require_valid(model.claims)
    assert {claim.as_of for claim in model.claims} == {DAY}
    assert all(claim.source and claim.source_url for claim in model.claims)
    return {claim.field: claim for claim in model.claims}


def values(file: ImportedFile) -> dict[str, object]:
    return {field: claim.value for field, claim in claims_of(file).items()}


def test_ecologits_dense_counts_are_in_billions():
    claims = claims_of(read_ecologits(ecologits(ecologits_model("rock-1", 8.03)), as_of=DAY))
    total = claims["parameters.total"]
    assert (total.value, total.basis) == (8_030_000_000, Basis.SECONDARY)
    assert total.upstream_urls == ("https://pebble.example/card",)
    assert claims["architecture.layout"].value == "dense"
    assert "parameters.active" not in claims


def test_ecologits_estimates_of_closed_models_stay_ranges_of_little_trust():
    parts = {"total": {"min": 100, "max": 440}, "active": {"min": 44.5, "max": 132}}
    model = ecologits_model("rock-1", parts, warnings=["model-arch-not-released"])
    claims = claims_of(read_ecologits(ecologits(model), as_of=DAY))
    total, active = claims["parameters.total"], claims["parameters.active"]
    assert (total.value, total.low, total.high) == (None, 100 * 10**9, 440 * 10**9)
    assert (active.low, active.high) == (44_500_000_000, 132 * 10**9)
    assert (total.basis, total.confidence) == (Basis.ESTIMATE, Confidence.LOW)
    assert claims["architecture.layout"].value == "moe"


@pytest.mark.parametrize("name", ["org/rock-4bit", "org/rock-1-AWQ", "org/rock-GPTQ", "rock-bnb-x"])
def test_ecologits_counts_of_packed_files_are_no_parameters(name: str):
    claims = claims_of(read_ecologits(ecologits(ecologits_model(name, 55.05)), as_of=DAY))
    assert claims["parameters.total"].basis is Basis.STORED_ELEMENTS


def test_ecologits_tells_when_other_modalities_may_be_counted():
    model = ecologits_model("rock-1", 8, warnings=["model-arch-multimodal"])
    claims = claims_of(read_ecologits(ecologits(model), as_of=DAY))
    assert "other modalities" in (claims["parameters.total"].note or "")


def test_openrouter_tells_limits_defaults_and_what_is_taken_through_it():
    told = values(read_openrouter(openrouter(OPENROUTER_MODEL), as_of=DAY))
    assert told["context_window"] == 64000
    assert told["max_output"] == 8000
    assert told["sampling.temperature.default"] == 0.6
    assert told["sampling.frequency_penalty.default"] == 0
    assert "sampling.top_p.default" not in told
    taken = {name: told[f"sampling.{name}.taken"] for name in ("temperature", "seed", "top_k")}
    assert taken == {"temperature": True, "seed": True, "top_k": False}
    assert told["sampling.reasoning_effort.taken"] is True
    assert told["retirement_date"] == "2027-02-01"
    assert told["weights.source"] == "pebble-labs/Rock-1"
    assert told["modalities.input"] == "text, image"


def test_openrouter_does_not_say_when_a_vendor_retires_its_model():
    claims = claims_of(read_openrouter(openrouter(OPENROUTER_MODEL), as_of=DAY))
    assert claims["retirement_date"].basis is Basis.SECONDARY


def test_offers_of_the_router_are_no_models():
    free = OPENROUTER_MODEL | {"id": "pebble/rock-1:free"}
    assert read_openrouter(openrouter(free), as_of=DAY).models == ()


def test_models_dev_tells_each_offer_with_its_seller():
    text = models_dev(pebble={"a": MODELS_DEV_MODEL}, reseller={"a": MODELS_DEV_MODEL})
    file = read_models_dev(text, as_of=DAY)
    assert [(model.id, model.sold_by) for model in file.models] == [
        ("rock-1", "pebble"),
        ("rock-1", "reseller"),
    ]
    told = {claim.field: claim.value for claim in file.models[0].claims}
    assert told == {
        "context_window": 64000,
        "release_date": "2026-06-01",
        "knowledge_cutoff": "2026-03",
        "open_weights": True,
        "sampling.temperature.taken": False,
        "modalities.input": "text",
        "modalities.output": "text",
    }


def test_litellm_tells_ends_and_successors():
    file = read_litellm(litellm(**{"openai/rock-1": LITELLM_MODEL}), as_of=DAY)
    claims = claims_of(file)
    assert file.models[0].id == "rock-1"
    assert {field: claim.value for field, claim in claims.items()} == {
        "context_window": 64000,
        "max_output": 8000,
        "retirement_date": "2027-03-01",
        "successor": "openai/gpt-6.1-sol",
        "web_search": True,
        "sampling.temperature.taken": False,
        "sampling.reasoning_effort.default": "medium",
    }
    assert claims["retirement_date"].upstream_urls == ("https://pebble.example/models",)


def test_litellm_entries_that_do_not_answer_in_text_are_left_out():
    image = LITELLM_MODEL | {"mode": "image_generation"}
    assert read_litellm(litellm(rock=image), as_of=DAY).models == ()


@pytest.mark.parametrize(
    ("word", "basis", "confidence"),
    [
        ("Confident", Basis.SECONDARY, Confidence.MEDIUM),
        ("Likely", Basis.ESTIMATE, Confidence.MEDIUM),
        ("Speculative", Basis.ESTIMATE, Confidence.LOW),
        ("Unknown", Basis.ESTIMATE, Confidence.LOW),
        ("", Basis.ESTIMATE, Confidence.LOW),
    ],
)
def test_epoch_is_believed_as_far_as_it_believes_itself(
    word: str, basis: Basis, confidence: Confidence
):
    row = ("Rock 1", "Pebble", "2026-06-01", "1.746e+11", "table 2\nof the paper", word, "API")
    total = claims_of(read_epoch(epoch(row), as_of=DAY))["parameters.total"]
    assert (total.value, total.basis, total.confidence) == (174_600_000_000, basis, confidence)
    assert total.note == "table 2 of the paper"


def test_an_epoch_row_without_a_count_tells_none():
    row = ("Rock 1", "Pebble", "2026-06-01", "", "Not known", "", "Open weights (unrestricted)")
    assert values(read_epoch(epoch(row), as_of=DAY)) == {
        "release_date": "2026-06-01",
        "open_weights": True,
    }


@pytest.mark.parametrize("source", sorted(READERS))
@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", '{"data": 1, "models": {}}', "null"])
def test_another_file_is_refused_with_what_was_expected(source: str, text: str):
    with pytest.raises(BadInput, match="expected"):
        READERS[source](text)


def test_an_entry_of_another_shape_is_told_and_the_others_are_read():
    broken: dict[str, Any] = {"name": "odd", "architecture": {"type": "dense"}}
    file = read_ecologits(ecologits(broken, ecologits_model("rock-1", 1)), as_of=DAY)
    assert [model.id for model in file.models] == ["rock-1"]
    assert len(file.unreadable) == 1
    assert file.unreadable[0].startswith("odd: ")


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@given(field=st.sampled_from(sorted(OPENROUTER_MODEL)), value=odd)
def test_odd_values_never_become_impossible_claims(field: str, value: Any):
    file = read_openrouter(openrouter(OPENROUTER_MODEL | {field: value}), as_of=DAY)
    for model in file.models:
        for claim in model.claims:
            require_valid([claim])
            field_named(claim.field)
