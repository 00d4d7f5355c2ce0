"""What changes behind a target: which changes are breaks, of what kind, and how they are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.model_card import Basis, Claim


class DriftKind(StrEnum):
    """What changed.

    SERVED_MODEL: another model answers than before.
    ALIAS_MOVED: the name that is asked for means another model or snapshot than before.
    FINGERPRINT: the service tells another fingerprint of what it runs.
    QUANTIZATION, DEFAULT, PARAMETER: the server tells another packing of the weights, another
        default of a setting, or another figure of the model.
    """

    SERVED_MODEL = "served_model"
    ALIAS_MOVED = "alias_moved"
    FINGERPRINT = "fingerprint"
    QUANTIZATION = "quantization"
    DEFAULT = "default"
    PARAMETER = "parameter"


MAX_VALUE_CHARACTERS = 200

_DEFAULT_FIELD = re.compile(r"sampling\.[a-z_]+\.default")
_OF_THE_MODEL = (
    "parameters.",
    "architecture",
    "context_window",
    "max_output",
    "embedding_width",
    "vocabulary_size",
    "weights_digest",
    "weights.source",
    "adapter.",
    "base_model",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not what it was.

    Attributes:
        field: what changed, such as "served_model" or "sampling.temperature.default".
        before, after: at most 200 characters each.
    """

    kind: DriftKind
    field: str
    before: str
    after: str


def changed_claims(before: Iterable[Claim], after: Iterable[Claim]) -> Iterator[Change]:
    """What the same source says differently now, of what shapes answers.

    What was not told before, or is not told any more, is no change of the model.

    >>> from datetime import date
    >>> old, new = (
    ...     Claim("quantization", value, Basis.DISCOVERED_AT_RUNTIME, "server", date(2026, 11, day))
    ...     for day, value in ((1, "Q8_0"), (2, "Q4_K_M"))
    ... )
    >>> [(each.kind.value, each.before, each.after) for each in changed_claims([old], [new])]
    [('quantization', 'Q8_0', 'Q4_K_M')]
    """
    known = {
        (claim.field, claim.source): claim
        for claim in before
        if claim.superseded_by is None and claim.basis is Basis.DISCOVERED_AT_RUNTIME
    }
    for claim in after:
        kind, old = kind_of(claim.field), known.get((claim.field, claim.source))
        if kind is None or old is None or claim.basis is not Basis.DISCOVERED_AT_RUNTIME:
            continue
        if said(old) != said(claim):
            yield Change(kind, claim.field, said(old), said(claim))


def kind_of(field: str) -> DriftKind | None:
    """The kind of a change in a field of a card; None where it does not shape answers."""
    if field == "quantization":
        return DriftKind.QUANTIZATION
    if field in {"alias_means", "model_version"}:
        return DriftKind.ALIAS_MOVED
    if _DEFAULT_FIELD.fullmatch(field):
        return DriftKind.DEFAULT
    return DriftKind.PARAMETER if field.startswith(_OF_THE_MODEL) else None


def said(claim: Claim) -> str:
    """What a claim says, as a short text."""
    if claim.value is None:
        return f"{claim.low} to {claim.high}"
    return str(claim.value)[:MAX_VALUE_CHARACTERS]


def told_change(target: str, change: Change, on: date, *, count: int = 1) -> str:
    """A change in one sentence for people who read figures of a target.

    >>> moved = Change(DriftKind.ALIAS_MOVED, "served_model", "gpt-x-2026-05", "gpt-x-2026-11")
    >>> told_change("gpt", moved, date(2026, 11, 3))
    'gpt: the alias moved from gpt-x-2026-05 to gpt-x-2026-11 on 2026-11-03.'
    """
    what = {
        DriftKind.SERVED_MODEL: "the model that answers changed",
        DriftKind.ALIAS_MOVED: "the alias moved",
        DriftKind.FINGERPRINT: "the fingerprint of the service changed",
        DriftKind.QUANTIZATION: "the quantization changed",
        DriftKind.DEFAULT: f"{change.field.removesuffix('.default')} has another default,",
        DriftKind.PARAMETER: f"{change.field} changed",
    }[change.kind]
    more = f" ({count} changes that day)" if count > 1 else ""
    return f"{target}: {what} from {change.before} to {change.after} on {on.isoformat()}{more}."
