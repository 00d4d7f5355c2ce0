"""Texts made to be slow: a step count that grows faster than the text would show here.

Steps are lines and calls of the analyzer as the interpreter traces them, so that a busy machine
changes nothing; the regular expressions are held by the time limit of the whole test instead.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.domain.answer import Citation
from monitor.domain.findings import Brand

ANALYZER = Analyzer(
    [
        Brand("a", "Acme", domains=("acme.com",), exclusions=("Acme in",)),
        Brand("x", "xx", aliases=("x", "C++")),
    ]
)
UNITS = (
    "[", "](", "][]:", "(", "`", "`\n\n", "` ", "**", "_", "<", "](<", '](a "', "@", "a@", "~~~\n",
    "http://", "http://a ", "www.", "www.a ", "https://a.b/amp", "http://%", "acme.", "acme.com.",
    "Acme ", "Acme in ", "Acme_", "x", "1. Acme\n", "# 1. Acme\n", "1.", "#", "> ", "- ", " ", "\n",
    "\n ", "\nSources", "\nSources\n- a\n", "[x]: a\n", "[^a]: ", "e\u0316\u0301\u0327",
    "\u05b0\u05bc\u05c1", "\u1100\u1161", "\u2026", "\uff9e", "\ud800", "\0", "的", "한",
)  # fmt: skip


def analyzed(text: str) -> int:
    analysis = ANALYZER.analyze(text, [Citation(text)])
    return len(analysis.mentions)


def steps(work: Callable[[], object]) -> int:
    """Lines and calls of Python that the work takes."""
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type] # the returned tracer is the same function
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_of_one_unit_is_analyzed(unit: str):
    analyzed(unit * (1_000_000 // len(unit)))


@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_text_takes_about_twice_the_steps(unit: str):
    size = 2000
    analyzed(unit * size)  # fills the caches
    once = steps(lambda: analyzed(unit * size))
    twice = steps(lambda: analyzed(unit * (2 * size)))
    assert twice <= 2.2 * once + 1000


@pytest.mark.parametrize("tail", ["(", ")", "]", ".", "[", "a", "%", "/../", "?&"])
def test_a_megabyte_in_one_url_is_analyzed(tail: str):
    analyzed("http://a.example/" + tail * (1_000_000 // len(tail)))


def test_ticks_of_all_lengths_are_analyzed():
    analyzed(" ".join("`" * size for size in range(1, 1400)))


def test_lists_nested_a_thousand_deep_are_analyzed():
    text = "\n".join("  " * depth + f"1. Acme {depth}" for depth in range(1000))
    assert analyzed(text) == 1000


def test_a_line_of_a_megabyte_is_analyzed():
    assert analyzed("1. " + "Acme " * 200_000) == 200_000
