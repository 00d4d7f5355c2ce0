from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.card_index import fold
from monitor.catalog.served_id import LATEST, Match, Resolution, resolve_served
from monitor.catalog.shipped import shipped_cards
from monitor.domain.model_card import Relation

IDS = Path(__file__).with_name("served_ids.jsonl")


def served_ids() -> list[dict[str, Any]]:
    return [json.loads(line) for line in IDS.read_text().splitlines()]


def resolved(case: dict[str, Any]) -> Resolution:
    on = date.fromisoformat(case["on"]) if "on" in case else LATEST
    return resolve_served(case["id"], provider=case.get("provider"), on=on)


def key_of(found: Resolution) -> str | None:
    return None if found.card is None else found.card.key


def test_ids_as_providers_write_them_mean_the_right_cards(capsys: pytest.CaptureFixture[str]):
    cases = served_ids()
    pairs = [(case, resolved(case)) for case in cases]
    wrong = [(case["id"], key_of(found)) for case, found in pairs if key_of(found) != case["card"]]
    surely_wrong = [
        case["id"]
        for case, found in pairs
        if found.match is Match.EXACT and key_of(found) != case["card"]
    ]
    right = 1 - len(wrong) / len(cases)
    with capsys.disabled():
        print(f"\n{len(cases)} served ids: {right:.1%} right, {len(surely_wrong)} wrong as exact")  # noqa: T201  the figures are wanted in the log
    assert len(cases) >= 300
    assert sum(case["card"] is None for case in cases) >= 100
    assert right >= 0.95, wrong
    assert surely_wrong == []


@pytest.mark.parametrize("field", ["match", "quantization", "snapshot"])
def test_certainty_quantization_and_snapshot_are_told_as_well(field: str):
    told = [(case, getattr(resolved(case), field)) for case in served_ids() if field in case]
    assert [(case["id"], got) for case, got in told if got != case[field]] == []


def test_every_resolution_has_reasons_and_a_card_only_where_one_is_meant():
    with_card = {Match.EXACT, Match.ALIAS, Match.DATED, Match.COPY}
    for case in served_ids():
        found = resolved(case)
        assert found.reasons, case
        assert (found.card is not None) == (found.match in with_card), case


def test_every_name_in_the_catalog_leads_back_to_its_card():
    lost = []
    for card in shipped_cards().values():
        assert key_of(resolve_served(card.key)) == card.key
        for name in (*(s.id for s in card.snapshots), *(a.name for a in card.aliases)):
            alias = next((a for a in card.aliases if a.name == name), None)
            day = alias.valid_from if alias and alias.valid_from else LATEST
            if alias and alias.valid_to and not alias.valid_from:
                day = date.min
            provider = alias.provider if alias else None
            if key_of(resolve_served(name, provider=provider, on=day)) != card.key:
                lost.append((name, provider, card.key))
    assert lost == []


def test_no_two_cards_have_a_name_in_common():
    owners: dict[str, set[str]] = {}
    for card in shipped_cards().values():
        for name in (card.model, *(snapshot.id for snapshot in card.snapshots)):
            owners.setdefault(fold(name), set()).add(card.key)
    assert {name: keys for name, keys in owners.items() if len(keys) > 1} == {}


def test_a_moving_alias_means_one_card_on_each_day():
    for card in shipped_cards().values():
        for alias in card.aliases:
            if alias.valid_from is None:
                continue
            found = resolve_served(alias.name, provider=alias.provider, on=alias.valid_from)
            assert key_of(found) == card.key, alias


def test_a_family_gives_no_figures_but_says_what_is_near():
    found = resolve_served("gpt-4o-audio-preview", provider="openai")
    assert (found.match, found.card, found.family) == (Match.FAMILY, None, "gpt-4o")
    assert "no figure is taken over" in found.reasons[0]


def test_an_ended_alias_says_what_it_meant():
    found = resolve_served("deepseek-chat", provider="deepseek", on=date(2026, 11, 1))
    assert found.match is Match.FAMILY
    assert "deepseek/deepseek-v3-0324" in found.reasons[0]


@pytest.mark.parametrize(
    ("served", "relation"),
    [
        ("gpt-4o", Relation.DEPLOYMENT_OF),
        ("llama3.1:8b-instruct-q4_K_M", Relation.QUANTIZED_FROM),
        ("ft:gpt-4o-2024-08-06:acme::1", Relation.FINE_TUNE),
        ("bartowski/Qwen3-8B-GGUF", Relation.QUANTIZED_FROM),
    ],
)
def test_what_a_served_model_is_of_its_card(served: str, relation: Relation):
    assert resolve_served(served).relation is relation


@given(st.text(max_size=60), st.sampled_from([None, "openai", "ollama", "bedrock", "azure"]))
def test_any_text_can_be_resolved(served: str, provider: str | None):
    assert resolve_served(served, provider=provider).reasons


@given(st.text(alphabet="abcxyz0189-_.", max_size=30))
def test_folding_twice_changes_nothing(name: str):
    assert fold(fold(name)) == fold(name)
