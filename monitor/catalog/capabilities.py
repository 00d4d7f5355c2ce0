"""The gate before sending: which settings a model takes, and what is left out because of that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.catalog.served_id import resolve_served
from monitor.catalog.shipped import conditional_rules
from monitor.domain.json_value import JsonValue
from monitor.domain.model_card import Claim, ModelCard
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
    model: str, field: str, *, provider: str | None = None, refused: Collection[str] = ()
) -> Capability:
    """Whether a model takes a setting, from its own refusals first and the shipped catalog then.

    Args:
        model: as it is requested.
        field: the setting in our name.
        provider: with whom; None where that does not matter.
        refused: settings that the provider has refused for this model.
    """
    if field in refused:
        return Capability(Acceptance.NO, REFUSED_BY_PROVIDER)
    card = resolve_served(model, provider=provider).card
    if card is None:
        return Capability(Acceptance.UNKNOWN)
    for rule in conditional_rules():
        models, condition = rule["models"], rule["only_if"]
        assert isinstance(models, list)
        assert isinstance(condition, Mapping)
        if card.key in models and rule["field"] == field:
            return Capability(Acceptance.ONLY_IF, str(rule["source"]), condition)
    told = _claim_about(card, "sampling.temperature.taken")
    if field in _GO_WITH_TEMPERATURE and told is not None:
        return Capability(Acceptance.YES if told.value else Acceptance.NO, told.source)
    return Capability(Acceptance.UNKNOWN)


def _claim_about(card: ModelCard, field: str) -> Claim | None:
    current = (c for c in card.claims if c.field == field and c.superseded_by is None)
    return next(current, None)


def admit(target: Target, *, refused: Collection[str] = ()) -> tuple[Target, tuple[Dropped, ...]]:
    """The target with the settings that its model takes, and those that it does not.

    What is not known is let through: the provider's answer is the better source.

    Raises:
        UnsupportedSetting: the target wants an error rather than a setting left out.
    """
    card = resolve_served(target.model, provider=target.provider).card
    dropped = []
    for field in target.settings.given():
        known = capability(target.model, field, provider=target.provider, refused=refused)
        reason = _reason_against(target, known, card)
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


def _reason_against(target: Target, known: Capability, card: ModelCard | None) -> str | None:
    match known.acceptance:
        case Acceptance.YES | Acceptance.UNKNOWN:
            return None
        case Acceptance.NO:
            return f"the model does not take it ({known.source})"
        case Acceptance.ONLY_IF:
            wanted = known.condition or {}
            effort = _claim_about(card, "sampling.reasoning_effort.default") if card else None
            default = effort.value if effort else None
            given = {"reasoning_effort": default, **target.settings.given()}
            if all(given.get(name) == value for name, value in wanted.items()):
                return None
            conditions = ", ".join(f"{name} {value}" for name, value in wanted.items())
            return f"the model takes it only with {conditions} ({known.source})"
