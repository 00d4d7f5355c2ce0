from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from monitor.catalog.importers.hub import HubModel, read_hub
from monitor.catalog.resolve import resolve_figure
from monitor.domain.model_card import Basis, Claim, FigureStatus, Relation
from monitor.errors import BadInput

DAY = date(2026, 11, 24)
BF16 = {"parameters": {"BF16": 8_000}, "total": 8_000}


def read(**told: Any) -> HubModel:
    return read_hub({"id": "pebble/Rock-1"} | told, as_of=DAY)


def total(found: HubModel) -> Claim:
    (claim,) = (c for c in found.card.claims if c.field == "parameters.total")
    return claim


def test_the_tensors_of_plain_weights_are_the_parameters():
    found = read(safetensors=BF16, config={"model_type": "llama"}, cardData={"license": "mit"})
    claim = total(found)
    assert (claim.value, claim.basis, claim.unit) == (8_000, Basis.DERIVED, "parameters")
    assert claim.source_url == "https://huggingface.co/pebble/Rock-1"
    told = {c.field: c.value for c in found.card.claims}
    assert (told["architecture"], told["license"]) == ("llama", "mit")


@pytest.mark.parametrize(
    ("tensors", "config"),
    [
        ({"parameters": {"I32": 700, "F16": 300}, "total": 1_000}, {}),
        ({"parameters": {"U8": 900, "BF16": 100}, "total": 1_000}, {}),
        ({"parameters": {"F4": 900, "BF16": 100}, "total": 1_000}, {}),
        (BF16, {"quantization_config": {"quant_method": "awq", "bits": 4}}),
    ],
)
def test_elements_of_packed_weights_are_never_parameters(
    tensors: dict[str, Any], config: dict[str, Any]
):
    found = read(safetensors=tensors, config=config)
    assert total(found).basis is Basis.STORED_ELEMENTS
    assert "no parameters" in (total(found).note or "")
    figure = resolve_figure(found.card.claims, "parameters.total")
    assert figure.status is FigureStatus.NOT_RECORDED


def test_8_bit_floats_hold_one_weight_each():
    tensors = {"parameters": {"F8_E4M3": 990, "F32": 10}, "total": 1_000}
    config = {"quantization_config": {"quant_method": "fp8"}}
    assert total(read(safetensors=tensors, config=config)).basis is Basis.DERIVED


def test_a_few_integers_for_positions_are_no_packing():
    tensors = {"parameters": {"BF16": 9_999, "I64": 1}, "total": 10_000}
    assert total(read(safetensors=tensors)).basis is Basis.DERIVED


def test_what_else_may_be_counted_is_told():
    config = {"architectures": ["RockForConditionalGeneration"], "num_nextn_predict_layers": 1}
    claim = total(read(safetensors=BF16, config=config))
    assert (claim.scope.vision, claim.scope.heads) == (True, True)
    assert "vision tower" in (claim.note or "")


def test_a_gguf_header_counts_weights_before_they_are_packed():
    gguf = {"total": 8_000, "architecture": "llama", "context_length": 4096}
    found = read(gguf=gguf)
    assert total(found).value == 8_000
    assert total(found).basis is Basis.DERIVED


def test_lineage_and_adapters_are_told():
    base = {"relation": "quantized", "models": [{"id": "pebble/Rock"}]}
    found = read(safetensors=BF16, baseModels=base)
    assert (found.base, found.relation) == ("pebble/Rock", Relation.QUANTIZED_FROM)
    adapter = read(safetensors=BF16, baseModels=base | {"relation": "adapter"})
    assert "parameters.total" not in {c.field for c in adapter.card.claims}
    assert adapter.card.adapters[0].trainable_parameters == 8_000


def test_several_bases_are_no_single_one():
    base = {"relation": "merge", "models": [{"id": "pebble/a"}, {"id": "pebble/b"}]}
    found = read(baseModels=base)
    assert found.base is None
    assert "pebble/a, pebble/b" in {c.value for c in found.card.claims}


def test_another_document_is_refused_with_the_place():
    with pytest.raises(BadInput, match="safetensors"):
        read(safetensors=[1, 2])
    with pytest.raises(BadInput, match="id"):
        read_hub({}, as_of=DAY)
