"""Recordings of real providers that lie beside the repository, not in it.

The folder is named by NAMEDROP_SHARED, else it is `shared` beside the repository's root.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from monitor.domain.json_value import JsonObject
from monitor.domain.wire import WireReply

ROOT = Path(__file__).parents[2]


def recording(provider: str, name: str) -> WireReply:
    """The reply in `wire/<provider>/<name>.json`; skips the test where there is no such folder."""
    envelope = _envelope(provider, name)
    body = envelope["body"]
    text = body if isinstance(body, str) else json.dumps(body)
    headers = envelope["headers"]
    assert isinstance(headers, dict)
    status = envelope["status"]
    assert isinstance(status, int)
    return WireReply(
        status=status,
        headers={str(key).lower(): str(value) for key, value in headers.items()},
        body=text.encode(),
    )


def recording_names(provider: str) -> frozenset[str]:
    """The names of all recordings of a provider; skips the test where there is no such folder."""
    return frozenset(path.stem for path in (_wire_folder() / provider).glob("*.json"))


def _envelope(provider: str, name: str) -> JsonObject:
    text = (_wire_folder() / provider / f"{name}.json").read_text("utf-8")
    envelope: JsonObject = json.loads(text)
    return envelope


def shared_folder() -> Path:
    """Where the recordings should be, whether they are there or not."""
    shared = os.environ.get("NAMEDROP_SHARED")
    return Path(shared) if shared else ROOT.parent / "shared"


def _wire_folder() -> Path:
    folder = shared_folder() / "wire"
    if not folder.is_dir():
        pytest.skip("the recordings of real providers are not here (NAMEDROP_SHARED)")
    return folder
