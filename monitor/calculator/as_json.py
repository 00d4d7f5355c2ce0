"""The one JSON shape of calculations and of the kinds that can be counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.calculator.dimensions import Field
from monitor.calculator.kinds import Calculation, Kind, usable_presets

GLOSSARY = "/v1/glossary"

_TYPES = {int: "integer", bool: "boolean", str: "string"}


def kind_json(kind: Kind) -> dict[str, Any]:
    """A kind with its fields and the published models that can fill them."""
    return {
        "kind": kind.name,
        "title": kind.title,
        "formula": kind.formula,
        "explained_at": f"{GLOSSARY}/{kind.term}",
        "fields": [_field_json(field) for field in kind.fields],
        "presets": [
            {
                "preset": preset.name,
                "title": preset.title,
                "card": preset.card,
                "published_total": preset.published,
                "source": preset.source,
                "values": dict(preset.values),
            }
            for preset in usable_presets(kind).values()
        ],
    }


def _field_json(field: Field) -> dict[str, Any]:
    number = field.holds is int
    return {
        "name": field.name,
        "type": _TYPES[field.holds],
        "meaning": field.about.text,
        "required": field.required,
        "default": field.default,
        "least": field.about.least if number else None,
        "most": field.about.most if number else None,
        "one_of": list(field.about.one_of) or None,
        "several": field.about.several,
    }


def calculation_json(done: Calculation) -> Mapping[str, Any]:
    """A calculation with all its parts."""
    counted = done.count
    return {
        "kind": done.kind,
        "preset": done.preset,
        "values": {
            name: value if value is None else _plain(value) for name, value in done.values.items()
        },
        "weights": counted.weights,
        "biases": counted.biases,
        "embeddings": counted.embeddings,
        "norms": counted.norms,
        "below": counted.below,
        "total": counted.total,
        "active": counted.active,
        "trainable": counted.trainable,
        "parts": [
            {
                "name": part.name,
                "sort": part.sort.value,
                "shape": list(part.shape),
                "copies": part.copies,
                "total": part.total,
                "active": part.active,
                "trained": part.trained,
            }
            for part in counted.parts
        ],
        "memory": [
            {
                "format": row.format,
                "bits_per_weight": row.bits_per_weight,
                "bytes": row.bytes,
                "meaning": row.told,
            }
            for row in done.memory
        ],
        "cache_bytes_per_token": done.cache_bytes_per_token,
    }


def _plain(value: int | bool | str) -> int | bool | str:
    # An enum's member is a text of its own; JSON and comparisons shall see the plain one.
    return str(value) if isinstance(value, str) else value
