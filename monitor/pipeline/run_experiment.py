"""One experiment from end to end: keep its design, ask in random order, analyze."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.clock import utc_now
from monitor.configuration.configuration import Configuration
from monitor.domain.json_value import JsonObject, sha256_of
from monitor.domain.question import Target
from monitor.domain.states import OPEN_RUN_STATES, RunTrigger
from monitor.errors import BadInput
from monitor.experiments.design import Design
from monitor.experiments.kept import kept_arms
from monitor.experiments.order import in_random_order
from monitor.pipeline.ask import RunEnd
from monitor.pipeline.plan import PreparedRun, save_configuration
from monitor.pipeline.plan_experiment import PlannedExperiment
from monitor.pipeline.run_monitor import Listener, run_prepared
from monitor.settings import Settings
from monitor.storage.configured import current_prompt_versions, current_targets, targets_by_id
from monitor.storage.engine import Database, Transaction
from monitor.storage.experiments import (
    NewExperiment,
    SavedExperiment,
    find_experiment,
    save_experiment,
)
from monitor.storage.monitors import MonitorPlan, save_monitor
from monitor.storage.run_plans import PlannedQuestion, plan_run
from monitor.storage.runs import count_questions, run_named


def run_experiment(
    database: Database,
    workspace: str,
    configuration: Configuration,
    planned: PlannedExperiment,
    *,
    settings: Settings,
    listener: Listener,
) -> tuple[PreparedRun, RunEnd]:
    """Ask an experiment, or go on with it; when it has ended, its targets leave the configuration.

    Raises:
        BadInput: another experiment has its name, or this one has ended.
        LocalModelUnavailable: a target wants the local model, which cannot be started.
    """
    run, targets = _prepare(database, workspace, configuration, planned, now=utc_now())
    end = run_prepared(database, run, targets, settings=settings, listener=listener)
    if end.state not in OPEN_RUN_STATES:
        with database.write() as session:
            save_configuration(session, workspace, configuration, utc_now())
    return run, end


def _prepare(
    database: Database,
    workspace: str,
    configuration: Configuration,
    planned: PlannedExperiment,
    *,
    now: datetime,
) -> tuple[PreparedRun, Mapping[int, Target]]:
    design = planned.design
    with database.write() as session:
        workspace_id = save_configuration(
            session, workspace, _with_arms(configuration, design), now
        )
        saved = find_experiment(session, workspace_id, design.key)
        resumed = saved is not None
        if saved is None:
            saved = _plan(session, workspace_id, planned, now)
        else:
            _refuse_another(session, workspace_id, saved, design)
        counts = count_questions(session, workspace_id, saved.run_id)
        target_ids = _target_ids(saved)
        known = targets_by_id(session, workspace_id)
    run = PreparedRun(workspace_id, saved.run_id, target_ids, counts, resumed, ())
    return run, {id_: known[id_].target for id_ in target_ids.values()}


def _with_arms(configuration: Configuration, design: Design) -> Configuration:
    """The configuration with the targets that the experiment made."""
    own = {target.key for target in configuration.targets}
    made = tuple(arm.target for arm in design.arms if arm.target.key not in own)
    return replace(configuration, targets=(*configuration.targets, *made))


def _plan(
    session: Transaction, workspace_id: int, planned: PlannedExperiment, now: datetime
) -> SavedExperiment:
    design = planned.design
    versions = current_prompt_versions(session, workspace_id)
    current = current_targets(session, workspace_id)
    ids = [current[arm.target.key].id for arm in design.arms]
    plan = MonitorPlan(
        key=f"experiment {design.key}",
        prompt_keys=design.prompt_keys,
        target_keys=tuple(arm.target.key for arm in design.arms),
        repeats=design.repeats,
    )
    monitor_id = save_monitor(session, workspace_id, plan, now)
    pairs = [(versions[key], target_id) for key in design.prompt_keys for target_id in ids]
    asked: dict[tuple[int, int], int] = {}
    questions = []
    for version, target_id in in_random_order(pairs, rounds=design.repeats, seed=design.seed):
        asked[version, target_id] = asked.get((version, target_id), 0) + 1
        questions.append(PlannedQuestion(version, target_id, asked[version, target_id]))
    run_id = plan_run(
        session,
        workspace_id,
        monitor_id,
        trigger=RunTrigger.COMMAND,
        questions=questions,
        now=now,
    )
    kept = NewExperiment(design.key, design.kind.value, design_as_json(planned, ids), run_id)
    return save_experiment(session, workspace_id, kept, now)


def _refuse_another(
    session: Transaction, workspace_id: int, saved: SavedExperiment, design: Design
) -> None:
    if saved.design["fingerprint"] != fingerprint_of(design):
        raise BadInput(
            f"there is another experiment {design.key!r} already; give this one a --name of its own"
        )
    if run_named(session, workspace_id, saved.run_id).state not in OPEN_RUN_STATES:
        raise BadInput(
            f"experiment {design.key!r} has ended; see `namedrop experiment show {design.key}`, or "
            "give another --name to ask anew"
        )


def design_as_json(planned: PlannedExperiment, target_ids: Sequence[int]) -> JsonObject:
    """What is kept of an experiment before its first question."""
    design, foresight, cost = planned.design, planned.foresight, planned.cost
    return {
        "fingerprint": fingerprint_of(design),
        "varied": design.varied,
        "arms": [
            {
                "label": arm.label,
                "target_id": target_id,
                "target_key": arm.target.key,
                "level": arm.level,
            }
            for arm, target_id in zip(design.arms, target_ids, strict=True)
        ],
        "prompt_keys": list(design.prompt_keys),
        "repeats": design.repeats,
        "seed": design.seed,
        "foresight": foresight.text,
        "cost": cost.in_words(),
    }


def fingerprint_of(design: Design) -> str:
    """By what an unfinished experiment is found again: all but the seed."""
    return sha256_of(
        {
            "kind": design.kind.value,
            "arms": [[arm.label, arm.target.asking_sha256()] for arm in design.arms],
            "prompt_keys": list(design.prompt_keys),
            "repeats": design.repeats,
        }
    )


def _target_ids(saved: SavedExperiment) -> Mapping[str, int]:
    return {arm.target_key: arm.target_id for arm in kept_arms(saved.design)}
