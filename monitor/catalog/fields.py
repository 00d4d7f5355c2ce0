"""The fields about which claims can be made, with the kind and unit of what is claimed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from monitor.domain.sampling import SamplingSettings
from monitor.errors import BadInput


class Kind(StrEnum):
    """What is claimed in a field."""

    COUNT = "count"
    DATE = "date"
    TRUTH = "truth"
    TEXT = "text"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a model card.

    Attributes:
        meaning: for a reader who sees the name alone.
        unit: None for texts and pure numbers.
        words: the values that a text can have; empty where any text will do.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str | None = None
    words: tuple[str, ...] = ()


LAYOUTS = ("dense", "moe", "hybrid_moe", "hybrid", "ssm")
STATUSES = ("active", "deprecated", "retired")

_COUNT, _TEXT, _DATE, _TRUTH = Kind.COUNT, Kind.TEXT, Kind.DATE, Kind.TRUTH

_FIELDS = (
    Field("parameters.total", _COUNT, "all parameters", "parameters"),
    Field("parameters.active", _COUNT, "parameters used for each token", "parameters"),
    Field("parameters.nonzero", _COUNT, "parameters left after pruning", "parameters"),
    Field("architecture", _TEXT, 'the kind of network, such as "transformer"'),
    Field("architecture.layout", _TEXT, "how the layers are filled", words=LAYOUTS),
    Field("architecture.experts", _COUNT, "experts in each layer"),
    Field("architecture.experts_used", _COUNT, "experts used for each token"),
    Field("architecture.experts_shared", _COUNT, "experts used for every token"),
    Field("architecture.blocks", _COUNT, "layers"),
    Field("architecture.attention_heads", _COUNT, "attention heads in each layer"),
    Field("architecture.key_value_heads", _COUNT, "key and value heads in each layer"),
    Field("architecture.head_width", _COUNT, "width of an attention head"),
    Field("architecture.feed_forward_width", _COUNT, "inner width of the feed-forward part"),
    Field("embedding_width", _COUNT, "width of an embedding"),
    Field("vocabulary_size", _COUNT, "tokens in the vocabulary", "tokens"),
    Field("context_window", _COUNT, "longest input with its answer", "tokens"),
    Field("context_window.trained", _COUNT, "context in training", "tokens"),
    Field("max_output", _COUNT, "longest answer", "tokens"),
    Field("training.tokens", _COUNT, "tokens in training", "tokens"),
    Field("quantization", _TEXT, 'how the weights are packed, such as "Q4_K_M" or "fp8"'),
    Field("license", _TEXT, "the licence of the weights"),
    Field("weights.source", _TEXT, "where the weights are published or were loaded from"),
    Field("open_weights", _TRUTH, "whether the weights are published"),
    Field("vendor", _TEXT, "who made the model"),
    Field("family", _TEXT, "the family of models"),
    Field("modalities.input", _TEXT, "what the model reads"),
    Field("modalities.output", _TEXT, "what the model writes"),
    Field("knowledge_cutoff", _DATE, "last day of the knowledge in its training"),
    Field("release_date", _DATE, "day of its release"),
    Field("retirement_date", _DATE, "day from which it does not answer any more"),
    Field("status", _TEXT, "whether it can still be asked", words=STATUSES),
    Field("successor", _TEXT, "the model that its vendor names instead"),
    Field("alias_means", _TEXT, "the model or snapshot that the requested name means"),
    Field("model_version", _TEXT, "the version that the service tells of the model"),
    Field("reasoning_efforts", _TEXT, "levels of reasoning effort that it takes"),
    Field("thinking_types", _TEXT, "ways of thinking that it takes"),
    Field("region", _TEXT, "where it is run"),
    Field("sampling.supported", _TEXT, "names of the settings that it takes"),
    Field("web_search", _TRUTH, "whether it can search the web"),
)
FIELDS = {field.name: field for field in _FIELDS}

_SETTINGS = frozenset(SamplingSettings.__dataclass_fields__)
_SETTING_FIELD = re.compile(r"sampling\.([a-z_]+)\.(default|taken)")


def field_named(name: str) -> Field:
    """The field of that name.

    Raises:
        BadInput: there is none; the message names the nearest ones.
    """
    if name in FIELDS:
        return FIELDS[name]
    setting = _SETTING_FIELD.fullmatch(name)
    if setting and setting.group(1) in _SETTINGS:
        if setting.group(2) == "taken":
            return Field(name, Kind.TRUTH, f"whether the model takes {setting.group(1)}")
        return Field(name, Kind.SETTING, f"{setting.group(1)} when none is sent")
    near = get_close_matches(name, FIELDS, n=3) or ["parameters.total", "context_window"]
    raise BadInput(
        f"there is no field {name!r} on model cards; near it are {', '.join(near)}, and "
        "sampling.SETTING.default or sampling.SETTING.taken for each setting"
    )
