"""Finds the URLs in Markdown: inline links, reference definitions, autolinks and bare ones."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.analysis.code_spans import Span, is_inside

_TRIGGERS = ("://", "www.", "](")
# Possessive throughout: what is taken is never given back, so that no text takes more than
# linear time.
_TARGET = re.compile(
    r"\]\([ \t]*+(?:<(?P<pointed>[^<>\n]*+)>"
    r"|(?P<plain>[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+))"
    r"""(?:\s++(?:"[^"\n]*+"|'[^'\n]*+'))?+[ \t]*+\)"""
)
_BARE = re.compile(
    r"[^\s<>\"`{}|\\^\u2018-\u201f\u2026\u3000-\u3030\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)
_SCHEME = re.compile(r"https?\Z", re.IGNORECASE)
_DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)[^\[\]\n]{1,200}\]:[ \t]*(?P<rest>\S[^\n]*)$", re.MULTILINE
)
_DEFINED = re.compile(r"<?(?P<url>[^\s<>]++)>?[ \t]*+(?P<title>.*)")
_TRAILING = frozenset(".,;:!?'*_~")
_OPENING = {")": "(", "]": "["}
_MAX_LABEL = 300


@dataclass(frozen=True, slots=True)
class Link:
    """A URL in the text.

    Attributes:
        url: as it stands; a relative target of a link too.
        title: the visible text of an inline link or the title of a definition; None without one.
        start, end: of the URL, as code points.
    """

    url: str
    title: str | None
    start: int
    end: int


def find_links(text: str, code: list[Span]) -> list[Link]:
    """The URLs outside of code, by offset, none overlapping.

    >>> [link.url for link in find_links("See (https://acme.com/a_(b)). [x](/y)", [])]
    ['https://acme.com/a_(b)', '/y']
    """
    titles = _defined_titles(text) if "]:" in text else {}
    links: list[Link] = []
    done = 0
    for place in _triggers(text):
        if place < done or is_inside(code, place):
            continue
        is_target = text[place] == "]"
        link = _target(text, place) if is_target else _bare(text, place, done)
        if link is not None:
            done = link.end
            if link.start in titles:
                link = Link(link.url, titles[link.start], link.start, link.end)
            if link.url:
                links.append(link)
    return links


def definition_titles(text: str) -> list[Span]:
    """The spans of the titles of reference definitions: what follows the URL on its line."""
    if "]:" not in text:
        return []
    spans = []
    for line in _DEFINITION.finditer(text):
        parts = _DEFINED.match(line["rest"])
        if parts is not None and parts["title"]:
            spans.append((line.start("rest") + parts.start("title"), line.end()))
    return spans


def _defined_titles(text: str) -> dict[int, str]:
    titles = {}
    for line in _DEFINITION.finditer(text):
        parts = _DEFINED.match(line["rest"])
        title = parts["title"].strip().strip("\"'()") if parts is not None else ""
        if parts is not None and title:
            titles[line.start("rest") + parts.start("url")] = title
    return titles


def _triggers(text: str) -> list[int]:
    """Where URLs may be, in order; plain searches are faster than a pattern of all three."""
    places: list[int] = []
    for trigger in _TRIGGERS:
        place = text.find(trigger)
        while place >= 0:
            places.append(place)
            place = text.find(trigger, place + len(trigger))
    return sorted(places)


def _target(text: str, place: int) -> Link | None:
    found = _TARGET.match(text, place)
    if found is None:
        return None
    group = "plain" if found["pointed"] is None else "pointed"
    return Link(found[group], _label(text, place) or None, *found.span(group))


def _label(text: str, end: int) -> str:
    """The visible text of the link, of which the label ends at the offset.

    Of "[![alt](picture)](page)" and "[[1]](page)" it is what stands in the inner brackets.
    """
    low = max(0, end - _MAX_LABEL)
    if text[end - 1 : end] in ("]", ")"):
        end = text.rfind("]", low, end)
    opening = text.rfind("[", low, end) if end > low else -1
    return text[opening + 1 : end].strip() if opening >= 0 else ""


def _bare(text: str, place: int, done: int) -> Link | None:
    start = place
    if text.startswith("://", place):
        scheme = _SCHEME.search(text[max(done, place - 5) : place])
        if scheme is None:
            return None
        start -= len(scheme[0])
        minimum = place + 3
    else:
        if place and (text[place - 1].isalnum() or text[place - 1] in "._-/@"):
            return None
        minimum = place + 4
    found = _BARE.match(text, start)
    if found is None:
        return None
    end = _trimmed(text, start, text.find("](", start, found.end()), found.end())
    return Link(text[start:end], None, start, end) if end > minimum else None


def _trimmed(text: str, start: int, label_end: int, end: int) -> int:
    """Where the URL ends without trailing punctuation and unbalanced brackets."""
    if label_end >= 0:
        end = label_end
    surplus = {
        closing: text.count(closing, start, end) - text.count(opening, start, end)
        for closing, opening in _OPENING.items()
    }
    while end > start:
        last = text[end - 1]
        if last in surplus and surplus[last] > 0:
            surplus[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return end
