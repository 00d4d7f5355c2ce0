"""From a configuration to a run: what is asked is saved, an unfinished run is taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.analysis.analyze import Analyzer
from monitor.configuration.configuration import Configuration, Monitor, PrecisionChoice
from monitor.domain.json_value import JsonObject
from monitor.domain.states import RunTrigger
from monitor.errors import BadInput
from monitor.pipeline.looks import precision_as_json
from monitor.scheduling.as_json import schedule_as_json
from monitor.storage.budget_state import begin_ledger, limited_scopes
from monitor.storage.budgets import save_workspace_budget
from monitor.storage.configured import (
    current_prompt_versions,
    current_targets,
    save_brands,
    save_prompts,
    save_targets,
)
from monitor.storage.engine import Database, Transaction
from monitor.storage.monitors import (
    MonitorPlan,
    archive_monitors_besides,
    monitor_named,
    save_monitor,
)
from monitor.storage.run_plans import PlannedQuestion, open_run, plan_fingerprint, plan_run
from monitor.storage.runs import RunCounts, cancel_open_runs, count_questions
from monitor.storage.sources import save_source_rules
from monitor.storage.workspaces import ensure_workspace, save_account_rules


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """A run that is ready to be asked.

    Attributes:
        resumed: it was begun before and not finished.
        cancelled: older unfinished runs of the monitor whose plan was another one.
        target_ids: the id of the row of each target that is asked, by its key.
    """

    workspace_id: int
    run_id: int
    target_ids: Mapping[str, int]
    counts: RunCounts
    resumed: bool
    cancelled: tuple[int, ...]


def choose_monitor(configuration: Configuration, key: str | None) -> Monitor:
    """The monitor of that key, or the only one.

    Raises:
        BadInput: there is none of that key, or several and no key was given.
    """
    known = [monitor.key for monitor in configuration.monitors]
    if key is None and len(known) == 1:
        return configuration.monitors[0]
    if key is None:
        raise BadInput(f"say which monitor with --monitor: {', '.join(known)}")
    for monitor in configuration.monitors:
        if monitor.key == key:
            return monitor
    raise BadInput(f"there is no monitor {key!r} in the file; it has {', '.join(known)}")


def most_calls(monitor: Monitor) -> int:
    """The most calls that one run of the monitor makes, retries not counted."""
    if monitor.precision is None:
        return count_calls(monitor)
    pairs = len(monitor.prompt_keys) * len(monitor.target_keys)
    return pairs * monitor.precision.precision.max_repeats


def count_calls(monitor: Monitor) -> int:
    """The calls that one run of the monitor makes first, retries not counted."""
    return len(monitor.prompt_keys) * len(monitor.target_keys) * monitor.repeats


def prepare_run(
    database: Database,
    workspace: str,
    configuration: Configuration,
    monitor: Monitor,
    *,
    now: datetime,
) -> PreparedRun:
    """Save the configuration and plan a run of the monitor, or find its unfinished one."""
    with database.write() as session:
        workspace_id = save_configuration(session, workspace, configuration, now)
        saved = monitor_named(session, workspace_id, monitor.key)
        plan = _plan_of(monitor)  # it may differ from that of the file, as in a quick demo
        questions = plan_questions(session, workspace_id, plan)
        run_id = open_run(
            session, workspace_id, saved.id, plan_fingerprint(questions, plan.precision)
        )
        resumed = run_id is not None
        cancelled: tuple[int, ...] = ()
        if run_id is None:
            cancelled = cancel_open_runs(session, workspace_id, saved.id, now)
            run_id = plan_run(
                session,
                workspace_id,
                saved.id,
                trigger=RunTrigger.COMMAND,
                questions=questions,
                now=now,
            )
        counts = count_questions(session, workspace_id, run_id)
        targets = current_targets(session, workspace_id)
    asked = {key: targets[key].id for key in monitor.target_keys}
    return PreparedRun(workspace_id, run_id, asked, counts, resumed, cancelled)


def save_configuration(
    session: Transaction, workspace: str, configuration: Configuration, now: datetime
) -> int:
    """Make what a configuration says the workspace's present state; the workspace's id.

    What has left it is archived, never deleted.
    """
    workspace_id = ensure_workspace(session, workspace, now)
    save_brands(session, workspace_id, configuration.brands, now)
    save_source_rules(session, workspace_id, configuration.sources)
    is_branded = Analyzer(configuration.brands).names_a_brand
    save_prompts(session, workspace_id, configuration.prompts, is_branded=is_branded, now=now)
    save_targets(session, workspace_id, configuration.targets, now)
    limited = limited_scopes(session, workspace_id, now)
    save_workspace_budget(session, workspace_id, configuration.budget)
    save_account_rules(session, workspace_id, configuration.limits)
    for monitor in configuration.monitors:
        save_monitor(session, workspace_id, _plan_of(monitor), now)
    begin_ledger(session, workspace_id, now, besides=limited)
    keys = [monitor.key for monitor in configuration.monitors]
    archive_monitors_besides(session, workspace_id, keys, now)
    return workspace_id


def _plan_of(monitor: Monitor) -> MonitorPlan:
    return MonitorPlan(
        key=monitor.key,
        prompt_keys=monitor.prompt_keys,
        target_keys=monitor.target_keys,
        repeats=monitor.repeats,
        schedule=schedule_as_json(monitor.schedule) if monitor.schedule else None,
        budget=monitor.budget,
        precision=_precision_as_json(monitor.precision) if monitor.precision else None,
    )


def _precision_as_json(choice: PrecisionChoice) -> JsonObject:
    return precision_as_json(choice.precision, brand_key=choice.brand_key)


def plan_questions(
    session: Transaction, workspace_id: int, plan: MonitorPlan
) -> tuple[PlannedQuestion, ...]:
    """What a run of the monitor asks now: its prompts and targets that are not archived."""
    prompts = current_prompt_versions(session, workspace_id)
    targets = current_targets(session, workspace_id)
    # Repetition by repetition, so that a run that ends early has asked every prompt of every
    # target about equally often.
    return tuple(
        PlannedQuestion(prompts[prompt_key], targets[target_key].id, repetition)
        for repetition in range(1, plan.repeats + 1)
        for prompt_key in plan.prompt_keys
        if prompt_key in prompts
        for target_key in plan.target_keys
        if target_key in targets
    )
