"""Whether an installation can work: each check says what it found and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from monitor.asking.limits.ping import ping_redis
from monitor.clock import utc_now
from monitor.errors import NamedropError
from monitor.pipeline.credentials import environment_with_secrets
from monitor.providers.registry import provider_named
from monitor.settings import Settings
from monitor.storage.backlog import Backlog, read_backlog
from monitor.storage.configured import current_targets
from monitor.storage.engine import Database, database_now
from monitor.storage.migrate import check_revision, current_revision
from monitor.storage.workspaces import list_workspaces

CLOCK_MAY_DIFFER_S = 2.0
BACKLOG_IS_LONG = 10_000
A_RUN_IS_OLD_S = 6 * 3600.0


class Grade(StrEnum):
    """How a check went."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        found: what there is, in a sentence.
        advice: what to do; None where nothing is to be done.
    """

    name: str
    grade: Grade
    found: str
    advice: str | None = None


def examine(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> tuple[Check, ...]:
    """Look at the database, migrations, Redis, the clock, keys, queues and leases.

    What cannot be looked at because something before it failed is left out.
    """
    checks = [_database(settings)]
    if checks[0].grade is Grade.OK:
        checks.append(_migrations(settings))
    if all(check.grade is Grade.OK for check in checks):
        database = Database(settings.database_url)
        try:
            checks += [_clock(database, now), *_keys(database, settings), *_backlog(database)]
        finally:
            database.close()
    return (*checks, _redis(settings))


def _database(settings: Settings) -> Check:
    try:
        current_revision(settings.database_url)
    except NamedropError as error:
        return Check(
            "database",
            Grade.FAILED,
            str(error),
            "start the database, or correct NAMEDROP_DATABASE_URL",
        )
    return Check("database", Grade.OK, f"{Database(settings.database_url).shown} answers")


def _migrations(settings: Settings) -> Check:
    try:
        check_revision(settings.database_url)
    except NamedropError as error:
        return Check("migrations", Grade.FAILED, str(error), "run `namedrop db upgrade`")
    return Check("migrations", Grade.OK, f"at revision {current_revision(settings.database_url)}")


def _clock(database: Database, now: Callable[[], datetime]) -> Check:
    with database.read() as session:
        before, theirs, after = now(), database_now(session), now()
    ours = before + (after - before) / 2
    apart_s = abs((ours - theirs.astimezone(UTC)).total_seconds())
    if apart_s <= CLOCK_MAY_DIFFER_S:
        return Check("clock", Grade.OK, f"{apart_s:.1f} s from the database's")
    return Check(
        "clock",
        Grade.WARNING,
        f"this machine's clock and the database's are {apart_s:.0f} s apart",
        "set both by NTP; leases and schedules go by the database's, times of answers by this one",
    )


def _keys(database: Database, settings: Settings) -> Iterator[Check]:
    environ = environment_with_secrets(settings.secrets_file)
    with database.read() as session:
        targets = [
            saved.target
            for workspace_id, _ in list_workspaces(session)
            for saved in current_targets(session, workspace_id).values()
        ]
    missing: dict[str, list[str]] = {}
    for target in targets:
        try:
            variable = target.api_key_env or provider_named(target.provider).api_key_env
        except NamedropError as error:
            yield Check("keys", Grade.FAILED, f"{target.key}: {error}", "install its provider")
            continue
        if variable is not None and not environ.get(variable, "").strip():
            missing.setdefault(variable, []).append(target.key)
    for variable, keys in sorted(missing.items()):
        yield Check(
            "keys",
            Grade.FAILED,
            f"{variable} is not set, which {', '.join(keys)} needs",
            "set it in the environment of the asking workers or in NAMEDROP_SECRETS_FILE",
        )
    if not missing:
        yield Check("keys", Grade.OK, f"{len(targets)} targets have what they need")


def _backlog(database: Database) -> Iterator[Check]:
    with database.read() as session:
        backlog = read_backlog(session)
    yield _questions(backlog)
    yield _leases(backlog)
    if backlog.to_analyze > BACKLOG_IS_LONG:
        yield Check(
            "analysis",
            Grade.WARNING,
            f"{backlog.to_analyze} answers wait for the analyzer",
            "start more `namedrop worker think`",
        )
    else:
        yield Check("analysis", Grade.OK, f"{backlog.to_analyze} answers wait for the analyzer")


def _questions(backlog: Backlog) -> Check:
    found = (
        f"{backlog.open_runs} open runs: {backlog.waiting} questions wait, "
        f"{backlog.claimed} are being asked"
    )
    age_s = backlog.oldest_open_run_s
    if age_s is not None and age_s > A_RUN_IS_OLD_S:
        return Check(
            "runs",
            Grade.WARNING,
            f"{found}; the oldest is {age_s / 3600:.0f} hours old",
            "is a `namedrop worker ask` running? `namedrop runs list` shows which run it is",
        )
    return Check("runs", Grade.OK, found)


def _leases(backlog: Backlog) -> Check:
    if backlog.lapsed:
        return Check(
            "leases",
            Grade.WARNING,
            f"{backlog.lapsed} questions were claimed by a worker that is gone",
            "they are asked again by the next `namedrop worker ask`; is one running?",
        )
    return Check("leases", Grade.OK, "no question is held by a worker that is gone")


def _redis(settings: Settings) -> Check:
    if settings.redis_url is None:
        return Check(
            "redis", Grade.OK, "none is set; that is right for `namedrop run` on one machine"
        )
    problem = ping_redis(settings.redis_url)
    if problem is None:
        return Check("redis", Grade.OK, "answers")
    return Check(
        "redis",
        Grade.FAILED,
        f"does not answer: {problem}",
        "start it, or correct NAMEDROP_REDIS_URL; until then workers are not woken, "
        "and each keeps its own limits",
    )
