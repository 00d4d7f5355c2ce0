"""The source files that the architecture tests read."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@pytest.fixture(scope="session")
def product_files() -> list[Path]:
    """The Python files of the product."""
    return _python_files("monitor", "api", "migrations")


@pytest.fixture(scope="session")
def all_files(product_files: list[Path]) -> list[Path]:
    """The Python files of the product and of its tests."""
    return product_files + _python_files("tests")
