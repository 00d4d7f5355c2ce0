from __future__ import annotations

from datetime import date

from monitor.catalog.summary import summarize
from monitor.domain.model_card import Basis, Claim, FigureStatus, ModelCard

DAY = date(2026, 11, 24)


def card_of(*facts: tuple[str, int | str | bool | None, Basis]) -> ModelCard:
    claims = tuple(Claim(field, value, basis, "a source", DAY) for field, value, basis in facts)
    return ModelCard(key="x/tiny", name="Tiny", provider="x", model="tiny", claims=claims)


def test_the_summary_tells_what_a_reader_needs():
    summary = summarize(
        card_of(
            ("parameters.total", 134_515_008, Basis.DISCOVERED_AT_RUNTIME),
            ("quantization", "Q4_1", Basis.DISCOVERED_AT_RUNTIME),
            ("context_window", 1024, Basis.DISCOVERED_AT_RUNTIME),
            ("vendor", "HuggingFaceTB", Basis.OFFICIAL),
            ("family", "SmolLM2", Basis.OFFICIAL),
            ("open_weights", True, Basis.OFFICIAL),
            ("architecture", "llama", Basis.DISCOVERED_AT_RUNTIME),
            ("architecture.layout", "dense", Basis.DERIVED),
            ("sampling.seed.default", "random", Basis.DISCOVERED_AT_RUNTIME),
        )
    )
    assert (summary.key, summary.name, summary.model) == ("x/tiny", "Tiny", "tiny")
    assert summary.total.value == 134_515_008
    assert summary.quantization == "Q4_1"
    assert summary.context_window.value == 1024
    assert (summary.vendor, summary.family) == ("HuggingFaceTB", "SmolLM2")
    assert summary.open_weights is True
    assert (summary.architecture, summary.architecture_name) == ("dense", "llama")
    assert summary.sampling_defaults == {"seed": "random"}


def test_a_dense_model_uses_all_its_parameters():
    summary = summarize(
        card_of(
            ("parameters.total", 100, Basis.OFFICIAL),
            ("architecture.layout", "dense", Basis.OFFICIAL),
        )
    )
    assert summary.active.value == 100
    assert summary.active.basis is Basis.DERIVED
    assert "dense" in (summary.active.source or "")


def test_a_mixture_of_experts_keeps_active_and_total_apart():
    summary = summarize(
        card_of(
            ("parameters.total", 100, Basis.OFFICIAL),
            ("architecture.layout", "moe", Basis.OFFICIAL),
        )
    )
    assert summary.active.status is FigureStatus.NOT_RECORDED


def test_an_estimated_layout_derives_nothing():
    summary = summarize(
        card_of(
            ("parameters.total", 100, Basis.OFFICIAL),
            ("architecture.layout", "dense", Basis.ESTIMATE),
        )
    )
    assert summary.architecture is None
    assert summary.active.status is FigureStatus.NOT_RECORDED


def test_a_told_active_count_goes_before_a_derived_one():
    summary = summarize(
        card_of(
            ("parameters.total", 100, Basis.OFFICIAL),
            ("parameters.active", 98, Basis.OFFICIAL),
            ("architecture.layout", "dense", Basis.OFFICIAL),
        )
    )
    assert summary.active.value == 98


def test_a_dense_model_with_an_undisclosed_total_has_an_undisclosed_active_count():
    summary = summarize(
        card_of(
            ("parameters.total", None, Basis.UNDISCLOSED),
            ("architecture.layout", "dense", Basis.OFFICIAL),
        )
    )
    assert summary.active.status is FigureStatus.UNDISCLOSED


def test_what_is_not_known_stays_unknown():
    summary = summarize(card_of())
    assert summary.open_weights is None
    assert summary.quantization is None
    assert summary.total.status is FigureStatus.NOT_RECORDED
