"""What is known of a model's sampling settings: defaults when none are sent, and refusals."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from monitor.catalog.served_id import resolve_served
from monitor.domain.json_value import JsonValue
from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.sampling import ProviderDefault, SamplingSettings

_PREFIX = "sampling."
_SUFFIX = ".default"
_TAKEN = ".taken"
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
        told = told and claim.superseded_by is None
        if told and claim.basis in _KNOWN and claim.as_of <= as_of:
            latest[setting] = ProviderDefault(
                field=setting, value=claim.value, source=claim.source, as_of=claim.as_of
            )
    return tuple(latest[setting] for setting in sorted(latest))


def defaults_from_catalog(
    model: str, *, provider: str | None = None, as_of: date
) -> tuple[ProviderDefault, ...]:
    """The defaults that the shipped catalog knows of the model under an id, by name."""
    card = resolve_served(model, provider=provider, on=as_of).card
    return () if card is None else defaults_from_card(card, as_of=as_of)


def refusal_claim(setting: str, *, as_of: date) -> Claim:
    """What is learned of a model when its provider refuses a setting."""
    return Claim(
        field=f"{_PREFIX}{setting}{_TAKEN}",
        value=False,
        basis=Basis.DISCOVERED_AT_RUNTIME,
        source="the provider's HTTP 400",
        as_of=as_of,
    )


def echoed_claims(
    effective: Mapping[str, JsonValue] | None, sent: Collection[str], *, as_of: date
) -> tuple[Claim, ...]:
    """The defaults that an answer tells: what it echoes of our settings without having been sent.

    >>> from datetime import date
    >>> told = {"temperature": 1.0, "top_p": 0.98, "service_tier": "default"}
    >>> claims = echoed_claims(told, {"temperature"}, as_of=date(2026, 11, 24))
    >>> [(claim.field, claim.value) for claim in claims]
    [('sampling.top_p.default', 0.98)]
    """
    return tuple(
        Claim(
            field=f"{_PREFIX}{name}{_SUFFIX}",
            value=value,
            basis=Basis.DISCOVERED_AT_RUNTIME,
            source="what the provider echoes in its answers",
            as_of=as_of,
        )
        for name, value in (effective or {}).items()
        if name in SamplingSettings.__dataclass_fields__ and name not in sent
        if isinstance(value, int | float | str) and not isinstance(value, bool)
    )


def refused_settings(card: ModelCard) -> frozenset[str]:
    """The settings that the model's provider has refused, as far as the card remembers."""
    return frozenset(
        claim.field.removeprefix(_PREFIX).removesuffix(_TAKEN)
        for claim in card.claims
        if claim.field.startswith(_PREFIX)
        and claim.field.endswith(_TAKEN)
        and claim.basis is Basis.DISCOVERED_AT_RUNTIME
        and claim.superseded_by is None
        and not claim.value
    )
