"""Analyzing: every answer that the analyzer has not read with its present version and brands."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf

import structlog

from monitor.analysis.analyze import ANALYZER_VERSION, Analyzer
from monitor.analysis.links import find_links
from monitor.analysis.urls import GROUNDING_HOST, is_opaque_redirect
from monitor.domain.findings import Brand
from monitor.pipeline.settle import verdicts_that_hold
from monitor.storage.analysis_queue import (
    Unanalyzed,
    count_queued,
    current_stamp,
    lock_stamp,
    mark_stale_days,
    queue_stale_answers,
    take_unanalyzed,
    workspaces_read_otherwise,
    workspaces_to_analyze,
)
from monitor.storage.configured import current_brands
from monitor.storage.engine import Database, Transaction
from monitor.storage.findings import Stamp, replace_analyses
from monitor.storage.judgements import judgements_of, settle
from monitor.storage.sources import known_targets, source_rules
from monitor.telemetry.metrics import analyze_seconds, answers_analyzed
from monitor.telemetry.traces import span

BATCH = 100
"""Answers in one transaction; on SQLite nobody else writes for as long as it takes."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Reader:
    """An analyzer of the brands that are tracked now."""

    analyzer: Analyzer
    brands: Mapping[int, Brand]

    @property
    def brand_ids(self) -> dict[str, int]:
        return {brand.key: brand_id for brand_id, brand in self.brands.items()}

    @property
    def stamp(self) -> Stamp:
        return Stamp(ANALYZER_VERSION, self.analyzer.inputs_sha256)


def analyze_answers(
    database: Database,
    workspace_id: int,
    *,
    now: Callable[[], datetime],
    for_s: float | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> int:
    """Analyze what is not analyzed, in transactions of some hundred answers each.

    Doing it again does nothing; when it is interrupted, it goes on where it was. Several at once
    share the work. An analyzer older than the one that has begun leaves the answers to that one.
    After `for_s` seconds it ends, also when there is more to do.

    Returns:
        The number of answers analyzed.
    """
    ends_at = time.monotonic() + (inf if for_s is None else for_s)
    reader = _prepare(database, workspace_id)
    read = 0
    while reader is not None and time.monotonic() < ends_at:
        began = time.process_time()
        with span("answers.analyze", workspace=workspace_id):
            batch = _analyze_batch(database, workspace_id, reader, now)
        analyze_seconds.inc(time.process_time() - began)
        if batch is None:
            reader = _prepare(database, workspace_id)  # the brands have changed in the meantime
            continue
        if not batch:
            break
        new = sum(not each.is_failure for each in batch)
        answers_analyzed.inc(new)
        read += new
        if on_progress is not None:
            on_progress(read)
    return read


def workspaces_with_work(session: Transaction) -> tuple[int, ...]:
    """The workspaces with answers in the queue, or with findings of an older release."""
    others = workspaces_read_otherwise(session, ANALYZER_VERSION)
    older = {id_ for id_, version in others.items() if _is_newer(ANALYZER_VERSION, version)}
    return tuple(sorted(older.union(workspaces_to_analyze(session))))


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
        rules = source_rules(session, workspace_id)
    analyzer = Analyzer([saved.brand for saved in brands], rules)
    reader = _Reader(analyzer, {saved.id: saved.brand for saved in brands})
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
        targets = known_targets(session, workspace_id, _hidden_urls(batch))
        analyses = {
            each.answer_id: reader.analyzer.analyze(
                each.text,
                each.citations,
                language=each.language,
                prompt=each.prompt,
                targets=targets,
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
        judgements = judgements_of(session, workspace_id, list(analyses))
        answers = {each.answer_id: each for each in batch}
        for verdict in verdicts_that_hold(judgements, answers, analyses, reader.brands):
            settle(session, workspace_id, verdict, reader.stamp)
        mark_stale_days(session, workspace_id, [each.asked_at for each in batch], now())
    return batch


def _hidden_urls(batch: Sequence[Unanalyzed]) -> set[str]:
    """The redirects of the providers' lists and the texts that do not tell where they lead."""
    urls = {citation.url for each in batch for citation in each.citations or ()}
    for each in batch:
        if GROUNDING_HOST in each.text:
            urls.update(link.url for link in find_links(each.text, []))
    return {url for url in urls if is_opaque_redirect(url)}
