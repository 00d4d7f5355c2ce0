"""Analyzing: every answer that the analyzer has not read with its present version and brands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from monitor.analysis.analyze import ANALYZER_VERSION, Analyzer
from monitor.storage.analysis_queue import (
    Unanalyzed,
    count_queued,
    current_stamp,
    lock_stamp,
    mark_stale_days,
    queue_stale_answers,
    take_unanalyzed,
)
from monitor.storage.configured import current_brands
from monitor.storage.engine import Database
from monitor.storage.findings import Stamp, replace_analyses

BATCH = 100
"""Answers in one transaction; on SQLite nobody else writes for as long as it takes."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Reader:
    """An analyzer of the brands that are tracked now."""

    analyzer: Analyzer
    brand_ids: Mapping[str, int]

    @property
    def stamp(self) -> Stamp:
        return Stamp(ANALYZER_VERSION, self.analyzer.inputs_sha256)


def analyze_answers(
    database: Database,
    workspace_id: int,
    *,
    now: Callable[[], datetime],
    on_progress: Callable[[int], None] | None = None,
) -> int:
    """Analyze what is not analyzed, in transactions of some hundred answers each.

    Doing it again does nothing; when it is interrupted, it goes on where it was. Several at once
    share the work. An analyzer older than the one that has begun leaves the answers to that one.

    Returns:
        The number of answers analyzed.
    """
    reader = _prepare(database, workspace_id)
    read = 0
    while reader is not None:
        batch = _analyze_batch(database, workspace_id, reader, now)
        if batch is None:
            reader = _prepare(database, workspace_id)  # the brands have changed in the meantime
            continue
        if not batch:
            break
        read += sum(not each.is_failure for each in batch)
        if on_progress is not None:
            on_progress(read)
    return read


def count_answers_to_read(database: Database, workspace_id: int) -> int:
    """How many answers were not read with the present analyzer and brands."""
    _prepare(database, workspace_id)
    with database.read() as session:
        return count_queued(session, workspace_id)


def _prepare(database: Database, workspace_id: int) -> _Reader | None:
    """An analyzer of the present brands, and all in the queue that another one has read.

    None when a newer release analyzes this workspace.
    """
    with database.read() as session:
        brands = current_brands(session, workspace_id)
    analyzer = Analyzer([saved.brand for saved in brands])
    reader = _Reader(analyzer, {saved.brand.key: saved.id for saved in brands})
    with database.write() as session:
        stamp = lock_stamp(session, workspace_id)
        if stamp is not None and _is_newer(stamp.analyzer_version, ANALYZER_VERSION):
            log.warning(
                "analysis_left_to_newer_release",
                workspace=workspace_id,
                theirs=stamp.analyzer_version,
                ours=ANALYZER_VERSION,
            )
            return None
        if stamp != reader.stamp:
            queue_stale_answers(session, workspace_id, reader.stamp)
    return reader


def _is_newer(version: str, than: str) -> bool:
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _analyze_batch(
    database: Database, workspace_id: int, reader: _Reader, now: Callable[[], datetime]
) -> tuple[Unanalyzed, ...] | None:
    """The answers that were read; None when another stamp has become the present one."""
    with database.write() as session:
        if current_stamp(session, workspace_id) != reader.stamp:
            return None
        batch = take_unanalyzed(session, workspace_id, limit=BATCH)
        analyses = {
            each.answer_id: reader.analyzer.analyze(
                each.text, each.citations, language=each.language, prompt=each.prompt
            )
            for each in batch
            if not each.is_failure
        }
        replace_analyses(
            session,
            workspace_id,
            analyses,
            stamp=reader.stamp,
            brand_ids=reader.brand_ids,
            now=now(),
        )
        mark_stale_days(session, workspace_id, [each.asked_at for each in batch], now())
    return batch
