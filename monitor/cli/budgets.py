"""namedrop budgets: what is spent, reserved and left."""

from __future__ import annotations

from decimal import Decimal

from rich.table import Table

from monitor.cli.opening import DatabaseOption, JsonOption, opened_workspace, output, print_json
from monitor.clock import utc_now
from monitor.reports.as_json import plain
from monitor.reports.budgets import BudgetsReport, budgets_report
from monitor.storage.budget_state import BudgetState


def budgets(*, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """Show what is spent, reserved and left of each budget, today and this month in UTC.

    Reserved is what open calls may cost at most; it becomes what they really cost.
    """
    with opened_workspace(database) as (opened, workspace_id):
        report = budgets_report(opened, workspace_id, now=utc_now())
    if as_json:
        print_json(report.as_json())
    else:
        _print(report)


def _print(report: BudgetsReport) -> None:
    if not report.budgets:
        output().print("There is no budget; give one under `budget` in the configuration.")
    else:
        table = Table("budget", "since", "of", "limit", "spent", "reserved", "left", box=None)
        for state in report.budgets:
            for row in _rows(state):
                table.add_row(*row)
        output().print(table)
    for state in report.budgets:
        if state.amounts.unpriced_calls and state.limits.usd is not None:
            output().print(
                f"{_scope(state)}, {state.period.value}: the amounts are without "
                f"{state.amounts.unpriced_calls:,} calls whose cost is not known.",
                markup=False,
            )
    for notice in report.notices:
        output().print(f"{notice.at:%Y-%m-%d %H:%M} UTC  {notice.text}", markup=False)


def _rows(state: BudgetState) -> list[tuple[str, ...]]:
    head, amounts = (_scope(state), f"{state.starts_on}"), state.amounts
    rows: list[tuple[str, ...]] = []
    if state.limits.usd is not None:
        figures = (state.limits.usd, amounts.spent_usd, amounts.reserved_usd, state.left_usd)
        rows.append((*head, f"USD a {state.period.value}", *map(_usd, figures)))
    if state.limits.calls is not None:
        counts = (state.limits.calls, amounts.spent_calls, amounts.reserved_calls, state.left_calls)
        rows.append((*head, f"calls a {state.period.value}", *(f"{each:,}" for each in counts)))
    return rows


def _scope(state: BudgetState) -> str:
    return "workspace" if state.monitor is None else state.monitor


def _usd(amount: Decimal | None) -> str:
    return str(plain(amount))
