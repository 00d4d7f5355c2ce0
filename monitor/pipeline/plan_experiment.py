"""From targets and prompts to an experiment: what it varies, what it could find, what it costs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import log10

from monitor.catalog.call_costs import RunEstimate, estimate_run
from monitor.catalog.served_id import resolve_served
from monitor.catalog.summary import CardSummary, summarize
from monitor.configuration.configuration import Configuration
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Channel, Prompt, Target
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
from monitor.providers.registry import provider_named
from monitor.storage.configured import current_prompts, current_targets
from monitor.storage.engine import Transaction
from monitor.storage.model_cards import known_card, list_cards
from monitor.storage.monitors import current_monitors

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._~-]")
"""An experiment's name stands in addresses."""

_NOT_ASKED = frozenset({Channel.IMPORT})


@dataclass(frozen=True, slots=True)
class Askable:
    """What an experiment can be made of.

    Attributes:
        prompts: by key.
        monitors: the keys of the prompts of each monitor, by its key.
        cards: what the workspace knows of the targets' models, by the key of the target.
    """

    targets: tuple[Target, ...]
    prompts: Mapping[str, Prompt]
    monitors: Mapping[str, tuple[str, ...]]
    cards: Mapping[str, ModelCard] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedExperiment:
    """An experiment with what it could find and what it is about to cost."""

    design: Design
    foresight: Foresight
    cost: RunEstimate


def askable_in_file(
    configuration: Configuration, cards: Mapping[str, ModelCard] | None = None
) -> Askable:
    """The targets, prompts and monitors of a configuration."""
    return Askable(
        targets=configuration.targets,
        prompts={prompt.key: prompt for prompt in configuration.prompts},
        monitors={monitor.key: monitor.prompt_keys for monitor in configuration.monitors},
        cards=cards or {},
    )


def askable_in_workspace(session: Transaction, workspace_id: int, *, on: date) -> Askable:
    """The targets, prompts and monitors that are current in a workspace."""
    targets = tuple(
        saved.target
        for saved in current_targets(session, workspace_id).values()
        if saved.target.channel not in _NOT_ASKED
    )
    prompts = current_prompts(session, workspace_id)
    return Askable(
        targets=targets,
        prompts=prompts,
        monitors={
            monitor.plan.key: tuple(key for key in monitor.plan.prompt_keys if key in prompts)
            for monitor in current_monitors(session, workspace_id)
        },
        cards=known_cards(session, workspace_id, targets, on=on),
    )


def known_cards(
    session: Transaction, workspace_id: int, targets: Sequence[Target], *, on: date
) -> dict[str, ModelCard]:
    """What the workspace knows of the models of these targets, by the key of the target.

    A server that told of itself before is known by that, any other model by its name.
    """
    linked = {
        key: saved.model_card_id
        for key, saved in current_targets(session, workspace_id).items()
        for target in targets
        if target.key == key and target.asking_sha256() == saved.target.asking_sha256()
    }
    cards = {saved.id: saved.card for saved in list_cards(session, workspace_id)}
    known = {
        target.key: cards.get(linked.get(target.key) or 0)
        or known_card(session, workspace_id, target.provider, target.model, on=on)
        for target in targets
    }
    return {key: card for key, card in known.items() if card is not None}


def plan_experiment(
    askable: Askable, order: ExperimentOrder, *, now: datetime, rate: float = USUAL_RATE
) -> PlannedExperiment:
    """The experiment that is meant; nothing is kept or asked.

    Args:
        askable: what it can be made of.
        order: what is meant.
        now: whose prices hold.
        rate: of the brand for which it is told what could be found.

    Raises:
        BadInput: it cannot be run, with the reason.
    """
    if order.repeats < FEWEST_REPEATS:
        raise BadInput(f"expected at least {FEWEST_REPEATS} repeats, found {order.repeats}")
    targets = [_target_of(askable, key) for key in order.target_keys]
    arms = _arms(askable, order, targets)
    design = Design(
        key=order.key or _key_of(order),
        kind=order.kind,
        varied=_varied(order),
        arms=arms,
        prompt_keys=_prompt_keys(askable, order.monitor_key),
        repeats=order.repeats,
        seed=order.seed,
    )
    calls = [(arm.target, askable.prompts[key]) for arm in arms for key in design.prompt_keys]
    cost = estimate_run(calls, now, fewest=design.repeats, most=design.repeats)
    sizes = [_size_of(askable, target) for target in targets]
    known = [size for size in sizes if size is not None]
    foresight = foresee(design, rate=rate, sizes=known if len(known) == len(sizes) else ())
    return PlannedExperiment(design, foresight, cost)


def _target_of(askable: Askable, key: str) -> Target:
    for target in askable.targets:
        if target.key == key:
            return target
    known = ", ".join(target.key for target in askable.targets)
    raise BadInput(f"there is no target {key!r}; there is: {known or 'none'}")


def _prompt_keys(askable: Askable, monitor_key: str | None) -> tuple[str, ...]:
    known = ", ".join(askable.monitors) or "none"
    if monitor_key is None and len(askable.monitors) != 1:
        raise BadInput(f"say of which monitor the prompts are asked; there is: {known}")
    key = monitor_key if monitor_key is not None else next(iter(askable.monitors))
    if key not in askable.monitors:
        raise BadInput(f"there is no monitor {key!r}; there is: {known}")
    if not askable.monitors[key]:
        raise BadInput(f"monitor {key!r} has no prompts")
    return askable.monitors[key]


def _arms(askable: Askable, order: ExperimentOrder, targets: Sequence[Target]) -> tuple[Arm, ...]:
    match order.kind:
        case ExperimentKind.SWEEP:
            if order.setting is None:
                raise BadInput("say which setting is swept, such as temperature, and its values")
            base = _only(targets)
            return sweep_arms(
                base,
                order.setting,
                order.values,
                provider_named(base.provider),
                card=askable.cards.get(base.key),
            )
        case ExperimentKind.LADDER:
            return ladder_arms(targets, [_family_of(askable, target) for target in targets])
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
    return _NOT_IN_NAMES.sub("-", f"{what}-{'-'.join(order.target_keys)}")[:100]


def _summary_of(askable: Askable, target: Target) -> CardSummary | None:
    card = askable.cards.get(target.key)
    card = card or resolve_served(target.model, provider=target.provider).card
    return None if card is None else summarize(card)


def _family_of(askable: Askable, target: Target) -> str | None:
    summary = _summary_of(askable, target)
    return None if summary is None else summary.family


def _size_of(askable: Askable, target: Target) -> float | None:
    summary = _summary_of(askable, target)
    value = None if summary is None else summary.total.value
    return log10(value) if value else None
