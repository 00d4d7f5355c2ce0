from __future__ import annotations

import json
from pathlib import Path

from monitor.catalog.drift import Change, DriftKind
from monitor.storage.drift import NewEvent, note_event
from monitor.storage.engine import Database
from tests.e2e.commands import environment, run
from tests.factories.answers import NOON
from tests.factories.runs import make_run


def test_what_changed_behind_targets_is_shown(sqlite_url: str, tmp_path: Path):
    database = Database(sqlite_url)
    planned = make_run(database, prompts=1, repeats=1)
    change = Change(DriftKind.DEFAULT, "sampling.top_p.default", "0.98", "1.0")
    with database.write() as session:
        new = NewEvent(change, NOON.date(), NOON)
        note_event(session, planned.workspace_id, planned.target_ids["cool"], new)
    database.close()
    env = environment(sqlite_url)
    shown = run(["drift", "--target", "cool"], cwd=tmp_path, env=env).stdout
    for part in ("2026-11-24 12:00", "cool", "sampling.top_p.default", "0.98", "1.0"):
        assert part in shown
    (event,) = json.loads(run(["drift", "--json"], cwd=tmp_path, env=env).stdout)
    assert (event["kind"], event["target"]["key"], event["count"]) == ("default", "cool", 1)
    assert "Nothing changed" in run(["drift", "--target", "warm"], cwd=tmp_path, env=env).stdout
