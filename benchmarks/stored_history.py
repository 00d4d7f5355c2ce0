"""Stored history for measurements, made inside PostgreSQL, and the plans of the hot statements."""

from __future__ import annotations

import sqlalchemy as sa

from monitor.storage.engine import Database

# As old runs leave them: ended questions with answers, texts of 2,000 characters, findings.
_FILL = """
WITH run AS (
    INSERT INTO runs (workspace_id, monitor_id, state, trigger, plan_sha256, created_at,
        started_at, finished_at)
    SELECT workspace_id, id, 'finished', 'schedule', 'history', now() - interval '40 days',
        now() - interval '40 days', now() - interval '40 days'
    FROM monitors WHERE key = 'weekly'
    RETURNING id, workspace_id
), question AS (
    INSERT INTO questions (workspace_id, run_id, prompt_version_id, target_id, repetition, state,
        claims, ended_at)
    SELECT run.workspace_id, run.id, v.id, t.id, n, 'answered', 1, now() - interval '40 days'
    FROM run,
        (SELECT id FROM prompt_versions ORDER BY id LIMIT 1) v,
        (SELECT id FROM targets WHERE archived_at IS NULL ORDER BY id DESC LIMIT 1) t,
        generate_series(1, :missing) n
    RETURNING id, workspace_id, run_id, prompt_version_id, target_id, repetition
), answer AS (
    INSERT INTO answers (workspace_id, question_id, run_id, prompt_version_id, target_id,
        repetition, outcome, served_model, sampling, sampling_fingerprint, attempts, asked_at,
        answered_at, input_tokens, output_tokens, latency_ms)
    SELECT workspace_id, id, run_id, prompt_version_id, target_id, repetition, 'ok', 'm', '{}',
        'history', 1, now() - interval '40 days' + repetition * interval '1 second',
        now() - interval '40 days' + repetition * interval '1 second', 20, 400, 500
    FROM question
    RETURNING id, workspace_id
), body AS (
    INSERT INTO answer_bodies (workspace_id, answer_id, text)
    SELECT workspace_id, id, repeat('Asana and Trello suit small teams. ', 57) FROM answer
), stamp AS (
    INSERT INTO analyses (workspace_id, answer_id, analyzer_version, inputs_sha256, analyzed_at,
        dangling_markers)
    SELECT a.workspace_id, a.id, w.analyzer_version, w.analyzer_inputs_sha256, now(), 0
    FROM answer a JOIN workspaces w ON w.id = a.workspace_id
)
SELECT count(*) FROM answer
"""

_HOT = {
    "claim what waits": """
        SELECT id FROM questions WHERE workspace_id = :workspace AND run_id = :run
        AND state = 'waiting' ORDER BY id LIMIT 200 FOR UPDATE SKIP LOCKED""",
    "end what was answered": """
        UPDATE questions SET state = 'answered' WHERE id IN (:question)""",
    "store an answer": """
        INSERT INTO answers (workspace_id, question_id, run_id, prompt_version_id, target_id,
            repetition, outcome, sampling, sampling_fingerprint, attempts, asked_at, answered_at)
        SELECT workspace_id, id, run_id, prompt_version_id, target_id, repetition, 'ok', '{}', 'x',
            1, now(), now() FROM questions WHERE id = :question
        ON CONFLICT (question_id) DO NOTHING""",
    "take what is to be analyzed": """
        SELECT answer_id FROM answers_to_analyze WHERE workspace_id = :workspace
        ORDER BY answer_id LIMIT 100 FOR UPDATE SKIP LOCKED""",
}


def fill_history(database: Database, size: int) -> None:
    """Have at least so many answers stored, analyzed, in runs that have ended."""
    with database.write() as session:
        there = session.scalar(sa.text("SELECT count(*) FROM answers")) or 0
        if there < size:
            session.execute(sa.text(_FILL), {"missing": size - there})
    # What follows measures the work of one run, not the clearing up after this.
    url = database.url.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in ("VACUUM ANALYZE", "CHECKPOINT"):
            connection.exec_driver_sql(statement)
    engine.dispose()


def explain_claims(database: Database) -> str:
    """The plans of the statements that every answer needs."""
    told = []
    with database.read() as session:
        question, run, workspace = session.execute(
            sa.text("SELECT id, run_id, workspace_id FROM questions ORDER BY id DESC LIMIT 1")
        ).one()
        values = {"question": question, "run": run, "workspace": workspace}
        for name, statement in _HOT.items():
            used = {k: v for k, v in values.items() if f":{k}" in statement}
            plan = session.execute(sa.text(f"EXPLAIN (COSTS OFF) {statement}"), used).scalars()
            told.append(f"{name}:\n" + "\n".join(f"    {line}" for line in plan))
    return "\n".join(told) + "\n"
