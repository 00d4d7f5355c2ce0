from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.catalog.audit import AuditTask, Concern, audit_card, sort_tasks
from monitor.catalog.layers import lay_over
from monitor.catalog.served_id import resolve_served
from monitor.catalog.summary import summarize
from monitor.domain.model_card import Basis, Claim, ModelCard

TODAY = date(2026, 11, 24)


def tasks(model: str, *claims: Claim) -> tuple[AuditTask, ...]:
    found = resolve_served(model, provider="openai", on=TODAY)
    base = found.card
    own = ModelCard(f"openai/{model}", model, "openai", model, claims)
    own = replace(own, stands_on=base.key if base else None, relation=found.relation)
    card = lay_over(own, base)
    return audit_card(card, summarize(card), found, on=TODAY)


def concerns(model: str, *claims: Claim) -> list[Concern]:
    return [task.concern for task in tasks(model, *claims)]


def test_a_model_that_nobody_knows_is_a_task_with_what_to_do():
    (task,) = tasks("mystery-9")
    assert task.concern is Concern.UNKNOWN_MODEL
    assert "knows no name like it" in task.told
    assert "namedrop models add openai/mystery-9" in task.todo


def test_a_model_with_a_figure_of_its_own_is_known():
    count = Claim("parameters.total", 5, Basis.DISCOVERED_AT_RUNTIME, "the server", TODAY)
    assert concerns("mystery-9", count) == []


def test_a_known_model_needs_nothing():
    assert concerns("gpt-6.1-sol") == []


def test_a_copy_by_somebody_else_is_to_be_confirmed():
    assert concerns("bartowski/Qwen3-8B-GGUF") == [Concern.UNSURE_LINK]


def test_a_model_that_ends_soon_is_told():
    assert concerns("gpt-4o") == [Concern.RETIRING]


def test_sources_that_differ_are_told():
    counts = [
        Claim("parameters.total", n, Basis.OFFICIAL, source, TODAY)
        for n, source in ((100, "one"), (110, "other"))
    ]
    assert concerns("mystery-9", *counts) == [Concern.SOURCES_DIFFER]


def test_a_model_whose_size_nobody_tells_is_last():
    listed = sort_tasks([*tasks("o3"), *tasks("mystery-9")])
    assert [task.concern for task in listed] == [
        Concern.UNKNOWN_MODEL,
        Concern.RETIRING,
        Concern.NO_COUNT,
    ]
