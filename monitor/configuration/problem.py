"""What is wrong in a configuration file, and where; every problem of a file is told at once."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.errors import BadInput

MAX_PROBLEMS = 20
_SHOWN_CHARACTERS = 40

Path = tuple[str | int, ...]
"""Where a value stands: ("targets", 0, "settings") is `targets[0].settings`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right.

    Attributes:
        file: as the user named it.
        line, column: from 1; None where the problem is the whole file.
        key: the path of the value, such as "targets[0].model"; "" for the file or its syntax.
        message: what was expected and what was found; never holds a secret.
    """

    file: str
    line: int | None
    column: int | None
    key: str
    message: str

    def __str__(self) -> str:
        """File, line, key and message in one line."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.key, self.message) if part)


class BadConfiguration(BadInput):
    """A configuration cannot be used.

    Attributes:
        problems: the first 20 in the order of the file, at least one.
        more: how many were left out.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        unique = sorted(dict.fromkeys(problems), key=_order)
        self.problems = tuple(unique[:MAX_PROBLEMS])
        self.more = len(unique) - len(self.problems)
        lines = [str(each) for each in self.problems]
        if self.more:
            lines.append(f"and {self.more} more")
        super().__init__("\n".join(lines))


def _order(problem: Problem) -> tuple[int, int]:
    return (problem.line or 0, problem.column or 0)


def written(path: Path) -> str:
    """A path as the user would write it.

    >>> written(("targets", 0, "settings", "temperature"))
    'targets[0].settings.temperature'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{shown(step)}" if text else shown(step)
    return text


def shown(text: str, *, limit: int = _SHOWN_CHARACTERS) -> str:
    """A text cut to a number of characters and without control characters, fit for one line."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(each if each.isprintable() else _escaped(each) for each in cut)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]


def found(value: object) -> str:
    """What a value is, in the user's words.

    >>> found("hot"), found(True), found(7), found([])
    ('the text "hot"', '`true`', 'the number 7', 'an empty list')
    """
    match value:
        case None:
            return "nothing"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"the number {value}"
        case str():
            return f'the text "{shown(value)}"' if value else "an empty text"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "a group of keys"


def suggestion(word: str, known: Iterable[str]) -> str:
    """The end of a message that names the known word nearest to a wrong one, or all of them.

    >>> suggestion("temprature", ["temperature", "top_p"])
    '; did you mean `temperature`?'
    """
    words = sorted(known)
    near = difflib.get_close_matches(word[:200], words, n=1)
    if near:
        return f"; did you mean `{near[0]}`?"
    if not words:
        return ""
    listed = ", ".join(f"`{each}`" for each in words[:20])
    rest = f" and {len(words) - 20} more" if len(words) > 20 else ""
    return f"; known: {listed}{rest}"


def unknown_key(key: str, known: Iterable[str]) -> str:
    """The message about a key that means nothing where it stands."""
    return f"unknown key `{shown(key)}`{suggestion(key, known)}"
