from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "module",
    [
        "calculator.adaptation",
        "calculator.layers",
        "calculator.memory",
        "calculator.recurrent",
        "calculator.sizes",
        "calculator.transformer",
        "glossary.fields",
        "glossary.language",
        "glossary.terms",
    ],
)
def test_the_examples_in_the_docstrings_hold(module: str):
    result = doctest.testmod(import_module(f"monitor.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
