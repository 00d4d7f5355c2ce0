from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import monitor.metrics

WITHOUT_EXAMPLES = {"definitions"}
MODULES = {module.name for module in pkgutil.iter_modules(monitor.metrics.__path__)}


@pytest.mark.parametrize("name", sorted(MODULES - WITHOUT_EXAMPLES))
def test_the_examples_in_the_docstrings_hold(name: str):
    result = doctest.testmod(import_module(f"monitor.metrics.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
