from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from monitor.configuration.configuration import Configuration, KnownProviders
from monitor.configuration.read import configuration_of
from monitor.configuration.template import write_template
from monitor.domain.budget import NO_BUDGET, Budget, Limits
from monitor.providers.registry import PROVIDERS

Complaints = Callable[[str], list[str]]


def test_there_is_no_budget_by_default(read: Callable[[str], Configuration]):
    configuration = read("")
    assert configuration.budget == NO_BUDGET
    assert configuration.monitors[0].budget == NO_BUDGET


def test_a_budget_limits_money_and_calls_by_day_and_month(read: Callable[[str], Configuration]):
    told = "budget: {usd_per_day: 0.3, usd_per_month: 100, calls_per_day: 7, calls_per_month: 50}"
    assert read(told).budget == Budget(
        day=Limits(Decimal("0.3"), 7), month=Limits(Decimal(100), 50)
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "budget: {calls_per_day: 0}",
            (
                "1: budget.calls_per_day: expected a whole number from 1 to 1,000,000,000, "
                "found the number 0"
            ),
        ),
        (
            "budget: {usd_per_day: -1}",
            (
                "1: budget.usd_per_day: expected an amount of US dollars above 0, up to "
                "10,000,000, found the number -1"
            ),
        ),
        (
            "budget: {usd_per_week: 3}",
            "1: budget.usd_per_week: unknown key `usd_per_week`; did you mean `usd_per_day`?",
        ),
        ("budget: 5", "1: budget: expected a group of keys, found the number 5"),
    ],
)
def test_a_wrong_budget_is_told_with_its_line(complaints: Complaints, text: str, told: str):
    assert complaints(text) == [told]


def test_the_budgets_that_are_commented_out_in_the_template_are_valid(tmp_path: Path):
    path = tmp_path / "namedrop.yaml"
    write_template(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines):
        if line.strip().startswith("# budget:") or "_per_day" in line or "_per_month" in line:
            lines[at] = line.replace("# ", "", 1)
    known = KnownProviders.of(PROVIDERS.values())
    told = configuration_of("\n".join(lines).encode(), file="n.yaml", known=known)
    assert told.monitors[0].budget == Budget(day=Limits(calls=500))
    assert told.budget == Budget(Limits(Decimal(5), 2000), Limits(Decimal(100), 40000))
