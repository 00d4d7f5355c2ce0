from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.numbered_lines import _line_pattern, ordinal_lines

STARTS = (
    "",
    "1. ",
    "2) ",
    "# ",
    "## 1. ",
    "① ",
    "第1位 ",
    "- ",
    "Step 1: ",
    "I. ",
    "  ",
    "🥇 ",
    "> ",
)
LINES = st.lists(
    st.tuples(st.sampled_from(STARTS), st.sampled_from(("", "Acme", "12"))), max_size=8
)


@given(LINES)
def test_lines_are_those_that_the_pattern_finds(lines: list[tuple[str, str]]):
    text = "\n".join(start + rest for start, rest in lines)
    found = [(line.span(), line.groups()) for line in _line_pattern().finditer(text)]
    assert [(line.span(), line.groups()) for line in ordinal_lines(text)] == found
