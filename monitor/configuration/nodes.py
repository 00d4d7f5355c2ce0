"""YAML text as nodes with their places; depth, tags and aliases are checked before data exists.

Built on the parser's events, because its own composer recurses without a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from monitor.configuration.problem import BadConfiguration, Path, Problem, shown, written

MAX_DEPTH = 20

_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_CHARACTER = "expected a character, found an escape in a quoted text that means none"


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word or text; plain when it stands without quotes and not as a block."""

    place: Place
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A group of keys, as it is written: a key may stand twice."""

    place: Place
    items: list[tuple[Node, Node]] = field(default_factory=list)


Node = Scalar | Sequence | Mapping


def compose(text: str, file: str) -> Node:
    """The one document of a text as nodes; an alias is the node that it names.

    Raises:
        BadConfiguration: the text is no YAML, holds nothing, or nests more than 20 levels.
    """
    return _Composer(_Events(text, file), file).document()


def bad_place(file: str, place: Place, message: str, path: Path = ()) -> BadConfiguration:
    """The error of a file that has this one problem."""
    return BadConfiguration([Problem(file, place.line, place.column, written(path), message)])


class _Composer:
    """Nodes from events. An anchor is known from its end on, so that no node holds itself."""

    def __init__(self, events: _Events, file: str) -> None:
        self._events = events
        self._file = file
        self._anchors: dict[str, Node] = {}

    def document(self) -> Node:
        """The root of the one document."""
        root: Node | None = None
        while (event := self._events.next()) is not None:
            if isinstance(event, DocumentStartEvent) and root is not None:
                raise self._bad(event, "expected one document, found a second `---`")
            if isinstance(event, NodeEvent):
                root = self._node(event, 0)
        if root is None:
            message = "expected a configuration, found an empty file; `namedrop init` writes one"
            raise bad_place(self._file, Place(1, 1), message)
        return root

    def _bad(self, event: Event, message: str) -> BadConfiguration:
        return bad_place(self._file, _start(event), message)

    def _node(self, event: Event | None, depth: int) -> Node:
        assert isinstance(event, NodeEvent)
        if isinstance(event, AliasEvent):
            return self._named(event)
        if depth > MAX_DEPTH:
            raise self._bad(event, f"expected at most {MAX_DEPTH} levels, found more")
        if getattr(event, "tag", None) is not None:
            message = "expected a value without a tag, found one that begins with `!`; use quotes"
            raise self._bad(event, message)
        node = self._new(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _named(self, event: AliasEvent) -> Node:
        if event.anchor not in self._anchors:
            found = f"found `*{shown(event.anchor)}` alone"
            raise self._bad(event, f"expected an anchor before its alias, {found}")
        return self._anchors[event.anchor]

    def _new(self, event: NodeEvent, depth: int) -> Node:
        if isinstance(event, SequenceStartEvent):
            sequence = Sequence(_start(event))
            while not isinstance(inner := self._events.next(), SequenceEndEvent):
                sequence.items.append(self._node(inner, depth + 1))
            return sequence
        if isinstance(event, MappingStartEvent):
            mapping = Mapping(_start(event))
            while not isinstance(inner := self._events.next(), MappingEndEvent):
                key = self._node(inner, depth + 1)
                mapping.items.append((key, self._node(self._events.next(), depth + 1)))
            return mapping
        assert isinstance(event, ScalarEvent)
        if _SURROGATE.search(event.value):
            raise self._bad(event, _NO_CHARACTER)
        return Scalar(_start(event), event.value, plain=event.style is None)


class _Events:
    """The parser's events one by one; whatever the parser raises becomes a problem."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._text = text
        self._last = Place(1, 1)
        self._events: Iterator[Event] = iter(YAML(typ="safe", pure=True).parse(text))

    def next(self) -> Event | None:
        """The next event; None after the last."""
        try:
            event = next(self._events, None)
        except MarkedYAMLError as error:
            raise bad_place(self._file, *self._told(error)) from None
        # The scanner passes wrong escapes such as "\UFFFFFFFF" on to chr().
        except (YAMLError, ValueError, OverflowError):
            raise bad_place(self._file, self._last, _NO_CHARACTER) from None
        if event is not None:
            self._last = _start(event)
        return event

    def _told(self, error: MarkedYAMLError) -> tuple[Place, str]:
        mark = error.problem_mark or error.context_mark
        place = self._last if mark is None else _at(mark)
        lines = self._text.split("\n")
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        problem = error.problem or error.context or "the text breaks off"
        if "end of stream" in problem or "stream end" in problem:
            return _at(error.context_mark or mark), (
                "expected the end of what opens here (a quote or a bracket), "
                "found the end of the file"
            )
        if "'\\t'" in problem or line[: len(line) - len(line.lstrip())].count("\t"):
            return place, "expected spaces, found a tab; YAML takes spaces alone for indentation"
        if "mapping values are not allowed" in problem:
            return place, (
                "a colon cannot stand here; put a text that holds `: ` in quotes, "
                "or check the indentation"
            )
        if "expected ':'" in problem:
            line_without = _at(error.context_mark or mark)
            return line_without, "expected `key: value`, found no colon"
        if "expected <block end>" in problem:
            return place, (
                "expected the indentation of the lines above, found another; "
                "or a text in quotes ends before this place"
            )
        return place, f"expected YAML; the parser says: {shown(problem, limit=200)}"


def _start(event: Event) -> Place:
    return _at(event.start_mark)


def _at(mark: StreamMark) -> Place:
    return Place(mark.line + 1, mark.column + 1)
