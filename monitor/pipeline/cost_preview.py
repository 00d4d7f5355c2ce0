"""What a run of a monitor is about to cost, before it is begun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from monitor.catalog.call_costs import RunEstimate, estimate_run
from monitor.configuration.configuration import Configuration, Monitor
from monitor.domain.question import Prompt, Target
from monitor.pipeline.looks import precision_from_json
from monitor.storage.configured import current_prompts, current_targets
from monitor.storage.engine import Transaction
from monitor.storage.monitors import MonitorPlan


def configured_cost(configuration: Configuration, monitor: Monitor, at: datetime) -> RunEstimate:
    """What a run of the monitor costs that begins at that time."""
    prompts = {prompt.key: prompt for prompt in configuration.prompts}
    targets = {target.key: target for target in configuration.targets}
    precision = monitor.precision
    return estimate_run(
        [(targets[t], prompts[p]) for t in monitor.target_keys for p in monitor.prompt_keys],
        at,
        fewest=monitor.repeats,
        most=monitor.repeats if precision is None else precision.precision.max_repeats,
    )


def planned_cost(
    session: Transaction, workspace_id: int, plan: MonitorPlan
) -> Callable[[datetime], RunEstimate]:
    """Tells what a run of the monitor costs that begins at a time."""
    prompts = current_prompts(session, workspace_id)
    targets = {key: saved.target for key, saved in current_targets(session, workspace_id).items()}
    calls: list[tuple[Target, Prompt]] = [
        (targets[target_key], prompts[prompt_key])
        for target_key in plan.target_keys
        if target_key in targets
        for prompt_key in plan.prompt_keys
        if prompt_key in prompts
    ]
    most = plan.repeats
    if plan.precision is not None:
        most = precision_from_json(plan.precision)[1].max_repeats
    return lambda at: estimate_run(calls, at, fewest=plan.repeats, most=most)
