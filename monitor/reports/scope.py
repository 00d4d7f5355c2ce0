"""What all reports read first: which answers count, what they point at, whether it is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from monitor.errors import NotFound
from monitor.reports.facts import Facts
from monitor.reports.grouping import Wanted
from monitor.reports.query import DateRange, PromptScope, by_prompt
from monitor.storage.asked_prompts import prompts_by_version
from monitor.storage.configured import SavedBrand, SavedTarget, targets_by_id
from monitor.storage.engine import Transaction
from monitor.storage.model_cards import list_cards
from monitor.storage.runs import run_named
from monitor.storage.visibility import Scope


class SubjectQuery(Protocol):
    """A query about brands and targets."""

    @property
    def brand_ids(self) -> tuple[int, ...] | None:
        """None for all that are tracked."""

    @property
    def target_ids(self) -> tuple[int, ...] | None:
        """None for all that were asked."""

    @property
    def prompts(self) -> PromptScope:
        """Which prompts count."""


class PeriodQuery(SubjectQuery, Protocol):
    """A query about one period or one run."""

    @property
    def date_range(self) -> DateRange | None:
        """The days."""

    @property
    def run_id(self) -> int | None:
        """The run."""


def scope_of(query: PeriodQuery) -> Scope:
    """Which answers a report is about."""
    # Brands are left out here: shares need all of them below the line.
    asked_from, asked_before = query.date_range.span() if query.date_range else (None, None)
    return Scope(
        asked_from=asked_from,
        asked_before=asked_before,
        run_id=query.run_id,
        target_ids=query.target_ids,
        branded=query.prompts is PromptScope.ALL,
    )


def check_subjects(
    query: SubjectQuery, brands: Collection[SavedBrand], targets: Mapping[int, SavedTarget]
) -> None:
    """Refuse what is not in the workspace.

    Raises:
        NotFound: a brand or target of the query is not there.
    """
    _require_known("brand_ids", query.brand_ids, {saved.id for saved in brands})
    _require_known("target_ids", query.target_ids, targets.keys())


def _require_known(field: str, asked: Sequence[int] | None, known: Collection[int]) -> None:
    unknown = [str(one) for one in asked or () if one not in known]
    if unknown:
        raise NotFound(f"{field}: this workspace has none of the id {', '.join(unknown)}")


def check_run(session: Transaction, workspace_id: int, run_id: int | None) -> None:
    """Refuse a run that is not in the workspace.

    Raises:
        NotFound: it is not there.
    """
    if run_id is not None:
        run_named(session, workspace_id, run_id)


def read_facts(session: Transaction, workspace_id: int, wanted: Wanted) -> Facts:
    """What answers point at: targets, cards, and prompts where the rows or the filter need them."""
    prompts = prompts_by_version(session, workspace_id) if by_prompt(wanted) else {}
    cards = list_cards(session, workspace_id)
    targets = targets_by_id(session, workspace_id)
    return Facts(targets, {saved.id: saved.card for saved in cards}, prompts)


def scope_notes(query: SubjectQuery, days: DateRange | None, now: datetime) -> Iterator[str]:
    """What a reader must know of which answers count."""
    if query.prompts is PromptScope.UNBRANDED:
        yield "Only prompts that name no tracked brand count."
    if days is not None and days.span()[1] > now:
        yield "The period is not over: the last day is incomplete."
