"""One run of a monitor from end to end: plan, discover, ask, analyze, roll up."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import inf
from typing import Protocol

from monitor.asking.pump_events import PumpEvent
from monitor.clock import utc_now
from monitor.configuration.configuration import Configuration, Monitor
from monitor.configuration.values import LOCAL_BASE_URL
from monitor.domain.model_card import Claim
from monitor.domain.question import Target
from monitor.domain.states import RunState
from monitor.local_model.gguf_facts import local_model_claims
from monitor.local_model.start import LocalModel, local_model
from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.ask import RunEnd, ask_run
from monitor.pipeline.credentials import environment_with_secrets
from monitor.pipeline.discover import Discovered, DiscoveryContext, discover_models
from monitor.pipeline.looks import look_at_run
from monitor.pipeline.plan import PreparedRun, prepare_run
from monitor.pipeline.resolve_redirects import resolve_redirects
from monitor.pipeline.roll_up import roll_up
from monitor.settings import Settings
from monitor.storage.engine import Database
from monitor.storage.looks import Look

OTHERS_READ_FOR_S = 30.0


class Listener(Protocol):
    """Who is told how a run goes on; every method must return quickly."""

    def prepared(self, run: PreparedRun) -> None:
        """The run is planned, or found again."""

    def local_model_started(self, model: LocalModel) -> None:
        """The local model answers."""

    def discovered(self, discovered: Discovered) -> None:
        """The servers told what they run."""

    def happened(self, event: PumpEvent) -> None:
        """Something happened in the asking loop."""

    def looked(self, look: Look) -> None:
        """The answers were looked at, and the run repeats prompts or has ended."""

    def asked(self, end: RunEnd) -> None:
        """Asking has ended."""

    def analyzed(self, answers: int) -> None:
        """So many answers are analyzed."""


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Where the targets can be called today, and what is known beside of the models there."""

    local: str | None
    claims: Mapping[str, tuple[Claim, ...]]

    def resolve(self, target: Target) -> Target:
        if target.base_url != LOCAL_BASE_URL or self.local is None:
            return target
        return replace(target, base_url=self.local)


def run_monitor(
    database: Database,
    workspace: str,
    configuration: Configuration,
    monitor: Monitor,
    *,
    settings: Settings,
    listener: Listener,
) -> tuple[PreparedRun, RunEnd]:
    """Run a monitor, or go on with its unfinished run.

    Raises:
        LocalModelUnavailable: a target wants the local model, which cannot be started.
        DatabaseUnavailable: the database cannot be used.
    """
    run = prepare_run(database, workspace, configuration, monitor, now=utc_now())
    targets = {target.key: target for target in configuration.targets}
    chosen = {target_id: targets[key] for key, target_id in run.target_ids.items()}
    return run, run_prepared(database, run, chosen, settings=settings, listener=listener)


def run_prepared(
    database: Database,
    run: PreparedRun,
    chosen: Mapping[int, Target],
    *,
    settings: Settings,
    listener: Listener,
) -> RunEnd:
    """Ask what a run still has to ask, and analyze what came back.

    Args:
        database: where questions come from and answers go.
        run: it is planned.
        chosen: its targets, by the id of their row.
        settings: how many calls at a time, and how long they may take.
        listener: told how it goes on.

    Raises:
        LocalModelUnavailable: a target wants the local model, which cannot be started.
    """
    listener.prepared(run)
    with _addresses(chosen, listener) as addresses:
        addressed = {id_: addresses.resolve(target) for id_, target in chosen.items()}
        discovered = discover_models(
            database,
            run.workspace_id,
            addressed,
            DiscoveryContext(
                now=utc_now(),
                environ=environment_with_secrets(settings.secrets_file),
                extra_claims=addresses.claims,
            ),
        )
        listener.discovered(discovered)
        end = _ask(database, run, settings, addresses, listener)
    listener.asked(end)
    analyzed = analyze_answers(database, run.workspace_id, now=utc_now)
    if settings.resolve_redirects and resolve_redirects(database, run.workspace_id, now=utc_now):
        analyze_answers(database, run.workspace_id, now=utc_now)
    roll_up(database, run.workspace_id)
    listener.analyzed(analyzed)
    return end


def _ask(
    database: Database,
    run: PreparedRun,
    settings: Settings,
    addresses: _Addresses,
    listener: Listener,
) -> RunEnd:
    """Ask until the run has ended; one that repeats prompts is looked at each time in between.

    It is left running where its answers cannot be read, such as beside a newer release.
    """
    gives_up_at = inf
    while True:
        end = ask_run(
            database,
            run.workspace_id,
            run.run_id,
            settings,
            address=addresses.resolve,
            on_event=listener.happened,
        )
        if end.stopped or end.state is not RunState.RUNNING:
            return end
        analyze_answers(database, run.workspace_id, now=utc_now)
        look = look_at_run(database, run.workspace_id, run.run_id, utc_now())
        if look is not None:
            listener.looked(look)
            gives_up_at = inf
            continue
        # Workers on the same database read the answers, or look at them, at this moment.
        gives_up_at = min(gives_up_at, time.monotonic() + OTHERS_READ_FOR_S)
        if time.monotonic() >= gives_up_at:
            return end
        time.sleep(0.2)


@contextmanager
def _addresses(targets: Mapping[int, Target], listener: Listener) -> Iterator[_Addresses]:
    if all(target.base_url != LOCAL_BASE_URL for target in targets.values()):
        yield _Addresses(None, {})
        return
    with local_model() as model:
        listener.local_model_started(model)
        claims = local_model_claims(as_of=utc_now().date())
        yield _Addresses(model.base_url, {model.base_url: claims})
