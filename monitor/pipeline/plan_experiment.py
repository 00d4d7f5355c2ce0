"""From a configuration to an experiment: what it varies, what it could find, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log10

from monitor.catalog.call_costs import RunEstimate, estimate_run
from monitor.catalog.served_id import resolve_served
from monitor.catalog.summary import CardSummary, summarize
from monitor.configuration.configuration import Configuration
from monitor.domain.question import Target
from monitor.errors import BadInput
from monitor.experiments.design import (
    FEWEST_REPEATS,
    Arm,
    Design,
    ExperimentKind,
    ExperimentOrder,
    grounding_arms,
    ladder_arms,
    pair_arms,
    sweep_arms,
    system_prompt_arms,
)
from monitor.experiments.foresight import USUAL_RATE, Foresight, foresee
from monitor.pipeline.plan import choose_monitor
from monitor.providers.registry import provider_named


@dataclass(frozen=True, slots=True)
class PlannedExperiment:
    """An experiment with what it could find and what it is about to cost."""

    design: Design
    foresight: Foresight
    cost: RunEstimate


def plan_experiment(
    configuration: Configuration,
    order: ExperimentOrder,
    *,
    now: datetime,
    rate: float = USUAL_RATE,
) -> PlannedExperiment:
    """The experiment that is meant; nothing is kept or asked.

    Args:
        configuration: its targets and prompts can be used.
        order: what is meant.
        now: whose prices hold.
        rate: of the brand for which it is told what could be found.

    Raises:
        BadInput: it cannot be run, with the reason.
    """
    if order.repeats < FEWEST_REPEATS:
        raise BadInput(f"expected at least {FEWEST_REPEATS} repeats, found {order.repeats}")
    targets = [_target_of(configuration, key) for key in order.target_keys]
    arms = _arms(order, targets)
    design = Design(
        key=order.key or _key_of(order),
        kind=order.kind,
        varied=_varied(order),
        arms=arms,
        prompt_keys=choose_monitor(configuration, order.monitor_key).prompt_keys,
        repeats=order.repeats,
        seed=order.seed,
    )
    texts = {prompt.key: prompt for prompt in configuration.prompts}
    calls = [(arm.target, texts[key]) for arm in arms for key in design.prompt_keys]
    cost = estimate_run(calls, now, fewest=design.repeats, most=design.repeats)
    sizes = [_size_of(arm.target) for arm in arms]
    known = [size for size in sizes if size is not None]
    foresight = foresee(design, rate=rate, sizes=known if len(known) == len(sizes) else ())
    return PlannedExperiment(design, foresight, cost)


def _target_of(configuration: Configuration, key: str) -> Target:
    for target in configuration.targets:
        if target.key == key:
            return target
    known = ", ".join(target.key for target in configuration.targets)
    raise BadInput(f"there is no target {key!r} in the file; it has {known}")


def _arms(order: ExperimentOrder, targets: Sequence[Target]) -> tuple[Arm, ...]:
    match order.kind:
        case ExperimentKind.SWEEP:
            if order.setting is None:
                raise BadInput("say which setting is swept: --setting temperature --values 0,0.5,1")
            base = _only(targets)
            return sweep_arms(base, order.setting, order.values, provider_named(base.provider))
        case ExperimentKind.LADDER:
            return ladder_arms(targets, [_family_of(target) for target in targets])
        case ExperimentKind.PAIR:
            return pair_arms(targets)
        case ExperimentKind.GROUNDING:
            base = _only(targets)
            return grounding_arms(base, provider_named(base.provider))
        case ExperimentKind.SYSTEM_PROMPT:
            return system_prompt_arms(_only(targets), order.system_prompts)


def _only(targets: Sequence[Target]) -> Target:
    if len(targets) != 1:
        raise BadInput(f"expected one target, found {len(targets)}")
    return targets[0]


def _varied(order: ExperimentOrder) -> str:
    match order.kind:
        case ExperimentKind.SWEEP:
            return order.setting or ""
        case ExperimentKind.LADDER:
            return "size"
        case ExperimentKind.PAIR:
            return "model"
        case ExperimentKind.GROUNDING:
            return "web search"
        case ExperimentKind.SYSTEM_PROMPT:
            return "system prompt"


def _key_of(order: ExperimentOrder) -> str:
    what = order.setting if order.kind is ExperimentKind.SWEEP else order.kind.value
    return f"{what}-{'-'.join(order.target_keys)}"[:100]


def _card_of(target: Target) -> CardSummary | None:
    card = resolve_served(target.model, provider=target.provider).card
    return None if card is None else summarize(card)


def _family_of(target: Target) -> str | None:
    card = _card_of(target)
    return None if card is None else card.family


def _size_of(target: Target) -> float | None:
    card = _card_of(target)
    value = None if card is None else card.total.value
    return log10(value) if value else None
