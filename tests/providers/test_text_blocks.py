from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.providers.text_blocks import render_blocks

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
INDEXES = st.lists(st.integers(0, 3), max_size=2)


def blocks() -> st.SearchStrategy[list[dict[str, JsonValue]]]:
    leaf = st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["paragraph", "heading", "list", "expandable", "new"]),
            "title": WORDS,
            "snippet": WORDS,
            "reference_indexes": INDEXES,
            "table": st.lists(st.lists(WORDS, max_size=2), max_size=2),
        },
    )
    whole = st.recursive(
        leaf,
        lambda inner: st.fixed_dictionaries(
            {"snippet": WORDS, "reference_indexes": INDEXES},
            optional={
                "list": st.lists(inner, max_size=2),
                "text_blocks": st.lists(inner, max_size=2),
            },
        ),
        max_leaves=5,
    )
    return st.lists(whole, max_size=4)


def snippets_in(block: JsonValue) -> list[str]:
    if isinstance(block, list):
        return [one for inner in block for one in snippets_in(inner)]
    assert isinstance(block, dict)
    own = [str(block["snippet"])] if block.get("snippet") else []
    return own + snippets_in(block.get("list", [])) + snippets_in(block.get("text_blocks", []))


@given(blocks())
def test_every_snippet_is_shown_and_every_span_is_inside(given_blocks: list[JsonObject]):
    rendered = render_blocks(given_blocks)
    for snippet in snippets_in(given_blocks):
        assert snippet.strip() in rendered.text
    for _, start, end in rendered.cited:
        assert 0 <= start < end <= len(rendered.text)
        assert rendered.text[start:end].strip()


def test_blocks_that_are_nested_without_end_are_cut():
    block: dict[str, JsonValue] = {"snippet": "deep"}
    for level in range(100):
        block = {"snippet": f"level {level}", "text_blocks": [block]}
    assert render_blocks([block]).text.count("level") == 9


def test_a_bar_in_a_cell_does_not_end_it():
    assert render_blocks([{"table": [["a|b", 1], []]}]).text == "| a\\|b |  |\n| --- | --- |"
