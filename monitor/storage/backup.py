"""A copy of a SQLite database while others write to it."""

from __future__ import annotations

from pathlib import Path

from monitor.errors import BadInput
from monitor.storage.engine import create_engine_for, read_url


def back_up(database_url: str, file: Path) -> None:
    """Write a whole, compact copy as of one moment.

    Raises:
        BadInput: it is no SQLite database, or the file is there already.
    """
    url = read_url(database_url)
    if url.get_backend_name() != "sqlite":
        raise BadInput("this copies SQLite files; for PostgreSQL use pg_dump, as the guide says")
    if not url.database or not Path(url.database).exists():
        raise BadInput(f"expected a database in {url.database}, found none")
    if file.exists():
        raise BadInput(f"expected a new file, found {file} there already")
    engine = create_engine_for(url)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # the copy is made outside of a transaction
            connection.exec_driver_sql("VACUUM INTO ?", (str(file),))
            connection.exec_driver_sql("BEGIN")
    finally:
        engine.dispose()
