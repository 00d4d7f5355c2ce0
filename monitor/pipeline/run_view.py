"""How runs stand, for whoever watches them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from monitor.storage.engine import Database, Transaction
from monitor.storage.looks import Look, looks_of
from monitor.storage.runs import RunCounts, SavedRun, count_questions, list_runs, run_named


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with the counts of its questions, read at one moment.

    Attributes:
        looks: at the answers of a run that repeats prompts until their rates are precise.
    """

    run: SavedRun
    counts: RunCounts
    looks: tuple[Look, ...]

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
            "precision": run.precision,
            "looks": [
                asdict(look) | {"looked_at": look.looked_at.isoformat()} for look in self.looks
            ],
        }


def run_view(database: Database, workspace_id: int, run_id: int) -> RunView:
    """A run as it stands.

    Raises:
        NotFound: the workspace has none of that id.
    """
    with database.read() as session:
        return _view(session, run_named(session, workspace_id, run_id))


def run_views(
    database: Database, workspace_id: int, *, before: int | None = None, limit: int = 100
) -> tuple[RunView, ...]:
    """Runs as they stand, newest first; with `before`, only those with a lower id."""
    with database.read() as session:
        return tuple(
            _view(session, run)
            for run in list_runs(session, workspace_id, before=before, limit=limit)
        )


def _view(session: Transaction, run: SavedRun) -> RunView:
    return RunView(
        run,
        count_questions(session, run.workspace_id, run.id),
        () if run.precision is None else looks_of(session, run.workspace_id, run.id),
    )


def look_in_words(look: Look) -> str:
    """What a look saw, and what came of it."""
    told = ["1 rate is precise" if look.precise == 1 else f"{look.precise} rates are precise"]
    if look.at_most:
        told.append(f"{look.at_most} not, at the most repeats")
    if look.unanswered:
        told.append(f"{look.unanswered} without an answer that counts")
    added = "the run ends"
    if look.questions_added:
        s = "" if look.questions_added == 1 else "s"
        added = f"{look.questions_added} more question{s}"
    return f"Look {look.number} after {look.repeats} repeats: {', '.join(told)}; {added}."
