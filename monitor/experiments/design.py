"""What an experiment varies: its arms, each a target, made from targets of the configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from math import isfinite

from monitor.catalog.capabilities import admit
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Channel, Target, UnsupportedPolicy
from monitor.domain.sampling import SamplingSettings
from monitor.errors import BadInput
from monitor.providers.protocol import Provider

FEWEST_ON_LADDER = 3
FEWEST_REPEATS = 2
"""With one answer to each prompt nobody knows how much chance there is in it."""

USUAL_REPEATS = 5
USUAL_SEED = 20260101

_WHOLE = frozenset({"top_k", "max_tokens", "seed"})
_WORDS = frozenset({"reasoning_effort"})
_NOT_SWEPT = frozenset({"stop", "seed"})


class ExperimentKind(StrEnum):
    """What is varied.

    SWEEP: one setting of one model. LADDER: models of one family by size. PAIR: a model against
    its fine-tune, quantization or counterpart. GROUNDING: web search off and on. SYSTEM_PROMPT:
    other instructions beside the prompt.
    """

    SWEEP = "sweep"
    LADDER = "ladder"
    PAIR = "pair"
    GROUNDING = "grounding"
    SYSTEM_PROMPT = "system_prompt"


@dataclass(frozen=True, slots=True)
class ExperimentOrder:
    """What a user wants to try, by the keys of the configuration.

    Attributes:
        key: its name; None for one made from what is varied.
        monitor_key: whose prompts are asked; None for the only monitor's.
        setting, values: of a sweep.
        system_prompts: of an experiment with these.
    """

    kind: ExperimentKind
    target_keys: tuple[str, ...]
    repeats: int
    seed: int
    key: str | None = None
    monitor_key: str | None = None
    setting: str | None = None
    values: tuple[str, ...] = ()
    system_prompts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the ways of asking that are compared; the first is what others are compared with.

    Attributes:
        level: where it stands on what is varied; None where that has no order.
    """

    label: str
    target: Target
    level: float | None = None


@dataclass(frozen=True, slots=True)
class Design:
    """An experiment before it is asked.

    Attributes:
        varied: in words or as the name of a setting.
        seed: decides the order of the questions.
    """

    key: str
    kind: ExperimentKind
    varied: str
    arms: tuple[Arm, ...]
    prompt_keys: tuple[str, ...]
    repeats: int
    seed: int

    @property
    def calls(self) -> int:
        """How many calls it makes, retries not counted."""
        return len(self.arms) * len(self.prompt_keys) * self.repeats


def sweep_arms(
    base: Target,
    setting: str,
    values: Sequence[str],
    provider: Provider,
    *,
    card: ModelCard | None = None,
) -> tuple[Arm, ...]:
    """One arm for each value of a setting, lowest first; efforts in the order given.

    Args:
        base: the target whose setting is varied.
        setting: in our name.
        values: as a user writes them.
        provider: the target's.
        card: what a workspace knows of the model; None for the shipped catalog alone.

    Raises:
        BadInput: the model does not take the setting, or the values cannot be used; with reason.
    """
    known = [field.name for field in fields(SamplingSettings) if field.name not in _NOT_SWEPT]
    if setting not in known:
        raise BadInput(f"expected a setting among {', '.join(known)}, found {setting!r}")
    if setting not in provider.wire_names:
        raise BadInput(
            f"{provider.name} has no setting {setting}; the sweep was not run. "
            f"It takes: {', '.join(provider.wire_names)}"
        )
    read = [_value_of(setting, text) for text in values]
    if len(set(read)) != len(read) or len(read) < 2:
        raise BadInput(f"expected at least two different values of {setting}, found {values}")
    ordered = read if setting in _WORDS else sorted(read)
    arms = tuple(
        Arm(
            label=f"{setting} {value}",
            target=_derived(
                base,
                f"{setting}={value}",
                settings=replace(base.settings, **{setting: value}),  # type: ignore[arg-type]  # by name
            ),
            level=float(place if isinstance(value, str) else value),
        )
        for place, value in enumerate(ordered)
    )
    _refuse_what_is_dropped(arms, setting, card)
    return arms


def _value_of(setting: str, text: str) -> float | int | str:
    if setting in _WORDS:
        return text
    try:
        number = int(text) if setting in _WHOLE else float(text)
    except ValueError as error:
        raise BadInput(f"expected a number for {setting}, found {text!r}") from error
    if not isfinite(number):
        raise BadInput(f"expected a finite number for {setting}, found {text!r}")
    return number


def _refuse_what_is_dropped(arms: Sequence[Arm], setting: str, card: ModelCard | None) -> None:
    lenient = [replace(arm.target, unsupported=UnsupportedPolicy.DROP) for arm in arms]
    dropped = [admit(target, card=card)[1] for target in lenient]
    for each in (one for left_out in dropped for one in left_out):
        if each.field == setting:
            raise BadInput(
                f"This model ignores or refuses {setting}; the sweep was not run. "
                f"{arms[0].target.model}: {each.reason}"
            )
    kinds = {frozenset(one.field for one in left_out) for left_out in dropped}
    if len(kinds) > 1:
        fields_ = ", ".join(sorted(frozenset.union(*kinds)))
        raise BadInput(
            f"with some values of {setting} the model does not take {fields_}; what is found could "
            "come from either. Leave that out of the target's settings"
        )


def ladder_arms(targets: Sequence[Target], families: Sequence[str | None]) -> tuple[Arm, ...]:
    """The targets as arms; their order is that of the command, sizes come with the cards.

    Raises:
        BadInput: fewer than three models, models of several families, or not asked alike.
    """
    if len({target.model for target in targets}) < FEWEST_ON_LADDER:
        raise BadInput(f"expected at least {FEWEST_ON_LADDER} targets with different models")
    known = {family for family in families if family is not None}
    if len(known) > 1:
        raise BadInput(
            f"expected models of one family, found {', '.join(sorted(known))}: families differ in "
            "more than size; compare them with `namedrop report parameters`"
        )
    _refuse_other_differences(targets)
    return tuple(Arm(target.key, target) for target in targets)


def pair_arms(targets: Sequence[Target]) -> tuple[Arm, ...]:
    """The base and what is compared with it.

    Raises:
        BadInput: not two targets, or they differ in more than the model.
    """
    if len(targets) != 2 or targets[0].asking_sha256() == targets[1].asking_sha256():
        raise BadInput("expected two targets that differ: the base first")
    _refuse_other_differences(targets)
    return tuple(Arm(target.key, target) for target in targets)


def _refuse_other_differences(targets: Sequence[Target]) -> None:
    first = targets[0]
    for other in targets[1:]:
        for name in ("channel", "settings", "web_search", "system_prompt", "country"):
            if getattr(first, name) != getattr(other, name):
                raise BadInput(
                    f"targets {first.key} and {other.key} differ in {name}, too; what is found "
                    "could come from either. Give them the same"
                )


def grounding_arms(base: Target, provider: Provider) -> tuple[Arm, ...]:
    """The model by itself, and with web search.

    Raises:
        BadInput: the provider cannot be asked to search.
    """
    if not provider.features.web_search or base.channel is not Channel.API:
        raise BadInput(f"{provider.name} cannot be asked to search the web")
    return (
        Arm("closed book", _derived(base, "closed-book", web_search=False), 0.0),
        Arm("grounded", _derived(base, "grounded", web_search=True), 1.0),
    )


def system_prompt_arms(base: Target, prompts: Sequence[str]) -> tuple[Arm, ...]:
    """The target as it is, and with each of the system prompts.

    Raises:
        BadInput: there is none, or one stands twice.
    """
    texts = [base.system_prompt, *prompts]
    if not prompts or len(set(texts)) != len(texts):
        raise BadInput("expected system prompts that differ from each other and the target's own")
    own = Arm("as it is", _derived(base, "system=own"))
    return (
        own,
        *(
            Arm(f"system prompt {n}", _derived(base, f"system={n}", system_prompt=text))
            for n, text in enumerate(prompts, start=1)
        ),
    )


def _derived(base: Target, suffix: str, **changes: object) -> Target:
    return replace(base, key=f"{base.key}~{suffix}", **changes)  # type: ignore[arg-type]  # fields by name
