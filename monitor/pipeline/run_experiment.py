"""One experiment from end to end: keep its design, ask in random order, here or by workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from monitor.clock import utc_now
from monitor.configuration.configuration import Configuration
from monitor.configuration.values import LOCAL_BASE_URL
from monitor.domain.json_value import JsonObject, sha256_of
from monitor.domain.question import Target
from monitor.domain.states import OPEN_RUN_STATES, RunState, RunTrigger
from monitor.errors import BadInput
from monitor.experiments.design import Design
from monitor.experiments.kept import kept_arms
from monitor.experiments.order import in_random_order
from monitor.pipeline.ask import RunEnd
from monitor.pipeline.credentials import environment_with_secrets, secret_for
from monitor.pipeline.plan import PreparedRun, save_configuration
from monitor.pipeline.plan_experiment import PlannedExperiment
from monitor.pipeline.run_monitor import Listener, run_prepared
from monitor.providers.registry import provider_named
from monitor.settings import Settings
from monitor.storage.configured import (
    add_archived_target,
    current_prompt_versions,
    current_targets,
    targets_by_id,
)
from monitor.storage.engine import Database, Transaction
from monitor.storage.experiments import (
    NewExperiment,
    SavedExperiment,
    experiment_named,
    find_experiment,
    save_experiment,
)
from monitor.storage.monitors import MonitorPlan, archive_monitor, save_monitor
from monitor.storage.run_plans import PlannedQuestion, plan_run
from monitor.storage.runs import SavedRun, count_questions, hand_to_workers, run_named


def run_experiment(
    database: Database,
    workspace: str,
    configuration: Configuration,
    planned: PlannedExperiment,
    *,
    settings: Settings,
    listener: Listener,
) -> tuple[PreparedRun, RunEnd]:
    """Ask an experiment, or go on with it.

    Raises:
        BadInput: another experiment has its name, or this one has ended.
        LocalModelUnavailable: a target wants the local model, which cannot be started.
    """
    now = utc_now()
    with database.write() as session:
        workspace_id = save_configuration(session, workspace, configuration, now)
        keep_experiment(session, workspace_id, planned, now)
    run, targets = prepare_kept(database, workspace_id, planned.design.key)
    return run, run_prepared(database, run, targets, settings=settings, listener=listener)


def ask_experiment(
    database: Database, workspace_id: int, key: str, *, settings: Settings, listener: Listener
) -> tuple[PreparedRun, RunEnd]:
    """Ask what an experiment that is kept still has to ask.

    Raises:
        NotFound: there is none of that key.
        BadInput: it has ended, or a key of a provider is missing.
        LocalModelUnavailable: a target wants the local model, which cannot be started.
    """
    run, targets = prepare_kept(database, workspace_id, key)
    _refuse_missing_keys(targets.values(), environment_with_secrets(settings.secrets_file))
    return run, run_prepared(database, run, targets, settings=settings, listener=listener)


def _refuse_missing_keys(targets: Iterable[Target], environ: Mapping[str, str]) -> None:
    missing = {
        target.api_key_env or provider.api_key_env
        for target in targets
        if (provider := provider_named(target.provider))
        and (target.api_key_env or provider.api_key_env)
        and secret_for(target, provider, environ) is None
    }
    if missing:
        raise BadInput(f"set the environment variable {', '.join(sorted(map(str, missing)))}")


def prepare_kept(
    database: Database, workspace_id: int, key: str
) -> tuple[PreparedRun, Mapping[int, Target]]:
    """The run of an experiment that is kept, with its targets by the ids of their rows.

    Raises:
        NotFound: there is none of that key.
        BadInput: it has ended.
    """
    with database.read() as session:
        saved = experiment_named(session, workspace_id, key)
        resumed = _open_run(session, workspace_id, saved).state is RunState.RUNNING
        counts = count_questions(session, workspace_id, saved.run_id)
        known = targets_by_id(session, workspace_id)
    target_ids = {arm.target_key: arm.target_id for arm in kept_arms(saved.design)}
    run = PreparedRun(workspace_id, saved.run_id, target_ids, counts, resumed, ())
    return run, {id_: known[id_].target for id_ in target_ids.values()}


def keep_experiment(
    session: Transaction, workspace_id: int, planned: PlannedExperiment, now: datetime
) -> SavedExperiment:
    """Keep an experiment with the questions of its run, in the order in which they are asked.

    The same one that has not ended is found again. Its run is left to a command until it is handed
    to workers; the targets that it makes are none of the configuration.

    Raises:
        BadInput: another experiment has its name, or this one has ended.
    """
    saved = find_experiment(session, workspace_id, planned.design.key)
    if saved is None:
        return _plan(session, workspace_id, planned, now)
    _refuse_another(session, workspace_id, saved, planned.design)
    return saved


def _plan(
    session: Transaction, workspace_id: int, planned: PlannedExperiment, now: datetime
) -> SavedExperiment:
    design = planned.design
    versions = current_prompt_versions(session, workspace_id)
    ids = _ids_of_arms(session, workspace_id, design, now)
    plan = MonitorPlan(
        key=f"experiment {design.key}",
        prompt_keys=design.prompt_keys,
        target_keys=tuple(arm.target.key for arm in design.arms),
        repeats=design.repeats,
    )
    monitor_id = save_monitor(session, workspace_id, plan, now)
    archive_monitor(session, monitor_id, now)
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


def _ids_of_arms(
    session: Transaction, workspace_id: int, design: Design, now: datetime
) -> list[int]:
    """The target of each arm: one of the configuration, or one made for the experiment alone."""
    current = current_targets(session, workspace_id)
    ids = []
    for arm in design.arms:
        own = current.get(arm.target.key)
        if own is not None and own.target.asking_sha256() == arm.target.asking_sha256():
            ids.append(own.id)
        else:
            ids.append(add_archived_target(session, workspace_id, arm.target, now))
    return ids


def start_experiment(database: Database, workspace_id: int, key: str) -> int:
    """Let workers ask an experiment; the id of its run. Doing it twice is harmless.

    Raises:
        NotFound: there is none of that key.
        BadInput: it has ended, or it asks what workers cannot ask.
    """
    with database.write() as session:
        saved = experiment_named(session, workspace_id, key)
        _open_run(session, workspace_id, saved)
        known = targets_by_id(session, workspace_id)
        local = [
            arm.target_key
            for arm in kept_arms(saved.design)
            if known[arm.target_id].target.base_url == LOCAL_BASE_URL
        ]
        if local:
            raise BadInput(
                f"experiment {key!r}: {', '.join(local)} uses `base_url: local`, the model that "
                "`namedrop experiment run` starts for itself; for workers, serve a model and give "
                "its address"
            )
        hand_to_workers(session, workspace_id, saved.run_id)
    return saved.run_id


def _refuse_another(
    session: Transaction, workspace_id: int, saved: SavedExperiment, design: Design
) -> None:
    if saved.design["fingerprint"] != fingerprint_of(design):
        raise BadInput(
            f"there is another experiment {design.key!r} already; give this one a name of its own"
        )
    _open_run(session, workspace_id, saved)


def _open_run(session: Transaction, workspace_id: int, saved: SavedExperiment) -> SavedRun:
    run = run_named(session, workspace_id, saved.run_id)
    if run.state not in OPEN_RUN_STATES:
        raise BadInput(
            f"experiment {saved.key!r} has ended; see `namedrop experiment show {saved.key}`, or "
            "give another name to ask anew"
        )
    return run


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
