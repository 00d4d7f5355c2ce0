"""The gate before sending: which settings a model takes, and what is left out because of that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.catalog.resolve import strongest_claim
from monitor.catalog.served_id import resolve_served
from monitor.catalog.shipped import conditional_rules, shipped_cards
from monitor.domain.json_value import JsonValue
from monitor.domain.model_card import SAME_MODEL, Claim, ModelCard
from monitor.domain.question import Target, UnsupportedPolicy
from monitor.domain.sampling import Dropped
from monitor.errors import UnsupportedSetting

REFUSED_BY_PROVIDER = "the provider refused it with HTTP 400"

_GO_WITH_TEMPERATURE = ("temperature", "top_p", "top_k")
"""A model that refuses a temperature refuses the other ways of shaping the same draw."""


class Acceptance(StrEnum):
    """Whether a model takes a setting."""

    YES = "yes"
    NO = "no"
    ONLY_IF = "only_if"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capability:
    """What is known of a setting of a model.

    Attributes:
        condition: the other settings under which it is taken; set for "only_if".
        source: who says so; "" where nothing is known.
    """

    acceptance: Acceptance
    source: str = ""
    condition: Mapping[str, JsonValue] | None = None


def capability(
    model: str,
    field: str,
    *,
    provider: str | None = None,
    refused: Collection[str] = (),
    card: ModelCard | None = None,
) -> Capability:
    """Whether a model takes a setting: its own refusals, then the workspace, then the catalog.

    Args:
        model: as it is requested.
        field: the setting in our name.
        provider: with whom; None where that does not matter.
        refused: settings that the provider has refused for this model.
        card: what a workspace knows of the model, the shipped claims beneath its own; None for the
            shipped catalog alone.
    """
    if field in refused:
        return Capability(Acceptance.NO, REFUSED_BY_PROVIDER)
    shipped = _shipped_card(model, provider, card)
    claims = _claims(card, shipped)
    told = strongest_claim(claims, f"sampling.{field}.taken")
    if told is None and field in _GO_WITH_TEMPERATURE:
        told = strongest_claim(claims, "sampling.temperature.taken")
    is_own = told is not None and (shipped is None or told not in shipped.claims)
    conditional = None if is_own or shipped is None else _conditional(shipped, field)
    if conditional is not None:
        return conditional
    if told is None:
        return Capability(Acceptance.UNKNOWN)
    return Capability(Acceptance.YES if told.value else Acceptance.NO, told.source)


def _conditional(shipped: ModelCard, field: str) -> Capability | None:
    for rule in conditional_rules():
        models, condition = rule["models"], rule["only_if"]
        assert isinstance(models, list)
        assert isinstance(condition, Mapping)
        if shipped.key in models and rule["field"] == field:
            return Capability(Acceptance.ONLY_IF, str(rule["source"]), condition)
    return None


def _shipped_card(model: str, provider: str | None, card: ModelCard | None) -> ModelCard | None:
    found = resolve_served(model, provider=provider).card
    if found is None and card is not None and card.relation in SAME_MODEL:
        return shipped_cards().get(card.stands_on or "")
    return found


def _claims(card: ModelCard | None, shipped: ModelCard | None) -> Sequence[Claim]:
    beneath = () if shipped is None else shipped.claims
    if card is None:
        return beneath
    return card.claims if card.stands_on is not None else (*card.claims, *beneath)


def admit(
    target: Target, *, refused: Collection[str] = (), card: ModelCard | None = None
) -> tuple[Target, tuple[Dropped, ...]]:
    """The target with the settings that its model takes, and those that it does not.

    What is not known is let through: the provider's answer is the better source.

    Args:
        target: as it is configured.
        refused: settings that the provider has refused for its model.
        card: what a workspace knows of its model; None for the shipped catalog alone.

    Raises:
        UnsupportedSetting: the target wants an error rather than a setting left out.
    """
    claims = _claims(card, _shipped_card(target.model, target.provider, card))
    dropped = []
    for field in target.settings.given():
        known = capability(
            target.model, field, provider=target.provider, refused=refused, card=card
        )
        reason = _reason_against(target, known, claims)
        if reason is not None:
            dropped.append(Dropped(field, reason))
    if dropped and target.unsupported is UnsupportedPolicy.ERROR:
        first = dropped[0]
        raise UnsupportedSetting(
            f"{target.model} does not take {first.field}: {first.reason}; remove it, or let it be "
            "left out with `unsupported: drop`",
            setting=first.field,
        )
    return without_settings(target, [each.field for each in dropped]), tuple(dropped)


def without_settings(target: Target, fields: Collection[str]) -> Target:
    """The target asking for nothing in these settings."""
    if not fields:
        return target
    return replace(target, settings=replace(target.settings, **dict.fromkeys(fields)))


def _reason_against(target: Target, known: Capability, claims: Sequence[Claim]) -> str | None:
    match known.acceptance:
        case Acceptance.YES | Acceptance.UNKNOWN:
            return None
        case Acceptance.NO:
            return f"the model does not take it ({known.source})"
        case Acceptance.ONLY_IF:
            wanted = known.condition or {}
            effort = strongest_claim(claims, "sampling.reasoning_effort.default")
            default = effort.value if effort else None
            given = {"reasoning_effort": default, **target.settings.given()}
            if all(given.get(name) == value for name, value in wanted.items()):
                return None
            conditions = ", ".join(f"{name} {value}" for name, value in wanted.items())
            return f"the model takes it only with {conditions} ({known.source})"
