"""What a person sees while a run goes on: one live bar and a few lines, on standard error."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from monitor.asking.pump_events import PumpEvent, PumpEventKind
from monitor.local_model.start import LocalModel
from monitor.pipeline.ask import RunEnd
from monitor.pipeline.discover import Discovered
from monitor.pipeline.plan import PreparedRun
from monitor.pipeline.run_view import look_in_words
from monitor.storage.looks import Look

SHOWN_FAILURES = 3
"""More would push the bar off the screen; all are stored."""


class _RateColumn(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Answers per second, or nothing before the first."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="dim")


class RunProgress:
    """A listener that draws; use it as a context, so that the bar ends with the run."""

    def __init__(self, console: Console) -> None:
        """Draw on this console."""
        self._console = console
        self._bar = Progress(
            TextColumn("Asking"),
            BarColumn(),
            MofNCompleteColumn(),
            _RateColumn(),
            TextColumn("{task.fields[failed]} failed", style="dim"),
            TextColumn("left"),
            TimeRemainingColumn(compact=True),
            console=console,
        )
        self._task = self._bar.add_task("", total=None, failed=0, visible=False)
        self._failed = 0
        self._total = 0

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the bar."""
        self._bar.stop()

    def prepared(self, run: PreparedRun) -> None:
        """Say what will be asked."""
        counts = run.counts
        self._failed = counts.failed
        if run.cancelled:
            numbers = ", ".join(str(run_id) for run_id in run.cancelled)
            self._say(f"The configuration has changed: unfinished run {numbers} is cancelled.")
        if run.resumed:
            self._say(
                f"Going on with run {run.run_id}: {counts.ended} of {counts.total} questions "
                "have ended already."
            )
        else:
            self._say(f"Run {run.run_id}: {counts.total} questions.")
        self._total = counts.total
        self._bar.update(
            self._task, total=counts.total, completed=counts.ended, failed=counts.failed
        )

    def local_model_started(self, model: LocalModel) -> None:
        """Say what answers."""
        self._say(f"The local model {model.model} answers at {model.base_url}.")

    def discovered(self, discovered: Discovered) -> None:
        """Say what could not be learned."""
        for problem in discovered.problems:
            self._say(problem)
        self._bar.update(self._task, visible=True)

    def happened(self, event: PumpEvent) -> None:
        """Move the bar."""
        match event.kind:
            case PumpEventKind.ANSWERED:
                self._bar.advance(self._task)
            case PumpEventKind.FAILED:
                self._failed += 1
                self._bar.update(self._task, advance=1, failed=self._failed)
                self._tell_failure(event)
            case PumpEventKind.STOPPING:
                self._say(
                    f"Stopping: waiting for {event.in_flight} calls in flight. "
                    "Press Ctrl-C again to drop them."
                )
            case PumpEventKind.WAITING | PumpEventKind.CLAIMED:
                pass

    def _tell_failure(self, event: PumpEvent) -> None:
        if self._failed > SHOWN_FAILURES or event.asked is None or event.question is None:
            return
        failure = event.asked.answer.failure
        if failure is not None:
            self._say(f"{event.question.target.key}: {failure.message} ({failure.kind})")

    def looked(self, look: Look) -> None:
        """Say what is repeated."""
        self._say(look_in_words(look))
        self._total += look.questions_added
        self._bar.update(self._task, total=self._total)

    def asked(self, end: RunEnd) -> None:
        """Say how it ended, where that is not plain."""
        if end.stopped:
            left = end.counts.total - end.counts.ended
            self._say(f"Stopped with {left} questions left; run the same command to go on.")
        elif end.counts.over_budget:
            self._say(
                f"{end.counts.over_budget} of {end.counts.total} questions were not asked: they "
                "are over budget; `namedrop budgets` shows what is left."
            )
        elif end.counts.failed:
            self._say(
                f"{end.counts.failed} of {end.counts.total} questions failed; "
                "`namedrop answers list --outcome error` tells why."
            )

    def analyzed(self, answers: int) -> None:
        """Nothing to say: the table follows."""

    def _say(self, line: str) -> None:
        self._bar.console.print(line, markup=False)
