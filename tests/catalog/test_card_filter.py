from __future__ import annotations

from datetime import date

import pytest

from monitor.catalog.card_filter import CardFilter
from monitor.catalog.lifecycle import Status
from monitor.catalog.shipped import shipped_cards
from monitor.catalog.size_class import SizeClass
from monitor.catalog.summary import summarize

TODAY = date(2026, 11, 24)


def chosen(wanted: CardFilter) -> set[str]:
    return {
        key
        for key, card in shipped_cards().items()
        if wanted.admits(card, summarize(card), on=TODAY)
    }


def test_nothing_asked_admits_everything():
    assert chosen(CardFilter()) == set(shipped_cards())


@pytest.mark.parametrize(
    ("wanted", "inside", "outside"),
    [
        (CardFilter(vendor="openai"), "openai/gpt-4o", "anthropic/claude-opus-4-5"),
        (CardFilter(family="gpt-4o"), "openai/gpt-4o-mini", "openai/gpt-4.1"),
        (CardFilter(open_weights=True), "openai/gpt-oss-20b", "openai/gpt-4o"),
        (CardFilter(open_weights=False), "openai/gpt-4o", "openai/gpt-oss-20b"),
        (CardFilter(size_class=SizeClass.L), "openai/gpt-4o", "meta/llama-3.1-8b-instruct"),
        (CardFilter(size_class=SizeClass.XL), "openai/gpt-4o", "meta/llama-3.1-70b-instruct"),
        (CardFilter(architecture="moe"), "openai/gpt-4o", "meta/llama-3.1-8b-instruct"),
        (CardFilter(status=Status.DEPRECATED), "openai/gpt-4o", "openai/gpt-4"),
        (CardFilter(status=Status.RETIRED), "openai/gpt-4", "openai/gpt-6.1-sol"),
    ],
)
def test_each_restriction_keeps_some_and_drops_others(
    wanted: CardFilter, inside: str, outside: str
):
    keys = chosen(wanted)
    assert inside in keys
    assert outside not in keys
