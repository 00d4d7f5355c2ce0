"""Experiments: keeping a design with its run, and reading which brands each answer named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.domain.json_value import JsonObject
from monitor.domain.states import RunState
from monitor.errors import NotFound
from monitor.storage.tables import (
    AnalysisRow,
    AnswerRow,
    BrandRow,
    ExperimentRow,
    FindingRow,
    PromptVersionRow,
    RunRow,
)


@dataclass(frozen=True, slots=True)
class NewExperiment:
    """An experiment to be kept.

    Attributes:
        design: in JSON, fixed from now on.
    """

    key: str
    kind: str
    design: JsonObject
    run_id: int


@dataclass(frozen=True, slots=True)
class SavedExperiment:
    """An experiment with the id of its row."""

    id: int
    key: str
    kind: str
    design: JsonObject
    run_id: int
    created_at: datetime


def save_experiment(
    session: Session, workspace_id: int, new: NewExperiment, now: datetime
) -> SavedExperiment:
    """Keep an experiment."""
    row = ExperimentRow(
        workspace_id=workspace_id,
        key=new.key,
        kind=new.kind,
        design=dict(new.design),
        run_id=new.run_id,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return _saved(row)


def find_experiment(session: Session, workspace_id: int, key: str) -> SavedExperiment | None:
    """The experiment of that key; None when there is none."""
    found = _select(session, workspace_id, ExperimentRow.key == key)
    return found[0] if found else None


def experiment_named(session: Session, workspace_id: int, key: str) -> SavedExperiment:
    """The experiment of that key.

    Raises:
        NotFound: there is none; the message names those that there are.
    """
    found = find_experiment(session, workspace_id, key)
    if found is None:
        known = ", ".join(each.key for each in list_experiments(session, workspace_id))
        raise NotFound(f"there is no experiment {key!r}; there is: {known or 'none'}")
    return found


def list_experiments(
    session: Session, workspace_id: int, *, before: int | None = None, limit: int | None = None
) -> tuple[SavedExperiment, ...]:
    """The experiments of the workspace, newest first: at most `limit`, older than that id."""
    older = () if before is None else (ExperimentRow.id < before,)
    return _select(session, workspace_id, *older, limit=limit)


def states_of_experiments(
    session: Session, workspace_id: int, experiments: Sequence[SavedExperiment]
) -> dict[int, RunState]:
    """Where the run of each experiment stands, by the id of the experiment."""
    rows = session.execute(
        select(ExperimentRow.id, RunRow.state)
        .join(RunRow, RunRow.id == ExperimentRow.run_id)
        .where(
            ExperimentRow.workspace_id == workspace_id,
            ExperimentRow.id.in_([each.id for each in experiments]),
        )
    )
    return {id_: RunState(state) for id_, state in rows}


def count_unread(session: Session, workspace_id: int, run_id: int) -> int:
    """How many answers of the run no analyzer has read yet."""
    unread = (
        select(func.count())
        .select_from(AnswerRow)
        .outerjoin(AnalysisRow, AnalysisRow.answer_id == AnswerRow.id)
        .where(
            AnswerRow.workspace_id == workspace_id,
            AnswerRow.run_id == run_id,
            AnswerRow.outcome.in_([outcome.value for outcome in COUNTED_OUTCOMES]),
            AnalysisRow.answer_id.is_(None),
        )
    )
    return session.scalars(unread).one()


def _select(
    session: Session, workspace_id: int, *where: ColumnElement[bool], limit: int | None = None
) -> tuple[SavedExperiment, ...]:
    rows = session.scalars(
        select(ExperimentRow)
        .where(ExperimentRow.workspace_id == workspace_id, *where)
        .order_by(ExperimentRow.id.desc())
        .limit(limit)
    )
    return tuple(_saved(row) for row in rows)


def _saved(row: ExperimentRow) -> SavedExperiment:
    return SavedExperiment(row.id, row.key, row.kind, row.design, row.run_id, row.created_at)


NamedBrands = Mapping[int, Mapping[int, tuple[frozenset[int], ...]]]
"""By target and prompt, the brands that each answer named."""


def brands_named_in_run(session: Session, workspace_id: int, run_id: int) -> NamedBrands:
    """The tracked brands that each counted answer of a run named; unbranded prompts only."""
    answers = session.execute(
        select(AnswerRow.id, AnswerRow.target_id, PromptVersionRow.prompt_id)
        .join(AnalysisRow, AnalysisRow.answer_id == AnswerRow.id)
        .join(PromptVersionRow, PromptVersionRow.id == AnswerRow.prompt_version_id)
        .where(
            AnswerRow.workspace_id == workspace_id,
            AnswerRow.run_id == run_id,
            AnswerRow.outcome.in_([outcome.value for outcome in COUNTED_OUTCOMES]),
            PromptVersionRow.branded.is_(False),
        )
        .order_by(AnswerRow.id)
    ).all()
    findings = session.execute(
        select(FindingRow.answer_id, FindingRow.brand_id)
        .join(AnswerRow, AnswerRow.id == FindingRow.answer_id)
        .join(BrandRow, BrandRow.id == FindingRow.brand_id)
        .where(
            FindingRow.workspace_id == workspace_id,
            AnswerRow.run_id == run_id,
            FindingRow.mentioned.is_(True),
            BrandRow.archived_at.is_(None),
        )
    )
    named: dict[int, set[int]] = defaultdict(set)
    for answer_id, brand_id in findings:
        named[answer_id].add(brand_id)
    found: dict[int, dict[int, list[frozenset[int]]]] = defaultdict(lambda: defaultdict(list))
    for answer_id, target_id, prompt_id in answers:
        found[target_id][prompt_id].append(frozenset(named[answer_id]))
    return {
        target_id: {prompt: tuple(sets) for prompt, sets in prompts.items()}
        for target_id, prompts in found.items()
    }
