from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from monitor.catalog.counts import display_count
from monitor.catalog.fields import field_named
from monitor.catalog.resolve import resolve_figure
from monitor.catalog.shipped import (
    cards_in,
    conditional_rules,
    shipped_cards,
    shipped_sources,
    shipped_surfaces,
    shipped_vendors,
)
from monitor.errors import BadInput

CARD: dict[str, Any] = {
    "key": "acme/bot",
    "vendor": "acme",
    "family": "bot",
    "name": "Bot",
    "aliases": [{"name": "bot-latest", "valid_from": "2026-01-01", "valid_to": "2026-02-01"}],
    "snapshots": [],
    "lineage": [],
    "adapters": [{"kind": "lora", "rank": 8, "target_modules": ["q_proj"]}],
    "claims": [
        {
            "field": "parameters.total",
            "value": 100,
            "unit": "parameters",
            "basis": "official",
            "source": "ecologits",
            "confidence": "high",
        }
    ],
}


def loaded(**changes: object) -> Any:
    return cards_in({"acme.json": [deepcopy(CARD) | changes]}, shipped_sources())["acme/bot"]


def claim(**changes: object) -> list[dict[str, Any]]:
    return [CARD["claims"][0] | changes]


def test_every_card_loads_and_every_claim_has_a_source_and_an_id():
    assert len(shipped_cards()) >= 150
    for card in shipped_cards().values():
        ids = [claim.id for claim in card.claims]
        assert len(ids) == len(set(ids))
        for told in card.claims:
            assert told.source.strip()
            assert told.id
            field_named(told.field)


def test_every_source_and_vendor_is_used():
    cited = {claim.source for card in shipped_cards().values() for claim in card.claims}
    for card in shipped_cards().values():
        cited |= {part.source or "" for part in (*card.lineage, *card.aliases, *card.snapshots)}
    assert {source.name for source in shipped_sources().values()} == cited - {""}
    assert set(shipped_vendors()) == {card.vendor for card in shipped_cards().values()}


def test_parents_and_successors_in_our_catalog_are_there():
    cards = shipped_cards()
    for card in cards.values():
        for told in card.claims:
            if told.field == "successor":
                vendor, _, name = str(told.value).partition("/")
                assert name or vendor
    assert {line.parent for card in cards.values() for line in card.lineage} - set(cards) == {
        "alibaba/qwen2.5-32b"
    }


def test_conditional_rules_are_about_cards_that_are_there():
    for rule in conditional_rules():
        models = rule["models"]
        assert isinstance(models, list)
        assert set(models) <= set(shipped_cards())


def test_surfaces_name_no_model():
    names = [name for surface in shipped_surfaces() for name in surface.names]
    assert len(names) == len(set(names))
    assert {"chatgpt", "ai_overview"} <= set(names)
    assert not any(surface.key in shipped_cards() for surface in shipped_surfaces())


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("openai/gpt-4o", "100-440 B (4 estimates, undisclosed by vendor)"),
        ("openai/gpt-4", "1.76-1.8 T (2 estimates, 3 leaks, undisclosed by vendor)"),
        ("moonshotai/kimi-k2.6", "about 1 T (1 secondary source)"),
        ("xai/grok-4.3", "about 500 B (1 executive statement)"),
        ("deepseek/deepseek-v4-pro", "1.6 T"),
        ("google/gemini-4-argon", "undisclosed"),
        ("openai/gpt-3-davinci", "174.6 B"),
    ],
)
def test_totals_read_as_they_are_known(key: str, shown: str):
    assert display_count(resolve_figure(shipped_cards()[key].claims, "parameters.total")) == shown


def test_no_open_model_is_called_undisclosed_by_its_vendor():
    for card in shipped_cards().values():
        total = resolve_figure(card.claims, "parameters.total")
        assert not (card.open_weights and total.undisclosed_by_vendor), card.key


def test_a_card_is_read_with_all_its_parts():
    card = loaded()
    assert (card.key, card.model, card.adapters[0].target_modules) == (
        "acme/bot",
        "bot",
        ("q_proj",),
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"vendor": "other"}, "expected a key other/model"),
        ({"extra": 1}, "unknown parts extra"),
        ({"claims": claim(source="nobody")}, "KeyError"),
        ({"claims": claim(basis="rumor")}, "rumor"),
        ({"claims": claim(value=0)}, "acme/bot: .*above 0"),
        ({"claims": claim(low=200)}, "low <= value <= high"),
        ({"claims": claim(basis="estimate")}, "medium.* or .*low"),
        (
            {"claims": claim(basis="leak", confidence="low", source="review")},
            "expected a source URL",
        ),
        ({"claims": claim(basis="undisclosed")}, "no numbers"),
        ({"claims": claim(superseded_by="gone")}, "not on the card"),
        ({"claims": [*claim(), *claim(field="parameters.active", value=101)]}, "at or below"),
        ({"aliases": [{"name": "x", "valid_from": "2026-02-01", "valid_to": "2026-01-01"}]}, "x:"),
        (
            {"lineage": [{"parent": "acme/bot", "relation": "fine_tune", "source": "calc"}]},
            "another model as its parent",
        ),
    ],
)
def test_an_impossible_card_is_refused_with_its_place(changes: dict[str, Any], problem: str):
    with pytest.raises(BadInput, match=problem):
        loaded(**changes)


def test_a_card_stands_once_in_the_catalog():
    with pytest.raises(BadInput, match="twice in the catalog"):
        cards_in({"a.json": [CARD], "b.json": [deepcopy(CARD)]}, shipped_sources())
