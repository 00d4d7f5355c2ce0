"""Reads the word lists of this package: sections in brackets, words divided by commas."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from monitor.analysis.folding import fold_text, fold_word

_SECTION = re.compile(r"\[([\w ]+)\]")


def read_data(name: str) -> str:
    """The text of a data file of this package."""
    return files("monitor.analysis").joinpath(name).read_text(encoding="utf-8")


def read_written(name: str) -> dict[str, list[str]]:
    """The words of a list by section, as they are written there."""
    sections: dict[str, list[str]] = {}
    section = ""
    for line in read_data(f"words/{name}").splitlines():
        if line.startswith("#"):
            continue
        heading = _SECTION.fullmatch(line.strip())
        if heading is not None:
            section = heading[1]
            continue
        words = (word.strip() for word in line.split(","))
        sections.setdefault(section, []).extend(word for word in words if word)
    return sections


@lru_cache(maxsize=64)
def read_words(name: str) -> dict[str, frozenset[str]]:
    """The folded words of a list by section."""
    return {
        section: frozenset(folded for word in words if (folded := fold_text(word).strip()))
        for section, words in read_written(name).items()
    }


@lru_cache(maxsize=64)
def all_words(name: str) -> frozenset[str]:
    """The folded words of all sections of a list."""
    return frozenset().union(*read_words(name).values())


@lru_cache(maxsize=8192)
def is_common_word(alias: str) -> bool:
    """Whether the alias is also a word, first name or place in our lists."""
    folded = fold_word(alias).strip()
    return folded in all_words("common_words.txt") or folded in all_words("vocabulary.txt")


@lru_cache(maxsize=8192)
def is_frequent_word(alias: str) -> bool:
    """Whether the alias is among the most used words of a language."""
    return fold_word(alias).strip() in all_words("frequent_words.txt")


@lru_cache(maxsize=8192)
def is_city(alias: str) -> bool:
    """Whether a large city has the name."""
    return fold_word(alias).strip() in all_words("cities.txt")
