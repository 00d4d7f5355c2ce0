"""The ledger of budgets: reserved before a call, settled after it, given back when there is none.

All that a run reserves and spends stands in four rows: the workspace's and the monitor's, for the
day and for the month. They are locked in one order and after all questions, so that transactions
do not wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, update
from sqlalchemy.orm import Session

from monitor.domain.budget import BudgetPeriod, Limits, RunBudgets, start_of
from monitor.storage.budgets import RunScope, run_scopes
from monitor.storage.engine import upsert
from monitor.storage.tables import LedgerRow, QuestionRow

WORKSPACE, MONITOR = "workspace", "monitor"


class LedgerKey(NamedTuple):
    """Whose row, and of which period; rows are locked in the order of their keys."""

    workspace_id: int
    scope: str
    scope_id: int
    period: BudgetPeriod
    starts_on: date

    def limits(self, budgets: RunBudgets) -> Limits:
        """What the budgets allow in this row."""
        budget = budgets.workspace if self.scope == WORKSPACE else budgets.monitor
        return budget.limits(self.period)


def ledger_keys(workspace_id: int, monitor_id: int, at: datetime) -> tuple[LedgerKey, ...]:
    """The rows in which a call at that time stands."""
    return tuple(
        LedgerKey(workspace_id, scope, scope_id, period, start_of(period, at))
        for scope, scope_id in ((WORKSPACE, workspace_id), (MONITOR, monitor_id))
        for period in BudgetPeriod
    )


@dataclass(frozen=True, slots=True)
class Amounts:
    """What stands in a row, or how it changes."""

    reserved_usd: Decimal = Decimal(0)
    reserved_calls: int = 0
    spent_usd: Decimal = Decimal(0)
    spent_calls: int = 0
    unpriced_calls: int = 0
    noticed_percent: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(
            self.reserved_usd + other.reserved_usd,
            self.reserved_calls + other.reserved_calls,
            self.spent_usd + other.spent_usd,
            self.spent_calls + other.spent_calls,
            self.unpriced_calls + other.unpriced_calls,
            self.noticed_percent,
        )

    def allows(self, usd: Decimal, limits: Limits) -> bool:
        """Whether one more call fits beside what is spent and reserved; a free one costs none."""
        used_usd = self.spent_usd + self.reserved_usd
        if limits.calls is not None and self.spent_calls + self.reserved_calls >= limits.calls:
            return False
        return not usd or limits.usd is None or used_usd + usd <= limits.usd

    def could_allow(self, usd: Decimal, limits: Limits) -> bool:
        """Whether it would fit if nothing of what is reserved were spent."""
        return Amounts(spent_usd=self.spent_usd, spent_calls=self.spent_calls).allows(usd, limits)


@dataclass(frozen=True, slots=True)
class Reservation:
    """What of the budgets is held for one call, and since when."""

    usd: Decimal
    at: datetime

    def keys(self, scope: RunScope) -> tuple[LedgerKey, ...]:
        """The rows in which it is held."""
        return ledger_keys(scope.workspace_id, scope.monitor_id, self.at)


class _Changes(dict[LedgerKey, Amounts]):
    def note(self, keys: Iterable[LedgerKey], amounts: Amounts) -> None:
        for key in keys:
            self[key] = self.get(key, Amounts()) + amounts


def _book(session: Session, changes: Mapping[LedgerKey, Amounts]) -> dict[LedgerKey, Amounts]:
    """Change the rows, which are locked until the end; what stands in them then."""
    if not changes:
        return {}
    new = upsert(session)(LedgerRow).values(
        [
            {
                "workspace_id": key.workspace_id,
                "scope": key.scope,
                "scope_id": key.scope_id,
                "period": key.period.value,
                "starts_on": key.starts_on,
                "reserved_usd": changes[key].reserved_usd,
                "reserved_calls": changes[key].reserved_calls,
                "spent_usd": changes[key].spent_usd,
                "spent_calls": changes[key].spent_calls,
                "unpriced_calls": changes[key].unpriced_calls,
                "noticed_percent": 0,
            }
            for key in sorted(changes)
        ]
    )
    added = ("reserved_usd", "reserved_calls", "spent_usd", "spent_calls", "unpriced_calls")
    rows = session.execute(
        new.on_conflict_do_update(
            index_elements=["scope", "scope_id", "period", "starts_on"],
            set_={name: getattr(LedgerRow, name) + new.excluded[name] for name in added},
        ).returning(*LedgerRow.__table__.columns)
    )
    return {_key_of(row): amounts_of(row) for row in rows}


def _key_of(row: Row[*tuple[Any, ...]]) -> LedgerKey:
    return LedgerKey(
        row.workspace_id, row.scope, row.scope_id, BudgetPeriod(row.period), row.starts_on
    )


def amounts_of(row: Row[*tuple[Any, ...]] | LedgerRow) -> Amounts:
    """What stands in a row."""
    return Amounts(
        row.reserved_usd,
        row.reserved_calls,
        row.spent_usd,
        row.spent_calls,
        row.unpriced_calls,
        row.noticed_percent,
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claimed question for which a call is to be reserved.

    Attributes:
        usd: what the call may cost; 0 for a free one and one of unknown price.
        held: what was reserved for it when somebody else claimed it, who left it behind.
    """

    question_id: int
    scope: RunScope
    usd: Decimal
    held: Reservation | None


@dataclass(frozen=True, slots=True)
class Refused:
    """What the budgets do not allow.

    Attributes:
        over_budget: what no budget could pay, each with the row that is used up.
        held_back: what could be paid if open calls cost less than is reserved for them.
    """

    over_budget: Mapping[int, LedgerKey]
    held_back: tuple[int, ...]


def reserve(session: Session, wanted: Sequence[Wanted], now: datetime) -> Refused:
    """Reserve a call for each question as far as the budgets go, in the order given.

    What is held already for a question is not reserved again, unless since another day.
    """
    moved = [each for each in wanted if each.held and not _is_current(each.held, now)]
    new = [each for each in wanted if each.held is None or not _is_current(each.held, now)]
    changes = _Changes()
    for each in moved:
        assert each.held is not None
        changes.note(each.held.keys(each.scope), _held(each.held.usd, calls=-1))
    # All at once, and back what does not fit: until the end nobody else sees it.
    for each in new:
        changes.note(Reservation(each.usd, now).keys(each.scope), _held(each.usd, calls=1))
    rows = _book(session, changes)
    for each in new:
        for key in Reservation(each.usd, now).keys(each.scope):
            rows[key] += _held(each.usd, calls=-1)
    over_budget, held_back = _choose(rows, new, now)
    refused = {*over_budget, *held_back}
    back = _Changes()
    for each in new:
        if each.question_id in refused:
            back.note(Reservation(each.usd, now).keys(each.scope), _held(each.usd, calls=-1))
    _book(session, back)
    _write_reservations(session, [each for each in new if each.question_id not in refused], now)
    return Refused(over_budget, tuple(held_back))


def _is_current(held: Reservation, now: datetime) -> bool:
    return start_of(BudgetPeriod.DAY, held.at) == start_of(BudgetPeriod.DAY, now)


def _held(usd: Decimal, *, calls: int) -> Amounts:
    return Amounts(reserved_usd=usd * calls, reserved_calls=calls)


def _choose(
    rows: dict[LedgerKey, Amounts], new: Sequence[Wanted], now: datetime
) -> tuple[dict[int, LedgerKey], list[int]]:
    over_budget: dict[int, LedgerKey] = {}
    held_back: list[int] = []
    for each in new:
        keys = Reservation(each.usd, now).keys(each.scope)
        limits = [(key, key.limits(each.scope.budgets)) for key in keys]
        if all(rows[key].allows(each.usd, limit) for key, limit in limits):
            for key in keys:
                rows[key] += _held(each.usd, calls=1)
            continue
        used_up = [key for key, limit in limits if not rows[key].could_allow(each.usd, limit)]
        if used_up:
            over_budget[each.question_id] = used_up[0]
        else:
            held_back.append(each.question_id)
    return over_budget, held_back


def _write_reservations(session: Session, reserved: Sequence[Wanted], now: datetime) -> None:
    if not reserved:
        return
    session.connection().execute(
        update(QuestionRow)
        .where(QuestionRow.id == bindparam("question"))
        .values(reserved_usd=bindparam("usd"), reserved_at=bindparam("now")),
        [{"question": each.question_id, "usd": each.usd, "now": now} for each in reserved],
    )


def reservation_of(usd: Decimal | None, at: datetime | None) -> Reservation | None:
    """What the columns of a question say; None where nothing was reserved for it."""
    return None if usd is None or at is None else Reservation(usd, at)


@dataclass(frozen=True, slots=True)
class Given:
    """A reservation that ends without a call."""

    run_id: int
    reservation: Reservation


def given_back(
    rows: Iterable[
        Row[int, Decimal | None, datetime | None] | tuple[int, Decimal | None, datetime | None]
    ],
) -> list[Given]:
    """The reservations in rows of run, reserved_usd and reserved_at; most have none."""
    reservations = ((run_id, reservation_of(usd, at)) for run_id, usd, at in rows)
    return [Given(run_id, held) for run_id, held in reservations if held is not None]


def give_back(session: Session, given: Sequence[Given]) -> None:
    """Free what was reserved for calls that are not made."""
    if not given:
        return
    scopes = run_scopes(session, {each.run_id for each in given})
    changes = _Changes()
    for each in given:
        keys = each.reservation.keys(scopes[each.run_id])
        changes.note(keys, _held(each.reservation.usd, calls=-1))
    _book(session, changes)


@dataclass(frozen=True, slots=True)
class Spent:
    """What became of a reservation.

    Attributes:
        is_held: it was not given back before.
        usd: what the calls cost; None where that is not known.
        calls: that were made, retries included.
    """

    run_id: int
    reservation: Reservation
    is_held: bool
    usd: Decimal | None
    calls: int


def settle(session: Session, spent: Sequence[Spent]) -> list[tuple[LedgerKey, Limits, Amounts]]:
    """Put what calls really cost in the place of what was reserved; the rows that are limited."""
    if not spent:
        return []
    scopes = run_scopes(session, {each.run_id for each in spent})
    changes = _Changes()
    limits: dict[LedgerKey, Limits] = {}
    for each in spent:
        scope = scopes[each.run_id]
        keys = each.reservation.keys(scope)
        changes.note(keys, _settled(each))
        limits |= {key: key.limits(scope.budgets) for key in keys}
    rows = _book(session, changes).items()
    return [(key, limits[key], amounts) for key, amounts in rows if limits[key] != Limits()]


def _settled(spent: Spent) -> Amounts:
    held = _held(spent.reservation.usd, calls=-1) if spent.is_held else Amounts()
    unpriced = spent.calls if spent.usd is None else 0
    return held + Amounts(
        spent_usd=spent.usd or Decimal(0), spent_calls=spent.calls, unpriced_calls=unpriced
    )
