"""Ordinals of lists as a full Markdown parser sees them: it is the oracle for our line scanner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.found import brand, ranks

markdown_it = pytest.importorskip("markdown_it", reason="the oracle is not installed")

NAMES = ["Acme", "Bolten", "Cruxal", "Dentor", "Other", "Another"]
BRANDS = [brand(name) for name in NAMES[:4]]


def parsed_ranks(text: str) -> dict[str, int]:
    """The printed numbers of top-level ordered items, by the brand that begins the item."""
    tokens = markdown_it.MarkdownIt().parse(text)
    found: dict[str, int] = {}
    number = None
    for place, token in enumerate(tokens):
        if token.type == "list_item_open" and token.info:
            number = int(token.info)
        elif token.type == "inline" and tokens[place - 1].type == "paragraph_open" and number:
            first = token.content.strip("*").split(" ")[0].strip("*:")
            if first in NAMES[:4]:
                found.setdefault(first, number)
            number = None
    return found


ITEMS = st.builds(
    lambda name, mark, tail: f"{mark}{name}{mark}{tail}",
    st.sampled_from(NAMES),
    st.sampled_from(["", "**"]),
    st.sampled_from(["", ": fine", " - fine", " is fine"]),
)


@given(
    items=st.lists(ITEMS, min_size=2, max_size=8),
    start=st.integers(1, 5),
    delimiter=st.sampled_from([".", ")"]),
    gap=st.sampled_from(["\n", "\n\n"]),
    below=st.sampled_from(["", "\n   - quick\n   - cheap"]),
)
def test_a_generated_list_has_the_ordinals_that_a_parser_sees(
    items: list[str], start: int, delimiter: str, gap: str, below: str
):
    text = gap.join(
        f"{number}{delimiter} {item}{below}" for number, item in enumerate(items, start=start)
    )
    assert ranks(text, *BRANDS) == parsed_ranks(text)
