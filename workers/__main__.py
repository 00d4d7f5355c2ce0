"""`python -m workers ask|think|beat`: one process of the distributed mode."""

from __future__ import annotations

import sys

from monitor.settings import read_settings
from monitor.storage.migrate import check_revision
from workers.app import ASK, THINK, app

ROLES = (ASK, THINK, "beat")


def main() -> None:
    """Run the worker or beat that is asked for until it is told to stop.

    Raises:
        DatabaseUnavailable: the database is not at the revision of this release.
    """
    role = sys.argv[1] if len(sys.argv) == 2 else ""
    if role not in ROLES:
        sys.exit(f"expected one of {', '.join(ROLES)}, found {role!r}")
    check_revision(read_settings().database_url)
    level = f"--loglevel={read_settings().log_level}"
    if role == "beat":
        app.start(["beat", level, "--pidfile="])
    else:
        # One task at a time in the process itself: the asking loop keeps hundreds of calls in
        # flight by itself, and more cores are used by more processes.
        app.start(
            ["worker", level, "-Q", role, "--pool=solo", "--without-gossip", "--without-mingle"]
        )


if __name__ == "__main__":
    main()
