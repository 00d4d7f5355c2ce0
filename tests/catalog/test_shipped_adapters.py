from __future__ import annotations

import pytest

from monitor.calculator.adaptation import Lora
from monitor.calculator.count import count
from monitor.catalog.resolve import resolve_figure, resolve_word
from monitor.catalog.shipped import shipped_cards
from monitor.domain.model_card import Adapter, ModelCard

ADAPTED = [card for card in shipped_cards().values() if card.adapters]


def width(base: ModelCard, field: str) -> int:
    value = resolve_figure(base.claims, field).value
    assert isinstance(value, int), field
    return value


def trained(base: ModelCard, adapter: Adapter) -> int:
    assert adapter.rank is not None
    low_rank = Lora(
        rank=adapter.rank,
        hidden=width(base, "embedding_width"),
        layers=width(base, "architecture.blocks"),
        heads=width(base, "architecture.attention_heads"),
        kv_heads=width(base, "architecture.key_value_heads"),
        head_size=width(base, "architecture.head_width"),
        ffn=width(base, "architecture.feed_forward_width"),
        adapted=",".join(module.removesuffix("_proj") for module in adapter.target_modules),
    )
    return count(low_rank).trainable


def test_the_catalog_names_adapters():
    assert len(ADAPTED) >= 4


@pytest.mark.parametrize("card", ADAPTED, ids=lambda card: card.key)
def test_an_adapter_stands_on_a_card_and_trains_what_the_calculator_counts(card: ModelCard):
    (lineage,) = card.lineage
    (adapter,) = card.adapters
    base = shipped_cards()[lineage.parent]
    assert lineage.source
    assert adapter.trainable_parameters == trained(base, adapter)
    beside = width(base, "parameters.total") + trained(base, adapter)
    derived = [c for c in card.claims if c.field == "parameters.total" and c.basis == "derived"]
    assert [claim.value for claim in derived] == [beside]


def test_every_model_with_open_weights_names_its_license_and_where_that_is_told():
    for card in shipped_cards().values():
        if card.open_weights:
            told = [claim for claim in card.claims if claim.field == "license"]
            assert resolve_word(card.claims, "license"), card.key
            assert all(claim.source_url or claim.upstream_urls for claim in told), card.key


def test_a_license_that_nobody_read_is_not_said_with_high_confidence():
    for card in shipped_cards().values():
        for claim in card.claims:
            if claim.field == "license" and not claim.primary_read:
                assert claim.confidence != "high", card.key
