"""A YAML 1.2 file as plain data, with the line and column of every key and list item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path as FilePath

from monitor.configuration.nodes import (
    MAX_DEPTH,
    Mapping,
    Node,
    Place,
    Scalar,
    Sequence,
    bad_place,
    compose,
)
from monitor.configuration.problem import BadConfiguration, Path, Problem, written

MAX_FILE_BYTES = 5_000_000
MAX_VALUES = 200_000

Data = bool | int | float | str | None | list["Data"] | dict[str, "Data"]

# https://yaml.org/spec/1.2.2/ sections 5.1 (printable characters) and 10.3.2 (core schema).
_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INT = re.compile(r"[-+]?[0-9]{1,100}|0o[0-7]{1,100}|0x[0-9a-fA-F]{1,100}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL_FLOAT = re.compile(r"([-+]?\.(?:inf|Inf|INF))|(\.(?:nan|NaN|NAN))")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds.

    Attributes:
        file: as the user named it.
        data: lists, dicts with text keys, and scalars. A key with nothing behind it is left out.
        places: of every key and list item that stands in the file, by path.
        problems: doubled keys and the like; the data is usable beside them.
    """

    file: str
    data: Data
    places: dict[Path, Place]
    problems: list[Problem]

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at a path, with the place of the nearest key around it that stands there."""
        near = path
        while near and near not in self.places:
            near = near[:-1]
        place = self.places.get(near, Place(1, 1))
        return Problem(self.file, place.line, place.column, written(path), message)


def read_bytes(path: FilePath) -> bytes:
    """The bytes of a configuration file.

    Raises:
        BadConfiguration: there is no such file, it cannot be read, or it is over 5 MB.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        message = "no such file; `namedrop init` writes one to start from"
    except IsADirectoryError:
        message = "expected a file, found a directory"
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        message = f"cannot be read: {reason}"
    else:
        if len(content) <= MAX_FILE_BYTES:
            return content
        message = f"expected at most {MAX_FILE_BYTES:,} bytes, found more"
    raise BadConfiguration([Problem(str(path), None, None, "", message)])


def parse_document(content: bytes, file: str) -> Document:
    """The data of a YAML file with its places.

    Raises:
        BadConfiguration: the bytes are no UTF-8 text, no YAML, hold nothing, or nest without end.
    """
    root = compose(_decoded(content, file), file)
    expansion = _Expansion(file)
    data = expansion.expand(root, (), root.place)
    return Document(file, data, expansion.places, expansion.problems)


def _decoded(content: bytes, file: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found_byte = f"expected UTF-8 text, found the byte 0x{content[error.start]:02X}"
        raise bad_place(file, Place(line, 1), f"{found_byte}; save the file as UTF-8") from None
    strange = _NOT_PRINTABLE.search(text)
    if strange is not None:
        before = text[: strange.start()]
        place = Place(before.count("\n") + 1, strange.start() - before.rfind("\n"))
        code = f"U+{ord(strange.group()):04X}"
        raise bad_place(file, place, f"expected printable text, found the control character {code}")
    return text


class _Expansion:
    """Nodes as data; aliases are written out, up to a number of values that a bomb exceeds."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def expand(self, node: Node, path: Path, place: Place) -> Data:
        """The data of a node; its places and problems are kept as they are met."""
        if len(path) > MAX_DEPTH or len(self.places) + len(self.problems) > MAX_VALUES:
            limit = f"{MAX_DEPTH} levels and {MAX_VALUES:,} values"
            raise bad_place(self.file, place, f"expected at most {limit} with aliases written out")
        self.places[path] = place
        match node:
            case Scalar():
                return _scalar(node)
            case Sequence():
                items = enumerate(node.items)
                return [self.expand(item, (*path, at), item.place) for at, item in items]
            case Mapping():
                return self._mapping(node, path)

    def _mapping(self, node: Mapping, path: Path) -> Data:
        data: dict[str, Data] = {}
        first: dict[str, Place] = {}
        for key, value in node.items:
            if not isinstance(key, Scalar):
                self._tell(path, key.place, "expected a word as key, found a list or a group")
                continue
            at = (*path, key.text)
            if key.text in first:
                line = first[key.text].line
                self._tell(at, key.place, f"expected each key once, found it in line {line} too")
                continue
            first[key.text] = key.place
            expanded = self.expand(value, at, key.place)
            if expanded is not None:
                data[key.text] = expanded
        return data

    def _tell(self, path: Path, place: Place, message: str) -> None:
        self.problems.append(Problem(self.file, place.line, place.column, written(path), message))


def _scalar(node: Scalar) -> bool | int | float | str | None:
    text = node.text
    if not node.plain:
        return text
    if text in _NULL:
        return None
    if text in _TRUE | _FALSE:
        return text in _TRUE
    if _INT.fullmatch(text):
        return int(text, _base(text))
    if _FLOAT.fullmatch(text):
        return float(text)
    special = _SPECIAL_FLOAT.fullmatch(text)
    return float(text.replace(".", "").lower()) if special else text


def _base(text: str) -> int:
    return {"0o": 8, "0x": 16}.get(text[:2], 10)
