"""Rules that no linter checks: broad excepts, ignores without a reason, things left undone."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROCESS_EDGES: dict[str, str] = {
    "api/errors.py": "a request that breaks is logged and answered with a problem",
}
"""Files that may catch everything once, each with its reason."""

BROAD = {"Exception", "BaseException"}
IGNORE = re.compile(
    r"#\s*(type:\s*ignore|noqa|pyright:|mypy:|ruff:|flake8:|pylint:)", re.IGNORECASE
)
REASONED_IGNORE = re.compile(
    r"""\#\ (?:type:\ ignore\[[a-z-]+(?:,\ ?[a-z-]+)*\]|noqa:\ [A-Z]+\d+(?:,\ ?[A-Z]+\d+)*)
        \ +(?:[\#-]\ )?[A-Za-z]\w*\W.*[a-z]{2}""",  # two words at least
    re.VERBOSE,
)
UNDONE = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def broad_catches(source: str) -> Iterator[int]:
    """The lines of a bare except, of one for every exception, and of their suppression."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            caught = [node.type] if not isinstance(node.type, ast.Tuple) else node.type.elts
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            caught = node.args
        else:
            continue
        if any(one is None or ast.unparse(one).split(".")[-1] in BROAD for one in caught):
            yield node.lineno


def unreasoned_ignores(source: str) -> Iterator[str]:
    """Comments that silence a tool and do not say what exactly and why."""
    for comment in _comments(source):
        if IGNORE.search(comment) and not REASONED_IGNORE.search(comment):
            yield comment


def undone(source: str) -> Iterator[str]:
    """What says that something is missing: in comments, in docstrings, and as an exception."""
    tree = ast.parse(source)
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    docstrings = [ast.get_docstring(n) or "" for n in ast.walk(tree) if isinstance(n, documented)]
    yield from (text for text in (*_comments(source), *docstrings) if UNDONE.search(text))
    names = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    yield from (name for name in names if name == "NotImplementedError")


def _comments(source: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def test_only_process_edges_catch_everything_and_each_once(product_files: list[Path]):
    caught = Counter(
        str(path.relative_to(ROOT))
        for path in product_files
        for _ in broad_catches(path.read_text())
    )
    assert caught == Counter(PROCESS_EDGES.keys())


@pytest.mark.parametrize(
    "handler",
    [
        "except:",
        "except Exception:",
        "except BaseException as error:",
        "except (ValueError, Exception):",
        "except builtins.Exception:",
    ],
)
def test_a_broad_except_is_found(handler: str):
    assert list(broad_catches(f"try:\n    run()\n{handler}\n    raise\n")) == [3]


def test_a_broad_suppression_is_found():
    assert list(broad_catches("with contextlib.suppress(Exception):\n    run()\n")) == [1]


def test_a_narrow_except_is_none_of_them():
    assert list(broad_catches("try:\n    run()\nexcept (OSError, KeyError):\n    raise\n")) == []


def test_every_ignore_has_its_code_and_reason(all_files: list[Path]):
    found = {path: list(unreasoned_ignores(path.read_text())) for path in all_files}
    assert {path: comments for path, comments in found.items() if comments} == {}


@pytest.mark.parametrize(
    "comment",
    [
        "# type: ignore",
        "# type: ignore[arg-type]",
        "# type: ignore # because it is so",
        "# noqa",
        "# noqa: S603",
        "# noqa: S603 S607",
        "# noqa: S603 - why",
        "# noqa because it is so",
        "# ruff: noqa",
        "# mypy: ignore-errors",
    ],
)
def test_an_ignore_without_code_or_reason_is_found(comment: str):
    assert list(unreasoned_ignores(f"x = 1  {comment}\n")) == [comment]


@pytest.mark.parametrize(
    "comment",
    [
        "# type: ignore[arg-type]  # the stub is too narrow",
        "# noqa: S603, S607 - fixed, no input",
        "# noqa: PLR0124  only NaN differs from itself",
    ],
)
def test_an_ignore_with_code_and_reason_is_right(comment: str):
    assert list(unreasoned_ignores(f"x = 1  {comment}\n")) == []


def test_nothing_is_left_undone(all_files: list[Path]):
    found = {path: list(undone(path.read_text())) for path in all_files}
    assert {path: texts for path, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    "source",
    [
        "x = 1  # TODO: more",
        'def f():\n    """FIXME later."""',
        "raise NotImplementedError",
        "raise NotImplementedError('later')",
    ],
)
def test_something_left_undone_is_found(source: str):
    assert len(list(undone(source))) == 1
