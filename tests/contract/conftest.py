"""The mock server for the official SDKs; every answer searches and cites where it can."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.mock_models.scenario import scenario_of
from tests.mock_models.serving import Mock, running_mock

SCENARIO = """
brands:
  - {name: Acme, rate: 1, domain: acme.example}
  - {name: Bolt, rate: 1, domain: bolt.example}
sources: [{url: "https://reviews.example/best", title: Reviews}]
search_rate: 1
citation_rate: 1
"""


@pytest.fixture(scope="session")
def mock() -> Iterator[Mock]:
    with running_mock(scenario_of(SCENARIO, name="contract")) as running:
        yield running
