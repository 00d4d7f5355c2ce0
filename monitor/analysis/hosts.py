"""Sees whether a name in running text is a part of a host name, such as "acme" in acme.org."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_letters, digits

from monitor.analysis.urls import is_top_level_domain

_MAX_HOST = 253
_HOST_CHARACTERS = ascii_letters + digits + ".-"
_HOST_SET = frozenset(_HOST_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Host:
    """A host name in the text.

    Attributes:
        has_path: a path follows, so that it is a URL without its scheme.
    """

    start: int
    end: int
    has_path: bool


def host_around(text: str, start: int, end: int) -> Host | None:
    """The host name of which the span is a part; None where it is none.

    A host ends in a top-level domain in lower case or wholly in capitals: "the end.It goes on"
    is a missing space.

    >>> host_around("see docs.acme.com/x", 9, 13)
    Host(start=4, end=17, has_path=True)
    """
    if (
        text[max(0, start - 1) : start] not in _HOST_SET
        and text[end : end + 1] not in _HOST_SET
        and "." not in text[start:end]
    ):
        return None
    before = text[max(0, start - _MAX_HOST) : start]
    after = text[end : end + _MAX_HOST]
    head = before[len(before.rstrip(_HOST_CHARACTERS)) :].lstrip(".-")
    tail = after[: len(after) - len(after.lstrip(_HOST_CHARACTERS))].rstrip(".-")
    begin, stop = start - len(head), end + len(tail)
    name = text[begin:stop]
    label = name.rpartition(".")[2]
    if "." not in name or not (label.islower() or name.isupper()) or not is_top_level_domain(label):
        return None
    has_path = text.startswith("/", stop) and text[stop + 1 : stop + 2].isalnum()
    return Host(begin, stop, has_path)
