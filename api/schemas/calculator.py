"""Counting parameters: kinds of models, their fields, and what a count gives."""

from __future__ import annotations

from pydantic import Field, StrictBool, StrictInt, StrictStr

from api.schemas.base import Shape
from monitor.calculator.count import Sort


class CountedField(Shape):
    """One dimension of a kind of model."""

    name: str
    """What it is called in `values`."""
    type: str
    """"integer", "boolean" or "string"."""
    meaning: str
    """What it means."""
    required: bool
    """Whether it must be given, by itself or by a preset."""
    default: int | bool | str | None
    """What holds when it is not given; null where it must be, or follows from others."""
    least: int | None
    """The smallest whole number; null for other types."""
    most: int | None
    """The largest whole number; null for other types."""
    one_of: list[str] | None
    """The words that it takes; null for other types."""
    several: bool
    """Whether it takes several of the words, with commas between them."""


class CountedPreset(Shape):
    """A published model whose dimensions are known."""

    preset: str
    """What it is called in `preset`."""
    title: str
    """As it is shown."""
    card: str | None
    """The key of its model card; null where it has none."""
    published_total: int
    """The total that is published for it, to hold the count against."""
    source: str
    """Who publishes it."""
    values: dict[str, int | bool | str | None]
    """Its dimensions."""


class CountedKind(Shape):
    """A kind of model that can be counted."""

    kind: str
    """What it is called in the address."""
    title: str
    """As it is shown."""
    formula: str
    """How its [parameters](/pages/glossary/parameters) are counted, in short."""
    explained_at: str
    """The address of the glossary's term."""
    fields: list[CountedField]
    """Its dimensions."""
    presets: list[CountedPreset]
    """Published models that can fill them."""


class CountedKinds(Shape):
    """All kinds of models that can be counted."""

    items: list[CountedKind]
    """From the simplest to the largest, then what is trained on top of others."""


class CalculationRequest(Shape):
    """What to count."""

    preset: StrictStr | None = Field(default=None, max_length=100)
    """A published model to begin with."""
    values: dict[str, StrictBool | StrictInt | StrictStr | None] = Field(
        default_factory=dict, max_length=50
    )
    """Dimensions by the names of the kind's fields; they go before those of the preset."""


class CountedPart(Shape):
    """One tensor of a model, or several alike."""

    name: str
    """What it is for."""
    sort: Sort
    """Among which parameters it counts."""
    shape: list[int]
    """Its dimensions."""
    copies: int
    """How often it stands in the model."""
    total: int
    """The parameters of all copies."""
    active: int
    """The parameters that work on one token."""
    trained: bool
    """Whether training changes it."""


class FormatSize(Shape):
    """What all parameters need in one number format."""

    format: str
    """Its name."""
    bits_per_weight: float
    """With the scales of its blocks; see [quantization](/pages/glossary/quantization)."""
    bytes: int
    """As if all parameters were kept in it; real files are somewhat larger."""
    meaning: str
    """What it is, and where its size comes from."""


class Calculated(Shape):
    """The parameters of a model; the sorts, from weights to below, add up to the total."""

    kind: str
    """What was counted."""
    preset: str | None
    """What it began with; null without a preset."""
    values: dict[str, int | bool | str | None]
    """The dimensions that were used; null for one that follows from others."""
    weights: int
    """[Weights](/pages/glossary/weights-and-biases), embeddings and norms left out."""
    biases: int
    """[Biases](/pages/glossary/weights-and-biases) of layers."""
    embeddings: int
    """[Embeddings](/pages/glossary/embeddings) of tokens and positions, in and out."""
    norms: int
    """Scales and shifts of norms."""
    below: int
    """Parameters of the model that [LoRA](/pages/glossary/lora) or adapters stand on; 0 where none
    is told of."""
    total: int
    """All [parameters](/pages/glossary/parameters)."""
    active: int
    """[Active](/pages/glossary/active-parameters) for one token; less than the total only for a
    mixture of experts."""
    trainable: int
    """What training changes; less than the total for LoRA and adapters on a model."""
    parts: list[CountedPart]
    """What the total is made of."""
    memory: list[FormatSize]
    """What they need in each number format."""
    cache_bytes_per_token: int | None
    """What each token of context needs beside them, in 16 bits; null for models without a
    [KV cache](/pages/glossary/kv-cache)."""
