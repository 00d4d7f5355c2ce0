"""What a file of a public catalog tells: models with claims about each, and who is cited."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from monitor.catalog.fields import field_named
from monitor.catalog.validate import require_valid
from monitor.domain.model_card import Basis, Claim, Confidence
from monitor.errors import BadInput

B = 10**9

_Entry = TypeVar("_Entry", bound=BaseModel)


class Entry(BaseModel):
    """One entry of a file; what is not read here may be anything."""

    model_config = ConfigDict(extra="ignore", frozen=True)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who is cited for what a file says.

    Attributes:
        key: of the source in the shipped catalog; a claim of it there is the older edition.
        name: as it stands on claims; without an edition, since a file does not tell it.
        as_of: the day for which the file speaks.
    """

    key: str
    name: str
    url: str
    as_of: date

    def claim(
        self,
        field: str,
        value: float | str | bool | None,
        basis: Basis,
        **more: Any,
    ) -> Claim:
        """A claim of this source with the unit of its field; trusted halfway unless told."""
        usual: dict[str, Any] = {"confidence": Confidence.MEDIUM, "primary_read": False}
        return Claim(
            field=field,
            value=value,
            basis=basis,
            source=self.name,
            source_url=self.url,
            as_of=self.as_of,
            unit=field_named(field).unit,
            **usual | more,
        )


_SOURCES = {
    "ecologits": ("EcoLogits", "https://ecologits.ai/latest/methodology/proprietary_models"),
    "openrouter": ("OpenRouter", "https://openrouter.ai/api/v1/models"),
    "modelsdev": ("models.dev", "https://models.dev"),
    "litellm": ("litellm", "https://github.com/BerriAI/litellm"),
    "epoch_csv": ("Epoch AI models CSV", "https://epoch.ai/data/ai-models"),
}

IMPORT_NAMES = frozenset(name for name, _ in _SOURCES.values())
"""Who is cited on claims that were imported."""


def origin_of(key: str, as_of: date) -> Origin:
    """The source of that key, speaking for a day."""
    name, url = _SOURCES[key]
    return Origin(key, name, url, as_of)


@dataclass(frozen=True, slots=True)
class ImportedModel:
    """What a file says of one model.

    Attributes:
        id: as the file writes it.
        provider: with whom the id holds, in our word; None for an id of no single provider.
        sold_by: who offers the model in this entry; what a reseller says of its offer is not
            about the model. None where the file does not tell offers apart.
    """

    id: str
    provider: str | None
    claims: tuple[Claim, ...]
    sold_by: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """All models of a file.

    Attributes:
        unreadable: entries that are not of the expected shape, with the reason.
    """

    models: tuple[ImportedModel, ...]
    unreadable: tuple[str, ...]


def read_entries(
    kind: type[_Entry],
    entries: Iterable[tuple[str, object]],
    read: Callable[[str, _Entry], ImportedModel | None],
) -> ImportedFile:
    """The models of named entries; those that say nothing of use are left out."""
    models, unreadable = [], []
    for name, entry in entries:
        try:
            model = read(name, kind.model_validate(entry))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            unreadable.append(f"{name}: {place}: {first['msg']}")
            continue
        # A file may hold empty texts and impossible numbers; they say nothing.
        claims = tuple(c for c in model.claims if problem_of([c]) is None) if model else ()
        if model is not None and claims:
            models.append(replace(model, claims=claims))
    return ImportedFile(tuple(models), tuple(unreadable))


def problem_of(claims: Sequence[Claim]) -> str | None:
    """Why the claims cannot be recorded together; None when they can."""
    try:
        require_valid(claims)
    except BadInput as error:
        return str(error)
    return None


def read_json(text: str, *, expected: str) -> Mapping[str, Any]:
    """The JSON object in a file; numbers with a point are exact decimals.

    Raises:
        BadInput: it is no JSON object.
    """
    try:
        told = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"expected {expected}, found no JSON: {error}") from error
    if not isinstance(told, dict):
        raise BadInput(f"expected {expected}, found JSON that is no object")
    return told


def billions(number: Decimal | None) -> int | None:
    """A count that is given in billions; None for none, and for what is no count above 0.

    >>> billions(Decimal("8.03"))
    8030000000
    """
    if number is None or not number.is_finite() or number <= 0:
        return None
    return int((number * B).to_integral_value())
