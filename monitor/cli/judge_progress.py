"""What a person sees while a judge is asked: one live bar on standard error."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from monitor.asking.pump_events import PumpEvent, PumpEventKind
from monitor.cli.opening import notices
from monitor.domain.question import Target
from monitor.pipeline.judge import Judged, judge_findings
from monitor.pipeline.judge_selection import JudgeOrder
from monitor.pipeline.roll_up import roll_up
from monitor.settings import Settings
from monitor.storage.engine import Database

SHOWN_FAILURES = 3


class JudgeProgress:
    """A listener that draws; use it as a context, so that the bar ends with the judging."""

    def __init__(self, console: Console) -> None:
        """Draw on this console."""
        columns = (TextColumn("Judging"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=console)
        self._task = self._bar.add_task("", total=None, visible=False)
        self._failed = 0

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

    def chosen(self, findings: int) -> None:
        """Show the bar, if there is anything to ask."""
        self._bar.update(self._task, total=findings, visible=findings > 0)

    def happened(self, event: PumpEvent) -> None:
        """Move the bar, and say why the first calls failed."""
        if event.kind not in {PumpEventKind.ANSWERED, PumpEventKind.FAILED}:
            return
        self._bar.advance(self._task)
        failure = event.asked.answer.failure if event.asked else None
        if failure is not None and self._failed < SHOWN_FAILURES:
            self._failed += 1
            self._bar.console.print(f"{failure.message} ({failure.kind})", markup=False)


def judge_and_watch(
    database: Database, workspace_id: int, target: Target, order: JudgeOrder, settings: Settings
) -> Judged:
    """Judge under a progress bar on standard error."""
    with JudgeProgress(notices()) as progress:
        judged = judge_findings(
            database, workspace_id, target, order, settings=settings, listener=progress
        )
    roll_up(database, workspace_id)
    return judged
