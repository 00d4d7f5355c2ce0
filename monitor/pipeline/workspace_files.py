"""A workspace as files: one line of JSON for each row, and a manifest that tells what there is."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from monitor.errors import BadInput
from monitor.storage.engine import Database
from monitor.storage.migrate import expected_revision
from monitor.storage.whole_workspace import exported_tables, rows_of

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        rows: by table.
    """

    folder: Path
    rows: Mapping[str, int]


def export_workspace(
    database: Database, workspace_id: int, workspace: str, folder: Path, *, now: datetime
) -> Exported:
    """Write everything of a workspace into a new or empty folder, as of one moment.

    Bytes are base64, times RFC 3339 in UTC, amounts of money decimal strings.

    Raises:
        BadInput: the folder holds something already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BadInput(f"expected a new or empty folder, found files in {folder}")
    rows: dict[str, int] = {}
    hashes: dict[str, str] = {}
    with database.read() as session:
        for table in exported_tables():
            digest = hashlib.sha256()
            rows[table] = 0
            with (folder / f"{table}.jsonl").open("wb") as file:
                for row in rows_of(session, workspace_id, table):
                    line = _line(row)
                    file.write(line)
                    digest.update(line)
                    rows[table] += 1
            hashes[table] = digest.hexdigest()
    manifest = {
        "workspace": workspace,
        "exported_at": now.isoformat(),
        "revision": expected_revision(),
        "tables": {name: {"rows": rows[name], "sha256": hashes[name]} for name in rows},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    return Exported(folder, rows)


def _line(row: Mapping[str, Any]) -> bytes:
    return json.dumps(dict(row), default=_as_json, ensure_ascii=False).encode() + b"\n"


def _as_json(value: object) -> str:
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
    raise TypeError(f"a column holds a {type(value).__name__}, which is not exported")
