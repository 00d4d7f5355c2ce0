"""The kinds of models that can be counted, by name, and one calculation from outside values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from monitor.calculator.adaptation import BottleneckAdapter, Lora
from monitor.calculator.count import Architecture, ParameterCount, count
from monitor.calculator.dimensions import BadDimension, Field, Value, fields_of, read_model
from monitor.calculator.layers import Conv2d, DenseLayer, Linear, LinearSvm, NaiveBayes
from monitor.calculator.memory import Memory, cache_per_token, memory_table
from monitor.calculator.presets import Preset, presets
from monitor.calculator.recurrent import Gru, Lstm, Rnn
from monitor.calculator.transformer import MoeTransformer, Transformer
from monitor.errors import NotFound


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of model that can be counted.

    Attributes:
        term: the slug of the glossary's term that explains it.
        formula: how its parameters are counted, in short.
    """

    name: str
    title: str
    term: str
    formula: str
    model: type[Architecture]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its dimensions."""
        return fields_of(self.model)


_ATTENTION = "d n_h h + 2 d n_kv h + n_h h d"

_ALL = (
    Kind("linear", "Linear model", "linear-model", "inputs x outputs + outputs", Linear),
    Kind("dense_layer", "Dense layer", "weights-and-biases", "inputs x units + units", DenseLayer),
    Kind(
        "conv2d",
        "Convolution (2D)",
        "convolution",
        "out x (in / groups) x height x width + out",
        Conv2d,
    ),
    Kind("rnn", "RNN", "recurrent-network", "h i + h h + 2 h for each layer", Rnn),
    Kind("lstm", "LSTM", "recurrent-network", "4 (h i + h h + 2 h) for each layer", Lstm),
    Kind("gru", "GRU", "recurrent-network", "3 (h i + h h + 2 h) for each layer", Gru),
    Kind(
        "transformer",
        "Transformer",
        "transformer",
        f"V d (twice if untied) + L ({_ATTENTION} + 3 d f + norms) + d",
        Transformer,
    ),
    Kind(
        "moe_transformer",
        "Mixture-of-experts transformer",
        "mixture-of-experts",
        f"V d (twice if untied) + L ({_ATTENTION} + E 3 d f_e + E d + norms) + d; k of E active",
        MoeTransformer,
    ),
    Kind(
        "naive_bayes",
        "Naive Bayes",
        "naive-bayes",
        "classes x features (twice if Gaussian) + classes",
        NaiveBayes,
    ),
    Kind("linear_svm", "Linear SVM", "linear-svm", "hyperplanes x (features + 1)", LinearSvm),
    Kind("lora", "LoRA", "lora", "layers x sum of r (d_in + d_out)", Lora),
    Kind(
        "adapter",
        "Adapter layers",
        "adapters",
        "layers x adapters x (2 d m + m + d)",
        BottleneckAdapter,
    ),
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})


@dataclass(frozen=True, slots=True)
class Calculation:
    """What was counted, and of what.

    Attributes:
        values: the dimensions as they were used.
        preset: the published model that they began with; None without one.
        cache_bytes_per_token: what each token of context needs beside the parameters, in 16 bits;
            None for models that keep no keys and values.
    """

    kind: str
    preset: str | None
    values: Mapping[str, Value]
    count: ParameterCount
    memory: tuple[Memory, ...]
    cache_bytes_per_token: int | None


def calculate(kind: Kind, given: Mapping[str, object], *, preset: str | None = None) -> Calculation:
    """Count a model of that kind; what is given goes before what the preset says.

    Raises:
        BadDimension: a value or the preset cannot be used.
    """
    values = {**preset_values(kind, preset), **{k: v for k, v in given.items() if v is not None}}
    model = read_model(kind.model, values)
    counted = count(model)
    return Calculation(
        kind=kind.name,
        preset=preset,
        values={field.name: getattr(model, field.name) for field in kind.fields},
        count=counted,
        memory=memory_table(counted.total),
        cache_bytes_per_token=cache_per_token(model),
    )


def preset_values(kind: Kind, name: str | None) -> Mapping[str, Any]:
    """The dimensions of a preset as the kind takes them; none without a preset.

    LoRA and adapters take any transformer, as the model below.

    Raises:
        BadDimension: the kind has no preset of that name.
    """
    if name is None:
        return {}
    usable = usable_presets(kind)
    if name not in usable:
        listed = ", ".join(usable) or "none for this kind"
        raise BadDimension(f"no preset {name[:40]!r}; there are {listed}", field=None)
    preset = usable[name]
    if preset.kind == kind.name:
        return preset.values
    model = read_model(KINDS[preset.kind].model, preset.values)
    taken = {f.name: getattr(model, f.name) for f in kind.fields if f.name in preset.values}
    return {**taken, "base_parameters": count(model).total}


def usable_presets(kind: Kind) -> Mapping[str, Preset]:
    """The presets that can fill the fields of a kind, by name."""
    stands_on = {field.name for field in kind.fields} >= {"base_parameters"}
    return {
        name: preset
        for name, preset in presets().items()
        if preset.kind == kind.name or (stands_on and preset.kind == "transformer")
    }


def kind_named(name: str) -> Kind:
    """The kind of that name, written with "-" or "_".

    Raises:
        NotFound: there is none.
    """
    found = KINDS.get(name.replace("-", "_"))
    if found is None:
        raise NotFound(f"no kind {name[:40]!r}; there are {', '.join(KINDS)}")
    return found
