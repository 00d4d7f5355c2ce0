"""Analyzing: every answer that the analyzer has not read with its present version and brands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from monitor.analysis.analyze import ANALYZER_VERSION, Analyzer
from monitor.storage.configured import current_brands
from monitor.storage.engine import Database
from monitor.storage.findings import Stamp, answers_to_analyze, replace_analyses

BATCH = 200


def analyze_answers(
    database: Database,
    workspace_id: int,
    *,
    now: Callable[[], datetime],
    on_progress: Callable[[int], None] | None = None,
) -> int:
    """Analyze what is not analyzed, in transactions of some hundred answers each.

    Doing it again does nothing; when it is interrupted, it goes on where it was.

    Returns:
        The number of answers analyzed.
    """
    with database.read() as session:
        brands = current_brands(session, workspace_id)
    analyzer = Analyzer([saved.brand for saved in brands])
    brand_ids = {saved.brand.key: saved.id for saved in brands}
    stamp = Stamp(ANALYZER_VERSION, analyzer.inputs_sha256)
    analyzed = 0
    while True:
        with database.read() as session:
            batch = answers_to_analyze(session, workspace_id, stamp, limit=BATCH)
        if not batch:
            return analyzed
        analyses = {
            a.answer_id: analyzer.analyze(a.text, a.citations, language=a.language, prompt=a.prompt)
            for a in batch
        }
        with database.write() as session:
            replace_analyses(
                session, workspace_id, analyses, stamp=stamp, brand_ids=brand_ids, now=now()
            )
        analyzed += len(batch)
        if on_progress is not None:
            on_progress(analyzed)
