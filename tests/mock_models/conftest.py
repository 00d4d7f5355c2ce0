"""One mock server for the tests of this folder; each counts from zero."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mock_models.serving import Mock, running_mock


@pytest.fixture(scope="session")
def _running_mock() -> Iterator[Mock]:
    with running_mock() as running:
        yield running


@pytest.fixture
def mock(_running_mock: Mock) -> Mock:
    assert _running_mock.post("/_mock/reset", {}).status == 200
    return _running_mock
