"""How Alembic runs here: always on a live connection, one transaction per migration."""

from __future__ import annotations

from alembic import context
from sqlalchemy import event

from monitor.storage.engine import create_engine_for, read_url
from monitor.storage.tables import Base


def run() -> None:
    database_url = context.config.attributes.get("database_url") or context.get_x_argument(
        as_dictionary=True
    ).get("database_url")
    if not database_url:
        raise SystemExit("say which database: alembic -x database_url=sqlite:///namedrop.sqlite3 …")
    engine = create_engine_for(read_url(database_url))
    if engine.dialect.name == "sqlite":
        # Changing a table on SQLite copies it; with the keys on, dropping the old copy would
        # delete the rows that point at it.
        event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA foreign_keys=OFF"))
    with engine.connect().execution_options(namedrop_writes=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
