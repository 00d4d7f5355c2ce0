"""A small configured workspace with a planned run."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.domain.findings import Brand, BrandKind
from monitor.domain.question import Channel, Prompt, Target
from monitor.domain.sampling import SamplingSettings
from monitor.domain.states import RunTrigger
from monitor.storage.configured import save_brands, save_prompts, save_targets
from monitor.storage.engine import Database
from monitor.storage.monitors import MonitorPlan, save_monitor
from monitor.storage.question_queue import Claimer, RunToClaim
from monitor.storage.run_plans import PlannedQuestion, plan_run
from monitor.storage.workspaces import ensure_workspace
from tests.factories.answers import NOON

ACME = Brand("acme", "Acme", BrandKind.OWN, domains=("acme.com",))
GLOBEX = Brand("globex", "Globex")


@dataclass(frozen=True, slots=True)
class PlannedRun:
    workspace_id: int
    run_id: int
    monitor_id: int
    brand_ids: dict[str, int]
    target_ids: dict[str, int]

    @property
    def run(self) -> RunToClaim:
        return RunToClaim(self.run_id, self.workspace_id, self.monitor_id)

    def claimer(self, worker: str = "alice", lease_s: float = 20) -> Claimer:
        return Claimer(worker, lease_s)


def make_target(key: str = "cool", *, temperature: float = 0.2, **changes: object) -> Target:
    settings = SamplingSettings(temperature=temperature, stop=("###",))
    fields = {
        "key": key,
        "provider": "llamacpp",
        "model": "tiny",
        "channel": Channel.LOCAL,
        "settings": settings,
        "base_url": "http://127.0.0.1:1",
    }
    return Target(**fields | changes)  # type: ignore[arg-type]  # fields by name


def make_run(
    database: Database,
    *,
    workspace: str = "default",
    prompts: int = 2,
    repeats: int = 3,
    targets: tuple[str, ...] = ("cool", "warm"),
) -> PlannedRun:
    """Prompts x targets x repeats questions, all waiting."""
    with database.write() as session:
        workspace_id = ensure_workspace(session, workspace, NOON)
        brands = save_brands(session, workspace_id, [ACME, GLOBEX], NOON)
        versions = save_prompts(
            session,
            workspace_id,
            [Prompt(f"p{n}", f"Which tool is best for job {n}?", "en") for n in range(prompts)],
            is_branded=lambda text: "Acme" in text,
            now=NOON,
        )
        target_ids = save_targets(
            session,
            workspace_id,
            [make_target(key, temperature=n / 10) for n, key in enumerate(targets)],
            NOON,
        )
        plan = MonitorPlan("weekly", tuple(versions), tuple(target_ids), repeats)
        monitor_id = save_monitor(session, workspace_id, plan, NOON)
        run_id = plan_run(
            session,
            workspace_id,
            monitor_id,
            trigger=RunTrigger.MANUAL,
            questions=[
                PlannedQuestion(version, target, repetition)
                for repetition in range(1, repeats + 1)
                for version in versions.values()
                for target in target_ids.values()
            ],
            now=NOON,
        )
    return PlannedRun(
        workspace_id,
        run_id,
        monitor_id,
        {saved.brand.key: saved.id for saved in brands},
        target_ids,
    )
