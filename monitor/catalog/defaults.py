"""What a model's card tells of the sampling settings that are used when none are sent."""

from __future__ import annotations

from datetime import date

from monitor.domain.model_card import Basis, ModelCard
from monitor.domain.sampling import ProviderDefault

_PREFIX = "sampling."
_SUFFIX = ".default"
_KNOWN = frozenset({Basis.DISCOVERED_AT_RUNTIME, Basis.OFFICIAL, Basis.DERIVED})


def defaults_from_card(card: ModelCard, *, as_of: date) -> tuple[ProviderDefault, ...]:
    """The defaults that were known on a day, one per setting, by name.

    Settings beyond our own (such as "repeat_penalty") are included: they shape answers as well.
    A later claim about a setting replaces an earlier one; estimates are no defaults.
    """
    latest: dict[str, ProviderDefault] = {}
    for claim in sorted(card.claims, key=lambda claim: claim.as_of):
        setting = claim.field.removeprefix(_PREFIX).removesuffix(_SUFFIX)
        told = claim.field == f"{_PREFIX}{setting}{_SUFFIX}" and claim.value is not None
        if told and claim.basis in _KNOWN and claim.as_of <= as_of:
            latest[setting] = ProviderDefault(
                field=setting, value=claim.value, source=claim.source, as_of=claim.as_of
            )
    return tuple(latest[setting] for setting in sorted(latest))
