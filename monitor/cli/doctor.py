"""namedrop doctor: whether this installation can work, and what to do where it cannot."""

from __future__ import annotations

import typer
from rich.table import Table

from monitor.cli.opening import DatabaseOption, JsonOption, output, prepared_settings, print_json
from monitor.pipeline.doctor import Grade, examine

_SIGNS = {Grade.OK: "ok", Grade.WARNING: "warning", Grade.FAILED: "FAILED"}


def doctor(*, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """Check database, migrations, Redis, clock, keys, queues and leases, and say what to do.

    Leaves with status 1 where something failed.
    """
    checks = examine(prepared_settings(database))
    if as_json:
        print_json(
            [
                {"check": c.name, "grade": c.grade.value, "found": c.found, "advice": c.advice}
                for c in checks
            ]
        )
    else:
        table = Table("check", "grade", "found", box=None)
        for check in checks:
            found = check.found if check.advice is None else f"{check.found}\n-> {check.advice}"
            table.add_row(check.name, _SIGNS[check.grade], found)
        output().print(table, markup=False)
    if any(check.grade is Grade.FAILED for check in checks):
        raise typer.Exit(1)
