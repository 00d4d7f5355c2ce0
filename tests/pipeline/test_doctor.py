from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.clock import utc_now
from monitor.pipeline.doctor import Check, Grade, examine
from monitor.settings import Settings
from monitor.storage.configured import save_targets
from monitor.storage.engine import Database
from monitor.storage.migrate import downgrade
from monitor.storage.question_queue import claim_questions
from monitor.storage.runs import start_run
from tests.factories.answers import NOON
from tests.factories.runs import make_run, make_target


def settings_for(database_url: str, **more: object) -> Settings:
    return Settings(database_url=database_url, redis_url=None).model_copy(update=more)


def graded(checks: tuple[Check, ...]) -> dict[str, Grade]:
    return {check.name: check.grade for check in checks}


def test_an_installation_that_works_has_nothing_to_do(database_url: str, redis_url: str):
    checks = examine(settings_for(database_url, redis_url=redis_url))
    assert set(graded(checks).values()) == {Grade.OK}, checks
    assert set(graded(checks)) == {
        "database",
        "migrations",
        "clock",
        "keys",
        "runs",
        "leases",
        "analysis",
        "redis",
    }
    assert all(check.advice is None for check in checks)


def test_a_database_that_is_away_is_told_with_what_to_do():
    checks = examine(settings_for("postgresql://me:hunter2@127.0.0.1:1/x"))
    assert graded(checks)["database"] is Grade.FAILED
    assert "migrations" not in graded(checks)
    assert "hunter2" not in str(checks)


def test_a_database_behind_wants_an_upgrade(database_url: str):
    downgrade(database_url, "base")
    [behind] = [c for c in examine(settings_for(database_url)) if c.name == "migrations"]
    assert (behind.grade, behind.advice) == (Grade.FAILED, "run `namedrop db upgrade`")


def test_a_redis_that_is_away_is_told_without_its_password(database_url: str):
    checks = examine(settings_for(database_url, redis_url="redis://:hunter2@127.0.0.1:1/0"))
    assert graded(checks)["redis"] is Grade.FAILED
    assert "hunter2" not in str(checks)


@pytest.mark.postgres_only("SQLite has no clock of its own")
def test_a_clock_that_is_off_is_told(database_url: str):
    checks = examine(settings_for(database_url), now=lambda: utc_now() + timedelta(minutes=5))
    [clock] = [c for c in checks if c.name == "clock"]
    assert clock.grade is Grade.WARNING
    assert "300 s apart" in clock.found


def test_a_missing_key_is_told_by_its_variable(database_url: str, tmp_path: Path):
    database = Database(database_url)
    make_run(database)
    with database.write() as session:
        save_targets(session, 1, [make_target("paid", api_key_env="A_KEY_NOBODY_SET")], NOON)
    database.close()
    [keys] = [c for c in examine(settings_for(database_url)) if c.name == "keys"]
    assert keys.grade is Grade.FAILED
    assert "A_KEY_NOBODY_SET is not set, which paid needs" in keys.found
    secrets = tmp_path / "keys"
    secrets.write_text("A_KEY_NOBODY_SET=1\n")
    known = settings_for(database_url, secrets_file=str(secrets))
    assert graded(examine(known))["keys"] is Grade.OK


def test_questions_of_a_dead_worker_are_told(database_url: str):
    database = Database(database_url)
    planned = make_run(database)
    with database.write() as session:
        start_run(session, planned.workspace_id, planned.run_id, NOON)
        claim_questions(session, planned.claimer(lease_s=-1), planned.run, 3)
    database.close()
    [leases] = [c for c in examine(settings_for(database_url)) if c.name == "leases"]
    assert leases.grade is Grade.WARNING
    assert leases.found.startswith("3 questions")
