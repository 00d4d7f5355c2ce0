"""The ledger of budgets: reserved before a call, settled after it, given back when there is none.

All that a run reserves and spends stands in four rows: the workspace's and the monitor's, for the
day and for the month. They are locked in one order and after all questions, so that transactions
do not wait for each other in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Row, bindparam, update
from sqlalchemy.orm import Session

from monitor.domain.budget import BudgetPeriod, Limits, start_of
from monitor.storage.budgets import RunScope, run_scopes
from monitor.storage.ledger_rows import Amounts, Changes, LedgerKey, book, ledger_keys
from monitor.storage.tables import QuestionRow


@dataclass(frozen=True, slots=True)
class Reservation:
    """What of the budgets is held for one call, and since when."""

    usd: Decimal
    at: datetime

    def keys(self, scope: RunScope) -> tuple[LedgerKey, ...]:
        """The rows in which it is held."""
        return ledger_keys(scope.workspace_id, scope.monitor_id, self.at)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call that is to be reserved.

    Attributes:
        id: of the claimed question, or the number of what a judge is asked.
        usd: what the call may cost; 0 for a free one and one of unknown price.
        held: what was reserved for it when somebody else claimed it, who left it behind.
    """

    id: int
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
    refused = hold(session, wanted, now)
    gone = {*refused.over_budget, *refused.held_back}
    _write_reservations(session, [e for e in _not_held(wanted, now) if e.id not in gone], now)
    return refused


def hold(session: Session, wanted: Sequence[Wanted], now: datetime) -> Refused:
    """Do as `reserve` does, where the caller writes down for what each call is reserved."""
    moved = [each for each in wanted if each.held and not _is_current(each.held, now)]
    new = _not_held(wanted, now)
    changes = Changes()
    for each in moved:
        assert each.held is not None
        changes.note(each.held.keys(each.scope), _held([each.held.usd], sign=-1))
    # All at once, and back what does not fit: until the end nobody else sees it.
    _note_all(changes, new, now, sign=1)
    rows = Changes(book(session, changes))
    if _all_within(rows, new, now):
        return Refused({}, ())
    _note_all(rows, new, now, sign=-1)
    over_budget, held_back = _choose(rows, new, now)
    refused = {*over_budget, *held_back}
    back = Changes()
    _note_all(back, [each for each in new if each.id in refused], now, sign=-1)
    book(session, back)
    return Refused(over_budget, tuple(held_back))


def _not_held(wanted: Sequence[Wanted], now: datetime) -> list[Wanted]:
    return [each for each in wanted if each.held is None or not _is_current(each.held, now)]


def _note_all(changes: Changes, wanted: Sequence[Wanted], now: datetime, *, sign: int) -> None:
    by_owner: defaultdict[tuple[int, int], list[Decimal]] = defaultdict(list)
    for each in wanted:
        by_owner[each.scope.workspace_id, each.scope.monitor_id].append(each.usd)
    for owner, amounts in by_owner.items():
        changes.note(ledger_keys(*owner, now), _held(amounts, sign=sign))


def _all_within(rows: Changes, wanted: Sequence[Wanted], now: datetime) -> bool:
    """Whether no limit is exceeded: then there is nothing to choose."""
    scopes = {(each.scope.workspace_id, each.scope.monitor_id): each.scope for each in wanted}
    return all(
        rows[key].is_within(key.limits(scope.budgets))
        for owner, scope in scopes.items()
        for key in ledger_keys(*owner, now)
    )


def _is_current(held: Reservation, now: datetime) -> bool:
    return start_of(BudgetPeriod.DAY, held.at) == start_of(BudgetPeriod.DAY, now)


def _held(usd: Sequence[Decimal], *, sign: int) -> Amounts:
    return Amounts(reserved_usd=sum(usd, Decimal(0)) * sign, reserved_calls=len(usd) * sign)


def _choose(
    rows: Changes, new: Sequence[Wanted], now: datetime
) -> tuple[dict[int, LedgerKey], list[int]]:
    over_budget: dict[int, LedgerKey] = {}
    held_back: list[int] = []
    for each in new:
        keys = Reservation(each.usd, now).keys(each.scope)
        limits = [(key, key.limits(each.scope.budgets)) for key in keys]
        if all(rows[key].allows(each.usd, limit) for key, limit in limits):
            for key in keys:
                rows[key] += _held([each.usd], sign=1)
            continue
        used_up = [key for key, limit in limits if not rows[key].could_allow(each.usd, limit)]
        if used_up:
            over_budget[each.id] = used_up[0]
        else:
            held_back.append(each.id)
    return over_budget, held_back


def _write_reservations(session: Session, reserved: Sequence[Wanted], now: datetime) -> None:
    if not reserved:
        return
    session.connection().execute(
        update(QuestionRow)
        .where(QuestionRow.id == bindparam("question"))
        .values(reserved_usd=bindparam("usd"), reserved_at=bindparam("now")),
        [{"question": each.id, "usd": each.usd, "now": now} for each in reserved],
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
    changes = Changes()
    for each in given:
        keys = each.reservation.keys(scopes[each.run_id])
        changes.note(keys, _held([each.reservation.usd], sign=-1))
    book(session, changes)


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
    changes = Changes()
    limits: dict[LedgerKey, Limits] = {}
    together: defaultdict[tuple[int, datetime], list[Spent]] = defaultdict(list)
    for each in spent:
        together[each.run_id, each.reservation.at].append(each)
    for (run_id, at), group in together.items():
        scope = scopes[run_id]
        keys = ledger_keys(scope.workspace_id, scope.monitor_id, at)
        changes.note(keys, _settled(group))
        limits |= {key: key.limits(scope.budgets) for key in keys}
    rows = book(session, changes).items()
    return [(key, limits[key], amounts) for key, amounts in rows if limits[key] != Limits()]


def _settled(spent: Sequence[Spent]) -> Amounts:
    held = [each.reservation.usd for each in spent if each.is_held]
    return _held(held, sign=-1) + Amounts(
        spent_usd=sum((each.usd for each in spent if each.usd is not None), Decimal(0)),
        spent_calls=sum(each.calls for each in spent),
        unpriced_calls=sum(each.calls for each in spent if each.usd is None),
    )
