"""Finds where in an answer a citation stands, although the offsets that providers give drift.

The offset goes first and is checked against the text; then the nearest hit of what is cited; else
there is no span. Nothing here raises. All spans are code-point offsets, end exclusive.
"""

from __future__ import annotations

import re

Span = tuple[int, int]
"""Start and end of a part of an answer, never empty: text[start:end]."""

MAX_LABEL_CHARACTERS = 500
"""How far before a URL the opening bracket of its link may stand."""

_TRACKING = "utm_source="
_URL_GOES_ON = r"(?![\w/%?=&#~+@$-])(?![.,:;!'(]\w)"


def anchor_segment(text: str, segment: str, offsets: tuple[int | None, int | None]) -> Span | None:
    """Where a cited segment stands: at the offsets if it is there, else at the hit nearest to them.

    For providers that repeat the cited words, as Gemini does in `segment.text`.

    Args:
        text: the whole answer.
        segment: the cited words; an empty one has no place.
        offsets: start and end in code points (see `code_point_offset`); None where not known.

    >>> anchor_segment("Acme leads. Acme is big.", "Acme", (13, 17))
    (12, 16)
    """
    if not segment:
        return None
    start = offsets[0] or 0
    if start >= 0 and text.startswith(segment, start):
        return start, start + len(segment)
    before = text.rfind(segment, 0, max(start, 0) + len(segment))
    after = text.find(segment, max(start, 0))
    found = [place for place in (before, after) if place >= 0]
    if not found:
        return None
    nearest = min(found, key=lambda place: abs(place - start))
    return nearest, nearest + len(segment)


def anchor_url(text: str, url: str, offsets: tuple[int | None, int | None]) -> Span | None:
    """Where a URL is cited: the given span if the whole link is inside, else the nearest link.

    A link is the markdown around the URL, such as `[Acme](https://acme.com)` or, with the brackets
    that OpenAI sets, `([acme.com](https://acme.com))`; a bare URL is its own link.

    Args:
        text: the whole answer.
        url: the cited address; the text may have it without the parameter utm_source.
        offsets: start and end in code points; None, or an empty span, where not known.

    >>> anchor_url("Best: ([acme.com](https://acme.com)).", "https://acme.com", (4, 33))
    (6, 36)
    >>> anchor_url("Best: Acme.", "https://acme.com", (6, 10)) is None
    True
    """
    start, end = offsets[0] or 0, offsets[1] or 0
    places = _places_of(text, url)
    if not places:
        return None
    for place in places:
        if start <= place[0] and place[1] <= end <= len(text):
            inner = _link_around(text, place)
            if 0 <= start <= inner[0] and inner[1] <= end:
                return start, end
    nearest = min(places, key=lambda place: abs(place[0] - start))
    link = _link_around(text, nearest)
    return link if link == nearest else _with_brackets(text, link)


def anchor_title(text: str, title: str | None) -> Span | None:
    """Where the title of a source first stands in an answer.

    A title of one word has no place: it is as likely a name that the answer speaks of.
    """
    if title is None or len(title.split()) < 2:
        return None
    return anchor_segment(text, title, (None, None))


def code_point_offset(text: str, utf8_offset: int | None) -> int | None:
    """The code-point offset of an offset in UTF-8 bytes; None where it is outside the text.

    An offset inside a character means that character's start.

    >>> code_point_offset("größer", 4)
    3
    """
    encoded = text.encode("utf-8", "surrogatepass")
    if utf8_offset is None or not 0 <= utf8_offset <= len(encoded):
        return None
    while 0 < utf8_offset < len(encoded) and encoded[utf8_offset] & 0xC0 == 0x80:
        utf8_offset -= 1
    return len(encoded[:utf8_offset].decode("utf-8", "surrogatepass"))


def without_tracking(url: str) -> str:
    """The URL without utm_source, which OpenAI adds; it may be absent from the text.

    >>> without_tracking("https://acme.com/?a=1&utm_source=openai")
    'https://acme.com/?a=1'
    """
    head, hash_mark, fragment = url.partition("#")
    page, _, query = head.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not pair.startswith(_TRACKING))
    if len(kept) == len(query):
        return url
    return page + ("?" if kept else "") + kept + hash_mark + fragment


def _places_of(text: str, url: str) -> list[Span]:
    for spelling in dict.fromkeys((url, without_tracking(url))):
        page = spelling.rstrip("/")
        if not page:
            continue
        # A longer URL that begins alike is another page.
        pattern = re.escape(page) + r"/?" + _URL_GOES_ON
        places = [match.span() for match in re.finditer(pattern, text)]
        if places:
            return places
    return []


def _link_around(text: str, place: Span) -> Span:
    """The markdown link of which a URL is the target; the URL itself where there is none."""
    start, end = place
    if text[max(start - 2, 0) : start] != "](" or text[end : end + 1] != ")":
        return place
    opening = _opening_of(text, start - 2)
    return place if opening is None else (opening, end + 1)


def _opening_of(text: str, closing: int) -> int | None:
    """Where the bracket opens that closes here; a label may hold brackets, as in `[[1]](...)`."""
    depth = 0
    for place in range(closing, max(closing - MAX_LABEL_CHARACTERS, -1), -1):
        depth += {"]": 1, "[": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return None


def _with_brackets(text: str, link: Span) -> Span:
    start, end = link
    bracketed = start > 0 and text[start - 1] == "(" and text[end : end + 1] == ")"
    return (start - 1, end + 1) if bracketed else link
