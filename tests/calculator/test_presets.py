"""Published models: the count agrees with what is stated of them, and with our model cards."""

from __future__ import annotations

import pytest

from monitor.calculator.kinds import KINDS, Calculation, calculate
from monitor.calculator.presets import presets
from monitor.catalog.resolve import strongest_claim
from monitor.catalog.shipped import shipped_cards
from monitor.domain.model_card import Basis

EXACT_TOTALS = {
    "llama-2-7b": 6_738_415_616,
    "llama-3.1-8b": 8_030_261_248,
    "llama-3.1-70b": 70_553_706_496,
    "llama-3.1-405b": 405_853_388_800,
    "llama-3.2-1b": 1_235_814_400,
    "llama-3.2-3b": 3_212_749_824,
    "mixtral-8x7b": 46_702_792_704,
    "qwen3-235b-a22b": 235_093_634_560,
    "gpt-2": 124_439_808,
}
ACTIVE = {"mixtral-8x7b": 12_879_925_248, "qwen3-235b-a22b": 22_190_763_520}

ROUGH = {"gpt-2", "qwen3-14b", "phi-4"}
"""Published with three digits, which leaves up to half a percent."""

IN_CATALOG = {
    name: preset.card
    for name, preset in presets().items()
    if preset.card is not None and name != "gpt-3-175b"  # its card knows no dimensions
}

DIMENSIONS = {
    "vocabulary": "vocabulary_size",
    "hidden": "embedding_width",
    "layers": "architecture.blocks",
    "heads": "architecture.attention_heads",
    "kv_heads": "architecture.key_value_heads",
    "head_size": "architecture.head_width",
    "ffn": "architecture.feed_forward_width",
}


def counted(name: str) -> Calculation:
    return calculate(KINDS[presets()[name].kind], {}, preset=name)


@pytest.mark.parametrize(("name", "total"), EXACT_TOTALS.items())
def test_exact_totals_are_met_to_the_last_parameter(name: str, total: int):
    assert counted(name).count.total == total


@pytest.mark.parametrize(("name", "active"), ACTIVE.items())
def test_active_parameters_of_mixtures_are_met(name: str, active: int):
    assert counted(name).count.active == active


@pytest.mark.parametrize("name", presets())
def test_counts_agree_with_the_published_totals(name: str):
    off = abs(counted(name).count.total / presets()[name].published - 1)
    assert off <= (0.005 if name in ROUGH else 0.002)


def test_more_than_eighteen_published_totals_agree_within_a_fifth_of_a_percent():
    close = [
        name
        for name, preset in presets().items()
        if abs(counted(name).count.total / preset.published - 1) <= 0.002
    ]
    assert len(close) >= 18


@pytest.mark.parametrize("name", IN_CATALOG)
def test_the_card_of_a_preset_derives_the_same_counts(name: str):
    card = shipped_cards()[IN_CATALOG[name]]
    derived = {
        claim.field: claim.value
        for claim in card.claims
        if claim.basis is Basis.DERIVED and claim.field.startswith("parameters.")
    }
    count = counted(name).count
    assert derived["parameters.total"] == count.total
    assert derived.get("parameters.active", count.active) == count.active


@pytest.mark.parametrize("name", IN_CATALOG)
def test_the_card_of_a_preset_has_the_same_dimensions(name: str):
    card, values = shipped_cards()[IN_CATALOG[name]], counted(name).values
    for dimension, field in DIMENSIONS.items():
        claim = strongest_claim(card.claims, field)
        value = values.get(dimension)
        if claim is not None and value is not None:
            assert value == claim.value, dimension


@pytest.mark.parametrize(
    ("rank", "trainable"),
    [(1, 524_288), (2, 1_048_576), (4, 2_097_152), (8, 4_194_304), (16, 8_388_608)],
)
def test_lora_on_queries_and_values_of_a_7b_model(rank: int, trainable: int):
    done = calculate(KINDS["lora"], {"rank": rank}, preset="llama-2-7b")
    assert done.count.trainable == trainable
    assert done.count.weights == trainable
    assert done.count.below == EXACT_TOTALS["llama-2-7b"] == done.count.total - trainable


@pytest.mark.parametrize(("rank", "trainable"), [(4, 1_703_936), (8, 3_407_872)])
def test_lora_with_grouped_queries_has_narrow_values(rank: int, trainable: int):
    done = calculate(KINDS["lora"], {"rank": rank}, preset="llama-3.1-8b")
    assert done.count.trainable == trainable


def test_lora_on_every_matrix_counts_both_sides_of_each():
    done = calculate(
        KINDS["lora"],
        {"rank": 16, "adapted": "q,k,v,o,gate,up,down"},
        preset="llama-3.1-8b",
    )
    sides = (4096 + 4096) * 2 + (4096 + 1024) * 2 + (4096 + 14336) * 3
    assert done.count.trainable == 32 * 16 * sides


def test_adapters_stand_on_the_model_below():
    done = calculate(KINDS["adapter"], {"bottleneck": 64}, preset="gpt-2")
    assert done.count.trainable == 24 * (2 * 768 * 64 + 64 + 768)
    assert done.count.total - done.count.trainable == EXACT_TOTALS["gpt-2"]


def test_what_is_given_goes_before_the_preset():
    tied = calculate(KINDS["transformer"], {"tied": True}, preset="llama-3.1-8b")
    assert EXACT_TOTALS["llama-3.1-8b"] - tied.count.total == 128_256 * 4096
