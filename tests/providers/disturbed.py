"""Bodies of replies with fields dropped, added and replaced at random."""

from __future__ import annotations

from hypothesis import strategies as st

from monitor.domain.json_value import JsonValue

WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@st.composite
def disturbed(draw: st.DrawFn, value: JsonValue) -> JsonValue:
    """The value with fields dropped, added and replaced at random, at any depth."""
    if draw(st.integers(0, 12)) == 0:
        return draw(WILD)
    if isinstance(value, dict):
        kept = {k: draw(disturbed(v)) for k, v in value.items() if draw(st.integers(0, 9))}
        return kept | draw(st.dictionaries(st.text(max_size=5), WILD, max_size=1))
    if isinstance(value, list):
        return [draw(disturbed(item)) for item in value]
    return value
