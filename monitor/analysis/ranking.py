"""Reads the ordinals that an answer gives to brands in numbered lists and headings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from monitor.analysis.code_spans import Span, is_inside
from monitor.analysis.folding import fold_text
from monitor.analysis.procedures import is_procedure

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MEDALS = "🥇🥈🥉"
_MAX_INDENT = 2000
_LINE = re.compile(
    r"(?:\A|\n)(?P<indent>[ \t>]*+)(?P<bullet>[-*+•][ \t]++)?+(?P<hashes>\#{1,6}[ \t]++)?+"
    r"(?P<strong>(?:\*\*|__)[ \t]*+)?+"
    r"(?:"
    r"\#?+(?P<number>\d{1,3})"
    r"(?:[.):](?=[\s*_\[]|[^\x00-\x7f])|[\u3001\uff0e\uff09\uff1a]|\ufe0f?\u20e3[.):]?+)"
    rf"|(?P<circled>[{_CIRCLED}])|(?P<medal>[{_MEDALS}])"
    r"|第(?P<place>\d{1,2})[位名][:\uff1a\u3001]?|\#(?P<hash>\d{1,2})(?=[\s:\u2013\u2014-]):?"
    r")(?P<rest>[^\n]*+)"
    r"|\n(?P<plain>\#{1,6})[ \t]|\n(?P<flush>[^\s\#])"
)
_SEPARATOR = re.compile(
    r"\s[\u2013\u2014\u2015-]+\s|[\u2013\u2014]{1,2}|[:\uff1a](?!//)|\s\(|[(|]|\*\*|__"
    r"|[,;\uff0c\uff1b\u3002\u3001\uff08]|[.!?](?=\s|\Z)"
)
_BOLD = re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__")
_WORD = re.compile(r"[^\W\d_]+")
_MAX_HEAD = 120
_MIN_ITEMS = 2

# Words that label an item before its head: "Best overall: Acme".
_LABELS = frozenset(
    _WORD.findall(
        """
        best top most winner overall runner choice pick favorite favourite budget premium
        cheapest easiest strongest leader first second third number rank editor value melhor
        melhores mais primeiro segundo terceiro escolha opcao mejor mejores primero segundo
        tercero opcion eleccion beste bester bestes testsieger gunstigste sieger meilleur
        meilleure meilleurs premier choix migliore migliori primo scelta
        """
    )
)


@dataclass(frozen=True, slots=True)
class Named:
    """A brand at a place in the text."""

    brand: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Item:
    number: int
    start: int  # of the text after the ordinal
    text: str
    strong: bool


@dataclass(slots=True)
class _List:
    depth: int
    items: list[_Item] = field(default_factory=list)
    interrupted: bool = False  # by a line at the left edge that is no item


def ranks_of(text: str, names: Sequence[Named], code: list[Span]) -> dict[str, int]:
    """The ordinal of each brand that heads an item of a ranked list; the first such list counts.

    Names are by offset. Items without a brand consume a number; lists of steps rank nothing.
    """
    ranks: dict[str, int] = {}
    if not names:
        return ranks
    starts = [name.start for name in names]
    for items in _ranked_lists(text, code):
        numbers = _ordinals(items)
        found: dict[str, int] = {}
        for item, number in zip(items, numbers, strict=True):
            head = _head(item, _within(names, starts, item))
            if head is not None:
                found.setdefault(head, number)
        for brand, number in found.items():
            ranks.setdefault(brand, number)
    return ranks


def _ranked_lists(text: str, code: list[Span]) -> list[list[_Item]]:
    """The lists of two and more items that are no procedures, by offset of their first item."""
    lists = [each.items for each in _lists(text, code) if len(each.items) >= _MIN_ITEMS]
    lists = [items for items in lists if not is_procedure([item.text for item in items])]
    return sorted(lists, key=lambda items: items[0].start)


def _lists(text: str, code: list[Span]) -> list[_List]:
    done: list[_List] = []
    nested: list[_List] = []  # open lists, by rising depth
    headed: dict[int, _List] = {}  # open lists of numbered headings, by level
    for line in _LINE.finditer(text):
        if code and is_inside(code, line.start("rest")):
            continue
        if line["flush"]:
            del nested[1:]
            for each in nested:
                each.interrupted = True
            continue
        if line["plain"]:
            nested.clear()
            for level in [level for level in headed if level > len(line["plain"])]:
                del headed[level]
            continue
        item = _item(line)
        if line["hashes"]:
            nested.clear()
            _put(item, headed, len(line["hashes"].strip()), done)
        else:
            _put_nested(item, nested, _depth(line), done)
    return done


def _put(item: _Item, headed: dict[int, _List], level: int, done: list[_List]) -> None:
    for deeper in [each for each in headed if each > level]:
        del headed[deeper]
    current = headed.get(level)
    if current is None or not _continues(current, item):
        current = headed[level] = _List(level)
        done.append(current)
    current.items.append(item)


def _put_nested(item: _Item, nested: list[_List], depth: int, done: list[_List]) -> None:
    while nested and nested[-1].depth > depth:
        nested.pop()
    if nested and nested[-1].depth == depth and not _continues(nested[-1], item):
        nested.pop()
    if not nested or nested[-1].depth < depth:
        nested.append(_List(depth))
        done.append(nested[-1])
    nested[-1].items.append(item)
    nested[-1].interrupted = False


def _continues(current: _List, item: _Item) -> bool:
    """Whether the item belongs to the list: it counts on, or all is "1." in one block."""
    last = current.items[-1].number
    return item.number > last or (item.number == last == 1 and not current.interrupted)


def _item(line: re.Match[str]) -> _Item:
    if line["circled"]:
        number = _CIRCLED.index(line["circled"]) + 1
    elif line["medal"]:
        number = _MEDALS.index(line["medal"]) + 1
    else:
        number = int(line["number"] or line["place"] or line["hash"])
    return _Item(number, line.start("rest"), line["rest"], bool(line["strong"]))


def _depth(line: re.Match[str]) -> int:
    indent = line["indent"][:_MAX_INDENT].replace("\t", "    ")
    return len(indent) + len(line["bullet"] or "")


def _ordinals(items: list[_Item]) -> list[int]:
    """Printed numbers, unless all are the same: then the place in the list."""
    printed = [item.number for item in items]
    if all(a == b for a, b in pairwise(printed)):
        return list(range(1, len(items) + 1))
    return printed


def _within(names: Sequence[Named], starts: Sequence[int], item: _Item) -> Sequence[Named]:
    first = bisect_left(starts, item.start)
    return names[first : bisect_left(starts, item.start + len(item.text))]


def _head(item: _Item, names: Sequence[Named]) -> str | None:
    """The first brand before a dash or colon, or in bold, or after a label."""
    if not names:
        return None
    for begin, end in _regions(item):
        for name in names:
            if begin <= name.start - item.start < end:
                return name.brand
    return None


def _regions(item: _Item) -> list[Span]:
    """Where the head of an item may stand, the likeliest first; offsets into its text."""
    text = item.text
    start = len(text) - len(text.lstrip(" \t*_[#"))
    opened_bold = item.strong or "**" in text[:start] or "__" in text[:start]
    parting = _SEPARATOR.search(text, start)
    end = min(parting.start() if parting else len(text), start + _MAX_HEAD)
    regions = [(start, end)]
    if not _is_label(text[start:end]):
        return regions
    if not opened_bold:
        bold = _BOLD.search(text, start)
        if bold is not None:
            regions.append(bold.span())
    after = end + len(parting[0]) if parting else end
    further = _SEPARATOR.search(text, _past_marks(text, after))
    regions.append((after, further.start() if further else len(text)))
    return regions


def _past_marks(text: str, place: int) -> int:
    while place < len(text) and text[place] in " *_:[":
        place += 1
    return place


def _is_label(text: str) -> bool:
    return any(word in _LABELS for word in _WORD.findall(fold_text(text)))
