"""How runs stand, for whoever watches them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from monitor.storage.engine import Database
from monitor.storage.runs import RunCounts, SavedRun, count_questions, list_runs, run_named


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with the counts of its questions, read at one moment."""

    run: SavedRun
    counts: RunCounts

    def by_state(self) -> list[tuple[str, int]]:
        """How many questions stand where."""
        return list(asdict(self.counts).items())

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        run = self.run
        return {
            "id": run.id,
            "monitor": run.monitor,
            "state": run.state.value,
            "trigger": run.trigger.value,
            "scheduled_for": run.scheduled_for and run.scheduled_for.isoformat(),
            "created_at": run.created_at.isoformat(),
            "started_at": run.started_at and run.started_at.isoformat(),
            "finished_at": run.finished_at and run.finished_at.isoformat(),
            "questions": {
                **asdict(self.counts),
                "ended": self.counts.ended,
                "total": self.counts.total,
            },
        }


def run_view(database: Database, workspace_id: int, run_id: int) -> RunView:
    """A run as it stands.

    Raises:
        NotFound: the workspace has none of that id.
    """
    with database.read() as session:
        run = run_named(session, workspace_id, run_id)
        return RunView(run, count_questions(session, workspace_id, run_id))


def run_views(
    database: Database, workspace_id: int, *, before: int | None = None, limit: int = 100
) -> tuple[RunView, ...]:
    """Runs as they stand, newest first; with `before`, only those with a lower id."""
    with database.read() as session:
        return tuple(
            RunView(run, count_questions(session, workspace_id, run.id))
            for run in list_runs(session, workspace_id, before=before, limit=limit)
        )
