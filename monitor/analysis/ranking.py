"""Reads the ordinals that an answer gives to brands in numbered lists and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from monitor.analysis.code_spans import Span, is_inside
from monitor.analysis.heads import Named, head_of, names_within
from monitor.analysis.layout import Table
from monitor.analysis.procedures import is_procedure
from monitor.analysis.rank_tables import table_ranks
from monitor.analysis.spelled_order import spelled_ranks

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MEDALS = "🥇🥈🥉"
_MAX_INDENT = 2000
_LINE = re.compile(
    r"(?:\A|\n)(?P<indent>[ \t>]*+)(?P<bullet>[-*+•][ \t]++)?+(?P<hashes>\#{1,6}[ \t]++)?+"
    # Pictures before an ordinal, without the medals, which are ordinals themselves.
    r"(?:[\U0001f300-\U0001f946\U0001f94a-\U0001faff\u2600-\u2775\u2794-\u27bf\ufe0f\u200d]"
    r"++[ \t]*+)?+"
    r"(?P<strong>(?:\*\*|__)[ \t]*+)?+"
    r"(?:"
    r"\#?+(?P<number>\d{1,3})"
    r"(?:[.):](?=[\s*_\[]|[^\x00-\x7f])|[\u3001\uff0e\uff09\uff1a]|\ufe0f?\u20e3[.):]?+)"
    rf"|(?P<circled>[{_CIRCLED}])|(?P<medal>[{_MEDALS}])"
    r"|第(?P<place>\d{1,2})[位名][:\uff1a\u3001]?|\#(?P<hash>\d{1,2})(?=[\s:\u2013\u2014-]):?"
    r")(?P<rest>[^\n]*+)"
    r"|\n(?P<plain>\#{1,6})[ \t]|\n(?P<flush>[^\s\#])"
)
_MIN_ITEMS = 2


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


def ranks_of(
    text: str, names: Sequence[Named], code: list[Span], tables: Sequence[Table]
) -> dict[str, int]:
    """The ordinal of each brand that heads an item of a ranking; the first such ranking counts.

    Rankings are lists, numbered headings, tables with a column of ranks and orders in words. Names
    are by offset. Items without a brand consume a number; lists of steps rank nothing.
    """
    if not names:
        return {}
    rankings = [*_list_ranks(text, names, code), *table_ranks(text, tables, names)]
    if spelled := spelled_ranks(text, names):
        rankings.append(spelled)
    ranks: dict[str, int] = {}
    for _, found in sorted(rankings, key=lambda ranking: ranking[0]):
        for brand, number in found.items():
            ranks.setdefault(brand, number)
    return ranks


def _list_ranks(
    text: str, names: Sequence[Named], code: list[Span]
) -> Iterator[tuple[int, dict[str, int]]]:
    starts = [name.start for name in names]
    for items in _ranked_lists(text, code):
        found: dict[str, int] = {}
        for item, number in zip(items, _ordinals(items), strict=True):
            within = names_within(names, starts, item.start, item.start + len(item.text))
            head = head_of(item.text, item.start, within, strong=item.strong)
            if head is not None:
                found.setdefault(head, number)
        yield items[0].start, found


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
