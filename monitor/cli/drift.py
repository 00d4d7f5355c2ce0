"""namedrop drift: what changed behind targets."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from monitor.catalog.drift import DriftKind
from monitor.cli.opening import DatabaseOption, JsonOption, opened_workspace, output, print_json
from monitor.reports.drift_json import drift_event_json
from monitor.storage.drift import DriftFilter, list_drift


def drift(
    *,
    target: Annotated[
        str | None, typer.Option(help="Only behind the targets of this key.", show_default=False)
    ] = None,
    kind: Annotated[
        DriftKind | None, typer.Option(help="Only changes of this kind.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most events, newest first.")] = 50,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """List what changed behind targets: another model, alias, fingerprint, packing or default.

    Figures before and after such a change are of different things: a break, not a trend.
    """
    wanted = DriftFilter(target_key=target, kind=kind)
    with opened_workspace(database) as (opened, workspace_id), opened.read() as session:
        events = list_drift(session, workspace_id, wanted, limit=limit)
    if as_json:
        print_json([drift_event_json(event) for event in events])
        return
    if not events:
        output().print("Nothing changed behind the targets, as far as they tell.")
        return
    table = Table("first seen (UTC)", "target", "what", "before", "after", "changes", box=None)
    for event in events:
        what = event.change.kind.value.replace("_", " ")
        if event.change.kind in {DriftKind.DEFAULT, DriftKind.PARAMETER}:
            what = event.change.field
        shown = (f"{event.at:%Y-%m-%d %H:%M}", event.target, what)
        table.add_row(*shown, event.change.before, event.change.after, str(event.count))
    output().print(table)
