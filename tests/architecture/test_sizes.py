"""Modules and functions stay small, and modules are named for what they know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

MAX_MODULE_LINES = 350
MAX_FUNCTION_LINES = 60
SAYS_NOTHING = {"common", "helper", "helpers", "manager", "misc", "service", "util", "utils"}


def long_functions(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield f"{node.name}: {lines} lines"


def sized(files: list[Path]) -> dict[Path, str]:
    """The sources to measure. A migration is left out: it tells one change from end to end."""
    return {path: path.read_text() for path in files if path.parent.name != "versions"}


def test_no_module_is_too_long(product_files: list[Path]):
    lines = {path: len(text.splitlines()) for path, text in sized(product_files).items()}
    assert {path: n for path, n in lines.items() if n > MAX_MODULE_LINES} == {}


def test_no_function_is_too_long(product_files: list[Path]):
    found = {path: list(long_functions(text)) for path, text in sized(product_files).items()}
    assert {path: functions for path, functions in found.items() if functions} == {}


def test_a_function_that_is_too_long_is_found():
    body = "    pass\n" * MAX_FUNCTION_LINES
    assert list(long_functions(f"async def one():\n{body}")) == ["one: 61 lines"]


def test_modules_are_named_for_what_they_know(all_files: list[Path]):
    assert [path for path in all_files if {path.stem, path.parent.name} & SAYS_NOTHING] == []
