"""Reads the word lists of this package: sections in brackets, words divided by commas."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from monitor.analysis.folding import fold_text

_SECTION = re.compile(r"\[([\w ]+)\]")


def read_data(name: str) -> str:
    """The text of a data file of this package."""
    return files("monitor.analysis").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def read_words(name: str) -> dict[str, frozenset[str]]:
    """The folded words of a list by section."""
    sections: dict[str, set[str]] = {}
    section = ""
    for line in read_data(f"words/{name}").splitlines():
        if line.startswith("#"):
            continue
        heading = _SECTION.fullmatch(line.strip())
        if heading is not None:
            section = heading[1]
            continue
        words = (fold_text(word).strip() for word in line.split(","))
        sections.setdefault(section, set()).update(word for word in words if word)
    return {name: frozenset(words) for name, words in sections.items()}


@lru_cache(maxsize=8)
def all_words(name: str) -> frozenset[str]:
    """The folded words of all sections of a list."""
    return frozenset().union(*read_words(name).values())
