"""Opening a database and the transactions on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from monitor.clock import utc_now
from monitor.errors import BadInput, DatabaseUnavailable

SQLITE_BUSY_TIMEOUT_MS = 30_000

Transaction = Session
"""What those who speak no SQL call the transaction that they hand on."""


def read_url(database_url: str) -> URL:
    """The address of a database, checked.

    Raises:
        BadInput: it is no address, or one of a database that is not supported.
    """
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise BadInput(
            "the database address cannot be read; expected something like "
            "sqlite:///namedrop.sqlite3 or postgresql://user:password@host/name"
        ) from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise BadInput(
            f"expected a database of kind sqlite or postgresql, found {url.get_backend_name()!r}"
        )
    return url


def create_engine_for(url: URL) -> Engine:
    """An engine with the settings that both databases need to behave alike."""
    if url.get_backend_name() == "postgresql":
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10},
        )
    engine = create_engine(url, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions at its own moments; _begin_sqlite does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A transaction that reads first and writes later fails at once when another has written in
    # between, without waiting; one that means to write takes the lock at its beginning.
    writes = connection.get_execution_options().get("namedrop_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """One database: its engine, and transactions for reading and for writing."""

    def __init__(self, database_url: str) -> None:
        """Open nothing yet; the first transaction connects.

        Raises:
            BadInput: the address cannot be used.
        """
        self.url = read_url(database_url)
        self._engine = create_engine_for(self.url)

    @property
    def shown(self) -> str:
        """The address without its password."""
        if self.url.get_backend_name() == "sqlite" and self.url.database:
            return str(Path(self.url.database))
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction for reading: one consistent view, nothing kept.

        Raises:
            DatabaseUnavailable: the database cannot be reached.
        """
        with self._session(writes=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed once, at the end, or not at all.

        Raises:
            DatabaseUnavailable: the database cannot be reached, its disk is full, or it ended in
                the middle; whether the transaction was kept is not known then.
        """
        with self._session(writes=True) as session:
            yield session
            session.commit()

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        with Session(self._engine, expire_on_commit=False) as session:
            try:
                session.connection(execution_options=self._options(writes=writes))
                yield session
            except (OperationalError, InterfaceError) as error:
                raise DatabaseUnavailable(self._why(error)) from error

    def _options(self, *, writes: bool) -> dict[str, Any]:
        if writes or self.url.get_backend_name() == "sqlite":
            return {"namedrop_writes": writes}
        # PostgreSQL would otherwise show each statement what was committed before it.
        return {"isolation_level": "REPEATABLE READ"}

    def _why(self, error: DBAPIError) -> str:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else "unknown reason"
        return f"the database {self.shown} cannot be used: {reason}"

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def upsert(session: Session) -> Callable[..., Any]:
    """The insert of this database that can leave out rows which are there already."""
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert


def database_now(session: Session) -> datetime:
    """Now by the clock that all workers on this database share.

    On PostgreSQL that is the server's, so that a worker whose own clock is wrong neither steals
    claims nor keeps them too long; SQLite has only the machine's.
    """
    if session.get_bind().dialect.name == "postgresql":
        now: datetime = session.scalars(select(func.clock_timestamp())).one()
        return now
    return utc_now()
