"""Bringing a database to the revision of this release, and telling where it stands."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from monitor.errors import DatabaseUnavailable
from monitor.storage.engine import create_engine_for, read_url


def _config(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("migrations")))
    config.attributes["database_url"] = database_url
    return config


def expected_revision() -> str:
    """The revision that this release works with."""
    head = ScriptDirectory.from_config(_config("sqlite://")).get_current_head()
    assert head is not None
    return head


def current_revision(database_url: str) -> str | None:
    """The revision at which a database stands; None for an empty one.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    engine = create_engine_for(read_url(database_url))
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise DatabaseUnavailable(f"the database cannot be used: {reason}") from error
    finally:
        engine.dispose()


def upgrade(database_url: str) -> None:
    """Apply all migrations that are missing; create the folder and file of a SQLite database.

    Raises:
        DatabaseUnavailable: the database cannot be reached, or was made by a newer release.
    """
    url = read_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    at = current_revision(database_url)
    if at == expected_revision():
        return
    _refuse_newer(at)
    command.upgrade(_config(database_url), "head")


def downgrade(database_url: str, revision: str) -> None:
    """Take migrations back to a revision ("base" for none)."""
    command.downgrade(_config(database_url), revision)


def check_revision(database_url: str) -> None:
    """Make sure that the database stands where this release needs it.

    Raises:
        DatabaseUnavailable: it does not; the message says what to do.
    """
    _refuse_other(current_revision(database_url), expected_revision())


def check_revision_of(session: Session, expected: str) -> None:
    """The same for a database that is open, with the revision that this release works with.

    Raises:
        DatabaseUnavailable: it stands elsewhere; the message says what to do.
    """
    context = MigrationContext.configure(session.connection())
    _refuse_other(context.get_current_revision(), expected)


def _refuse_other(at: str | None, expected: str) -> None:
    if at == expected:
        return
    _refuse_newer(at)
    raise DatabaseUnavailable(
        f"the database is at revision {at or 'none'}, this release needs {expected}; "
        "run `namedrop db upgrade`"
    )


def make_ready(database_url: str) -> None:
    """Bring a SQLite file to this release; a server is shared, so its operator decides when.

    Raises:
        DatabaseUnavailable: the database cannot be used as it is.
    """
    if read_url(database_url).get_backend_name() == "sqlite":
        upgrade(database_url)
    else:
        check_revision(database_url)


def _refuse_newer(at: str | None) -> None:
    known = {
        script.revision
        for script in ScriptDirectory.from_config(_config("sqlite://")).walk_revisions()
    }
    if at is not None and at not in known:
        raise DatabaseUnavailable(
            f"the database is at revision {at}, which this release does not know; "
            "it was made by a newer release: install that one"
        )
