from __future__ import annotations

from pathlib import Path

import pytest

from monitor.providers.registry import provider_named
from monitor.reports.recorded import read_recorded, reply_in
from tests.wire.shared_wire import shared_folder

ANSWER_KEYS = {
    "text",
    "outcome",
    "finish_reason",
    "citations",
    "retrieved",
    "searches",
    "searched",
    "usage",
    "served",
    "effective",
    "cost",
}
FILES = sorted((shared_folder() / "wire").glob("*/*.json"))


@pytest.mark.skipif(not FILES, reason="the folder of shared recordings is not here")
def test_there_are_recordings_of_every_kind():
    assert len({path.parent.name for path in FILES}) >= 17


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_recording_is_read_as_an_answer_or_a_failure(path: Path):
    told = read_recorded(provider_named(path.parent.name), reply_in(path.read_bytes()))
    if "error" in told:
        assert set(told["error"]) == {"class", "temporary", "retry_after_s", "message"}
        return
    assert set(told) == ANSWER_KEYS
    for citation in told["citations"] or ():
        if citation["start"] is not None:
            assert 0 <= citation["start"] <= citation["end"] <= len(told["text"])
