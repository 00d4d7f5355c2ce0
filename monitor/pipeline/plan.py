"""From a configuration to a run: what is asked is saved, an unfinished run is taken up again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.analysis.analyze import Analyzer
from monitor.configuration.configuration import Configuration, Monitor
from monitor.domain.json_value import sha256_of
from monitor.errors import BadInput
from monitor.storage.configured import save_brands, save_monitor, save_prompts, save_targets
from monitor.storage.engine import Database
from monitor.storage.runs import (
    PlannedQuestion,
    RunCounts,
    cancel_open_runs,
    count_questions,
    open_run,
    plan_run,
)
from monitor.storage.workspaces import ensure_workspace


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


def count_calls(monitor: Monitor) -> int:
    """The calls that one run of the monitor makes, retries not counted."""
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
    is_branded = Analyzer(configuration.brands).names_a_brand
    with database.write() as session:
        workspace_id = ensure_workspace(session, workspace, now)
        save_brands(session, workspace_id, configuration.brands, now)
        prompts = save_prompts(
            session, workspace_id, configuration.prompts, is_branded=is_branded, now=now
        )
        targets = save_targets(session, workspace_id, configuration.targets, now)
        monitor_id = save_monitor(
            session, workspace_id, monitor.key, repeats=monitor.repeats, now=now
        )
        questions = tuple(_questions(monitor, prompts, targets))
        plan_sha256 = sha256_of(
            [[q.prompt_version_id, q.target_id, q.repetition] for q in questions]
        )
        run_id = open_run(session, workspace_id, monitor_id, plan_sha256)
        resumed = run_id is not None
        cancelled: tuple[int, ...] = ()
        if run_id is None:
            cancelled = cancel_open_runs(session, workspace_id, monitor_id, now)
            run_id = plan_run(
                session,
                workspace_id,
                monitor_id,
                plan_sha256=plan_sha256,
                questions=questions,
                now=now,
            )
        counts = count_questions(session, workspace_id, run_id)
    asked = {key: targets[key] for key in monitor.target_keys}
    return PreparedRun(workspace_id, run_id, asked, counts, resumed, cancelled)


def _questions(
    monitor: Monitor, prompts: Mapping[str, int], targets: Mapping[str, int]
) -> Iterator[PlannedQuestion]:
    # Repetition by repetition, so that a run that ends early has asked every prompt of every
    # target about equally often.
    for repetition in range(1, monitor.repeats + 1):
        for prompt_key in monitor.prompt_keys:
            for target_key in monitor.target_keys:
                yield PlannedQuestion(prompts[prompt_key], targets[target_key], repetition)
