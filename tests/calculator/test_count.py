from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.calculator.as_json import calculation_json, kind_json
from monitor.calculator.count import count
from monitor.calculator.dimensions import BadDimension, fields_of, parse_value, read_model
from monitor.calculator.kinds import KINDS, calculate, kind_named, usable_presets
from monitor.calculator.layers import Conv2d, DenseLayer, Linear, LinearSvm, NaiveBayes, Scheme
from monitor.calculator.recurrent import Gru, Lstm, Rnn
from monitor.calculator.transformer import MoeTransformer, Transformer
from monitor.errors import BadInput, NotFound

SMALLEST: dict[str, dict[str, Any]] = {
    name: {
        field.name: max(2, field.about.least) if field.holds is int else field.default
        for field in kind.fields
        if field.required
    }
    for name, kind in KINDS.items()
}


def test_a_line_has_two_parameters():
    line = count(Linear())
    assert (line.weights, line.biases, line.total) == (1, 1, 2)


def test_a_dense_layer_shows_weights_and_biases_apart():
    layer = count(DenseLayer(inputs=1000, units=500))
    assert (layer.weights, layer.biases, layer.total) == (500_000, 500, 500_500)
    assert count(DenseLayer(inputs=1000, units=500, bias=False)).total == 500_000


def test_a_grouped_convolution_sees_a_share_of_the_channels():
    depthwise = Conv2d(
        channels_in=32, channels_out=32, kernel_height=3, kernel_width=3, groups=32, bias=False
    )
    assert count(depthwise).total == 32 * 9
    with pytest.raises(BadDimension, match="groups: expected a divisor of 32 and 31"):
        Conv2d(channels_in=32, channels_out=31, kernel_height=3, kernel_width=3, groups=32)


@pytest.mark.parametrize(("kind", "gates"), [(Rnn, 1), (Lstm, 4), (Gru, 3)])
def test_a_recurrent_network_has_one_set_of_weights_for_each_gate(kind: type[Rnn], gates: int):
    net = kind(inputs=10, hidden=20, layers=2, bidirectional=True)
    first, second = 10 * 20 + 20 * 20 + 2 * 20, 40 * 20 + 20 * 20 + 2 * 20
    assert count(net).total == gates * 2 * (first + second)


def test_more_classes_need_more_planes_and_priors():
    assert count(LinearSvm(features=10, classes=4, scheme=Scheme.ONE_VS_ONE)).total == 6 * 11
    assert count(NaiveBayes(features=10, classes=4)).biases == 4


def test_a_tied_transformer_counts_its_embeddings_once():
    def small(*, tied: bool) -> int:
        model = Transformer(vocabulary=1000, hidden=64, layers=2, heads=4, ffn=128, tied=tied)
        return count(model).embeddings

    assert (small(tied=True), small(tied=False)) == (64_000, 128_000)


def test_shared_experts_and_dense_layers_count():
    # By hand: 3 layers, 1 dense; each mixed layer has 4 experts, 1 shared, 2 used.
    model = MoeTransformer(
        vocabulary=10, hidden=8, layers=3, heads=2, ffn=32, experts=4, experts_used=2,
        expert_ffn=16, shared_experts=1, dense_layers=1,
    )  # fmt: skip
    around = 2 * 10 * 8 + 3 * 4 * 8 * 8 + 3 * 2 * 8 + 8 + 3 * 8 * 32 + 2 * 4 * 8
    expert = 3 * 8 * 16
    assert count(model).total == around + 2 * 5 * expert
    assert count(model).active == around + 2 * 3 * expert


@pytest.mark.parametrize("name", KINDS)
def test_the_sorts_and_the_parts_add_up(name: str):
    done = calculate(KINDS[name], SMALLEST[name])
    counted = done.count
    sorts = counted.weights + counted.biases + counted.embeddings + counted.norms
    assert sorts + counted.below == counted.total == sum(part.total for part in counted.parts) > 0
    assert 0 < counted.active <= counted.total
    assert 0 < counted.trainable <= counted.total


@pytest.mark.parametrize("name", KINDS)
def test_a_calculation_can_be_repeated_from_its_own_json(name: str):
    told = json.loads(json.dumps(calculation_json(calculate(KINDS[name], SMALLEST[name]))))
    again = calculation_json(calculate(KINDS[name], told["values"]))
    assert json.loads(json.dumps(again)) == told


@given(
    heads=st.integers(1, 8), groups=st.integers(1, 4), width=st.integers(1, 16),
    layers=st.integers(1, 6), used=st.integers(1, 8),
)  # fmt: skip
def test_a_mixture_that_uses_all_experts_is_active_as_a_whole(
    heads: int, groups: int, width: int, layers: int, used: int
):
    model = MoeTransformer(
        vocabulary=50, hidden=heads * groups * width, layers=layers, heads=heads * groups,
        kv_heads=groups, ffn=7, experts=8, experts_used=used, ffn_bias=True,
    )  # fmt: skip
    counted = count(model)
    assert (counted.active == counted.total) == (used == 8)


@pytest.mark.parametrize("name", KINDS)
def test_every_field_that_is_needed_is_named_when_missing(name: str):
    for field in KINDS[name].fields:
        if field.required:
            given = {k: v for k, v in SMALLEST[name].items() if k != field.name}
            with pytest.raises(BadDimension, match=f"{field.name}: it is missing") as raised:
                calculate(KINDS[name], given)
            assert raised.value.field == field.name


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"inputs": 0, "units": 1}, "inputs: expected a whole number from 1"),
        ({"inputs": True, "units": 1}, "inputs: expected a whole number"),
        ({"inputs": 1.5, "units": 1}, "found 1.5"),
        ({"inputs": 10**9 + 1, "units": 1}, "to 1,000,000,000"),
        ({"inputs": 1, "units": 1, "bias": "maybe"}, "bias: expected true or false"),
        ({"inputs": 1, "units": 1, "colour": 1}, "no field 'colour'; there are inputs, units"),
        ({"inputs": "x" * 5000, "units": 1}, r"x \.\.\.$"),
    ],
)
def test_a_value_that_does_not_fit_is_told(values: dict[str, object], said: str):
    with pytest.raises(BadDimension, match=said):
        calculate(KINDS["dense_layer"], values)


def test_more_parameters_than_json_can_carry_are_refused():
    with pytest.raises(BadInput, match="expected at most 9,007,199,254,740,991 parameters"):
        calculate(KINDS["dense_layer"], {"inputs": 10**9, "units": 10**9})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"heads": 3}, "heads: expected a divisor of hidden"),
        ({"kv_heads": 3}, "kv_heads: expected a divisor of heads"),
        ({"norm": "batch"}, "norm: expected one of rms, layer"),
        ({"experts_used": 9}, "experts_used: expected at most 8"),
        ({"dense_layers": 3}, "dense_layers: expected at most 2"),
    ],
)
def test_dimensions_that_do_not_fit_each_other_are_told(changed: dict[str, object], said: str):
    fits = {
        "vocabulary": 10, "hidden": 8, "layers": 2, "heads": 4, "ffn": 8,
        "experts": 8, "experts_used": 2,
    }  # fmt: skip
    assert calculate(KINDS["moe_transformer"], fits)
    with pytest.raises(BadDimension, match=said):
        calculate(KINDS["moe_transformer"], fits | changed)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("vocabulary", "128,256", 128_256),
        ("vocabulary", " 128_256 ", 128_256),
        ("vocabulary", "", None),
        ("tied", "yes", True),
        ("tied", "off", False),
        ("norm", "layer", "layer"),
    ],
)
def test_a_value_is_read_as_a_person_writes_it(field: str, text: str, value: object):
    fields = {each.name: each for each in fields_of(Transformer)}
    assert parse_value(fields[field], text) == value


@pytest.mark.parametrize("text", ["-1", "1.0", "1e3", "½", "٣", "9" * 50])
def test_what_is_no_whole_number_is_refused(text: str):
    vocabulary = fields_of(Transformer)[0]
    with pytest.raises(BadDimension, match="expected a whole number"):
        parse_value(vocabulary, text)


def test_kinds_are_found_with_either_stroke():
    assert kind_named("dense-layer") is kind_named("dense_layer") is KINDS["dense_layer"]
    with pytest.raises(NotFound, match="no kind 'cnn'; there are linear"):
        kind_named("cnn")


def test_every_field_has_a_meaning_and_every_required_one_no_default():
    for kind in KINDS.values():
        for field in kind_json(kind)["fields"]:
            assert field["meaning"]
            assert not field["required"] or field["default"] is None


def test_words_become_their_enum():
    model = read_model(LinearSvm, {"features": 2, "scheme": "one_vs_one"})
    assert model.scheme is Scheme.ONE_VS_ONE


def test_a_preset_of_another_kind_is_refused():
    assert "mixtral-8x7b" not in usable_presets(KINDS["transformer"])
    with pytest.raises(BadDimension, match="no preset 'mixtral-8x7b'; there are gpt-2"):
        calculate(KINDS["transformer"], {}, preset="mixtral-8x7b")
