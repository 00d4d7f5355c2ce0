"""The shipped catalog: what public sources say of models, and finding a model in it by an id."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from monitor.domain.json_value import JsonObject, JsonValue

_DATE = re.compile(r"[-@](?:20\d{2}-?\d{2}-?\d{2}|\d{4})$")
_VERSION_MARK = re.compile(r"(?:-v\d+)?(?::[\w.-]+)?$")


@dataclass(frozen=True, slots=True)
class ShippedModel:
    """What the shipped catalog says of how a model is sampled; None where it says nothing.

    Attributes:
        accepts_temperature: whether the provider's own API takes a temperature.
        defaults: the provider's default of each setting that is known.
        default_reasoning_effort: the effort when none is sent.
        accepts_source, defaults_source: who says so, in words; "" where nobody does.
    """

    id: str
    vendor: str
    name: str
    accepts_temperature: bool | None
    defaults: Mapping[str, JsonValue]
    default_reasoning_effort: str | None
    accepts_source: str
    defaults_source: str


@lru_cache(maxsize=1024)
def find_shipped(model: str) -> ShippedModel | None:
    """The model that an id means, as far as the shipped catalog knows it.

    Prefixes of gateways and regions, dates and revision marks are looked through:

    >>> found = find_shipped("us.anthropic.claude-opus-4-5-20251101-v1:0")
    >>> found.id if found else None
    'anthropic/claude-opus-4-5'
    """
    index = _index()
    return next((index[name] for name in _candidates(model.lower()) if name in index), None)


def _candidates(model: str) -> Iterator[str]:
    yield model
    bare = model.rsplit("/", 1)[-1]
    for name in (bare, _VERSION_MARK.sub("", bare), bare.rsplit(".anthropic.", 1)[-1]):
        plain = _VERSION_MARK.sub("", name)
        yield from (name, plain, _DATE.sub("", plain))


@lru_cache(maxsize=1)
def _index() -> Mapping[str, ShippedModel]:
    index: dict[str, ShippedModel] = {}
    data = _package_json("models.json")
    assert isinstance(data, dict)
    for entry in data["models"]:
        model = _shipped(entry, data["sources"])
        spellings = (entry["id"], entry["id"].split("/", 1)[1], *entry["aliases"])
        given = (value for key, value in entry["ids"].items() if key != "epoch_row")
        for name in (*spellings, *given):
            if isinstance(name, str):
                index.setdefault(name.lower(), model)
                index.setdefault(name.lower().rsplit("/", 1)[-1], model)
    return index


def _shipped(entry: dict[str, dict[str, JsonObject]], sources: JsonObject) -> ShippedModel:
    sampling = entry["sampling"]
    accepts = sampling["accepts_temperature"] or {}
    defaults = sampling["provider_default"] or {}
    effort = sampling["default_reasoning_effort"] or {}
    value = defaults.get("value")
    return ShippedModel(
        id=str(entry["id"]),
        vendor=str(entry["vendor"]),
        name=str(entry["name"]),
        accepts_temperature=_truth(accepts.get("value")),
        defaults=value if isinstance(value, Mapping) else {},
        default_reasoning_effort=str(effort["value"]) if effort.get("value") else None,
        accepts_source=_title(sources, accepts),
        defaults_source=_title(sources, defaults),
    )


def _title(sources: JsonObject, fact: JsonObject) -> str:
    source = sources.get(str(fact.get("source")))
    return str(source["title"]) if isinstance(source, Mapping) else ""


def _truth(value: JsonValue) -> bool | None:
    return value if isinstance(value, bool) else None


@lru_cache(maxsize=1)
def conditional_rules() -> tuple[JsonObject, ...]:
    """Settings that a model takes only together with others, as reviewed data."""
    rules = _package_json("sampling_rules.json")
    assert isinstance(rules, list)
    return tuple(rules)


def _package_json(name: str) -> object:
    return json.loads(files("monitor.catalog").joinpath("data", name).read_text("utf-8"))
