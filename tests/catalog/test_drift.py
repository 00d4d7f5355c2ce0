from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.catalog.drift import DriftKind, changed_claims, kind_of
from monitor.domain.model_card import Basis, Claim

SERVER = "the server"


def claim(field: str, value: float | str, source: str = SERVER, **more: object) -> Claim:
    made = Claim(field, value, Basis.DISCOVERED_AT_RUNTIME, source, date(2026, 11, 1))
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


def kinds(before: list[Claim], after: list[Claim]) -> list[tuple[DriftKind, str, str]]:
    return [(each.kind, each.before, each.after) for each in changed_claims(before, after)]


def test_packing_defaults_and_figures_are_told_apart():
    before = [claim("quantization", "Q8_0"), claim("sampling.top_k.default", 40)]
    before.append(claim("parameters.total", 100))
    after = [replace(each, value=each.value and "Q4_0") for each in before]
    assert [kind for kind, _, _ in kinds(before, after)] == [
        DriftKind.QUANTIZATION,
        DriftKind.DEFAULT,
        DriftKind.PARAMETER,
    ]


def test_the_same_said_on_another_day_is_no_change():
    before = claim("quantization", "Q8_0")
    assert kinds([before], [replace(before, as_of=date(2026, 11, 2))]) == []


def test_what_was_not_told_before_is_no_change():
    assert kinds([], [claim("quantization", "Q8_0")]) == []
    assert kinds([claim("quantization", "Q8_0")], []) == []


def test_another_source_that_says_something_else_is_no_change():
    assert kinds([claim("quantization", "a", "one")], [claim("quantization", "b", "other")]) == []


def test_what_an_estimate_or_a_replaced_claim_said_is_no_change():
    guess = claim("parameters.total", 7, basis=Basis.ESTIMATE)
    old = claim("parameters.total", 7, superseded_by="9")
    assert kinds([guess], [claim("parameters.total", 8)]) == []
    assert kinds([old], [claim("parameters.total", 8)]) == []


def test_what_does_not_shape_answers_is_no_break():
    assert kind_of("server.build") is None
    assert kind_of("weights_size") is None
    assert kind_of("sampling.temperature.taken") is None


def test_a_range_that_moves_is_a_change():
    before = replace(claim("parameters.total", 1), value=None, low=1, high=2)
    after = replace(before, high=3)
    assert kinds([before], [after]) == [(DriftKind.PARAMETER, "1 to 2", "1 to 3")]
