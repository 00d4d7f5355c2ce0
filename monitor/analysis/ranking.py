"""Reads the ordinals that an answer gives to brands in numbered lists and headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from monitor.analysis.code_spans import Span, is_inside
from monitor.analysis.folding import fold_text
from monitor.analysis.heads import Named, head_of, names_within
from monitor.analysis.layout import Table
from monitor.analysis.numbered_lines import Item, depth_of, inline_items, item_of, ordinal_lines
from monitor.analysis.procedures import is_procedure
from monitor.analysis.rank_tables import table_ranks
from monitor.analysis.spelled_order import spelled_ranks
from monitor.analysis.word_lists import all_words

_MIN_ITEMS = 2


@dataclass(slots=True)
class _List:
    depth: int
    items: list[Item] = field(default_factory=list)
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
            within = [name for name in within if not _is_governed(item, name)]
            head = head_of(item.text, item.start, within, strong=item.strong)
            if head is not None:
                found.setdefault(head, number)
        yield items[0].start, found


def _is_governed(item: Item, name: Named) -> bool:
    """Whether the name only tells where or whereby: "Fees at Acme" is an item about fees."""
    before = item.text[: name.start - item.start].rstrip(' \t*_["“«')
    word = before.rpartition(" ")[2]
    if not word or word.lstrip("*_[") != word:
        return False
    return fold_text(word) in all_words("place_words.txt") or word.endswith("在")


def _ranked_lists(text: str, code: list[Span]) -> list[list[Item]]:
    """The lists of two and more items that are no procedures, by offset of their first item."""
    lists = [each.items for each in _lists(text, code) if len(each.items) >= _MIN_ITEMS]
    lists += [items for items in inline_items(text) if not is_inside(code, items[0].start)]
    lists = [items for items in lists if not is_procedure([item.text for item in items])]
    return sorted(lists, key=lambda items: items[0].start)


def _lists(text: str, code: list[Span]) -> list[_List]:
    done: list[_List] = []
    nested: list[_List] = []  # open lists, by rising depth
    headed: dict[int, _List] = {}  # open lists of numbered headings, by level
    for line in ordinal_lines(text):
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
        item = item_of(line)
        if line["hashes"]:
            nested.clear()
            _put(item, headed, len(line["hashes"].strip()), done)
        else:
            _put_nested(item, nested, depth_of(line), done)
    return done


def _put(item: Item, headed: dict[int, _List], level: int, done: list[_List]) -> None:
    for deeper in [each for each in headed if each > level]:
        del headed[deeper]
    current = headed.get(level)
    if current is None or not _continues(current, item):
        current = headed[level] = _List(level)
        done.append(current)
    current.items.append(item)


def _put_nested(item: Item, nested: list[_List], depth: int, done: list[_List]) -> None:
    while nested and nested[-1].depth > depth:
        nested.pop()
    if nested and nested[-1].depth == depth and not _continues(nested[-1], item):
        nested.pop()
    if not nested or nested[-1].depth < depth:
        nested.append(_List(depth))
        done.append(nested[-1])
    nested[-1].items.append(item)
    nested[-1].interrupted = False


def _continues(current: _List, item: Item) -> bool:
    """Whether the item belongs to the list: it counts on or down, or all is "1." in one block."""
    last = current.items[-1].number
    if item.number == last - 1:
        return all(one.number == other.number + 1 for one, other in pairwise(current.items))
    return item.number > last or (item.number == last == 1 and not current.interrupted)


def _ordinals(items: list[Item]) -> list[int]:
    """Printed numbers, unless all are the same: then the place in the list."""
    printed = [item.number for item in items]
    if all(a == b for a, b in pairwise(printed)):
        return list(range(1, len(items) + 1))
    return printed
