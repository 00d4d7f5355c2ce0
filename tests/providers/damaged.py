"""Replies that are not as they should be: fields that are absent, added, or of another type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from monitor.domain.wire import WireReply
from tests.providers.recorded import RECORDINGS

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.just([None, 1, "x", {}, []]),
    st.just({"text": 1, "url": [], "type": "text"}),
)
NEW_KEYS = st.sampled_from(["url", "text", "error", "type", "content"])
STATUSES = st.sampled_from([200, 200, 200, 200, 204, 302, 400, 401, 404, 424, 429, 500, 529])


def recordings_of(provider: str) -> list[str]:
    return sorted(path.name for path in (RECORDINGS / provider).glob("*.json"))


@st.composite
def damaged_replies(draw: st.DrawFn, provider: str) -> WireReply:
    """A recording of a provider with up to five fields dropped, added or replaced."""
    name = draw(st.sampled_from(recordings_of(provider)))
    body = json.loads((RECORDINGS / provider / name).read_text("utf-8"))["body"]
    for _ in range(draw(st.integers(0, 5))):
        places = list(_places(body))
        if not places:
            break
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        # Drawn lists are shared; within each other they would be circles.
        value = deepcopy(draw(ANYTHING))
        if draw(st.booleans()):
            holder[key] = value
        elif isinstance(holder, dict) and draw(st.booleans()):
            holder[draw(NEW_KEYS)] = value
        else:
            del holder[key]
    encoded = json.dumps(body).encode()
    end = draw(st.sampled_from([len(encoded), len(encoded), len(encoded) // 2]))
    return WireReply(status=draw(STATUSES), headers={}, body=encoded[:end])


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])
