"""The distributed mode for a test: mock models that keep a record, a database, a Redis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.recorded_models import RecordedModels
from tests.e2e.stack import Stack
from tests.servers.valkey import running_valkey


@pytest.fixture
def recorded_models(tmp_path: Path) -> Iterator[RecordedModels]:
    with RecordedModels(tmp_path) as running:
        yield running


@pytest.fixture
def faulty_stack(
    recorded_models: RecordedModels, postgres_url: str, tmp_path: Path
) -> Iterator[Stack]:
    """No process runs yet; leases are short, so that what a dead one held is soon free."""
    with running_valkey() as redis_url, Stack(tmp_path, postgres_url, redis_url) as running:
        running.settings["lease_s"] = "2"
        running.configure(recorded_models, prompts=200, repeats=1)
        yield running
