"""One run of a monitor from end to end: plan, discover, ask, analyze, roll up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from monitor.asking.pump_events import PumpEvent
from monitor.clock import utc_now
from monitor.configuration.configuration import Configuration, Monitor
from monitor.configuration.values import LOCAL_BASE_URL
from monitor.domain.model_card import Claim
from monitor.domain.question import Target
from monitor.local_model.gguf_facts import local_model_claims
from monitor.local_model.start import LocalModel, local_model
from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.ask import RunEnd, ask_run
from monitor.pipeline.credentials import environment_with_secrets
from monitor.pipeline.discover import Discovered, DiscoveryContext, discover_models
from monitor.pipeline.plan import PreparedRun, prepare_run
from monitor.pipeline.resolve_redirects import resolve_redirects
from monitor.pipeline.roll_up import roll_up
from monitor.settings import Settings
from monitor.storage.engine import Database


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
    listener.prepared(run)
    targets = {target.key: target for target in configuration.targets}
    chosen = {target_id: targets[key] for key, target_id in run.target_ids.items()}
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
        end = ask_run(
            database,
            run.workspace_id,
            run.run_id,
            settings,
            address=addresses.resolve,
            on_event=listener.happened,
        )
    listener.asked(end)
    analyzed = analyze_answers(database, run.workspace_id, now=utc_now)
    if settings.resolve_redirects and resolve_redirects(database, run.workspace_id, now=utc_now):
        analyze_answers(database, run.workspace_id, now=utc_now)
    roll_up(database, run.workspace_id)
    listener.analyzed(analyzed)
    return run, end


@contextmanager
def _addresses(targets: Mapping[int, Target], listener: Listener) -> Iterator[_Addresses]:
    if all(target.base_url != LOCAL_BASE_URL for target in targets.values()):
        yield _Addresses(None, {})
        return
    with local_model() as model:
        listener.local_model_started(model)
        claims = local_model_claims(as_of=utc_now().date())
        yield _Addresses(model.base_url, {model.base_url: claims})
