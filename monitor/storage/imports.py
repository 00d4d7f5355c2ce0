"""Keeping answers that were asked elsewhere, in the same tables as our own.

Nothing that is configured is changed or archived: a prompt or target is found again or added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from monitor.domain.answer import Asked
from monitor.domain.json_value import sha256_of
from monitor.domain.question import Prompt, Question, Target
from monitor.domain.states import QuestionState, RunState, RunTrigger
from monitor.storage.kept_answers import store_answer
from monitor.storage.model_cards import card_for_served
from monitor.storage.monitors import IMPORT_MONITOR, MonitorPlan, save_monitor
from monitor.storage.tables import (
    AnswerBodyRow,
    ImportedAnswerRow,
    PromptRow,
    PromptVersionRow,
    QuestionRow,
    RunRow,
    TargetRow,
)


@dataclass(frozen=True, slots=True)
class ImportedAnswer:
    """An answer from a file.

    Attributes:
        content_sha256: the fingerprint by which it is known when it comes again.
        prompt: its key is a proposal; it is changed when another prompt has it.
        target: the same holds for its key.
        run: what the file calls the run; None where it says nothing.
        asked: with a question id that means nothing yet.
        raw: the record as it stood in the file.
    """

    content_sha256: str
    prompt: Prompt
    target: Target
    run: str | None
    asked: Asked
    raw: bytes


@dataclass(frozen=True, slots=True)
class StoredImports:
    """Where the answers of a batch are, those that were there before included.

    Attributes:
        stored: how many were not there before.
    """

    stored: int
    run_ids: frozenset[int]
    target_ids: frozenset[int]


def store_imported(
    session: Session,
    workspace_id: int,
    answers: Sequence[ImportedAnswer],
    *,
    is_branded: Callable[[str], bool],
    now: datetime,
) -> StoredImports:
    """Keep what is not there yet; doing so twice stores nothing more."""
    known = set(
        session.scalars(
            select(ImportedAnswerRow.content_sha256).where(
                ImportedAnswerRow.workspace_id == workspace_id,
                ImportedAnswerRow.content_sha256.in_([a.content_sha256 for a in answers]),
            )
        )
    )
    shelf = _Shelf(session, workspace_id, is_branded, now)
    stored = 0
    for answer in answers:
        run_id, target_id = shelf.run_id(answer), shelf.target_id(answer.target)
        if answer.content_sha256 not in known:
            known.add(answer.content_sha256)
            shelf.store(answer, run_id, target_id)
            stored += 1
    return StoredImports(
        stored, frozenset(shelf.run_ids.values()), frozenset(shelf.target_ids.values())
    )


class _Shelf:
    """The rows on which the answers of one transaction hang, found or made once each."""

    def __init__(
        self, session: Session, workspace_id: int, is_branded: Callable[[str], bool], now: datetime
    ) -> None:
        self._session = session
        self._workspace_id = workspace_id
        self._is_branded = is_branded
        self._now = now
        self._versions: dict[tuple[str, str | None], int] = {}
        self._card_ids: dict[tuple[str, date], int | None] = {}
        self.run_ids: dict[str | None, int] = {}
        self.target_ids: dict[str, int] = {}

    def run_id(self, answer: ImportedAnswer) -> int:
        """The run of that name among the imported ones."""
        if answer.run not in self.run_ids:
            self.run_ids[answer.run] = self._find_run(answer.run) or self._add_run(answer)
        return self.run_ids[answer.run]

    def _find_run(self, run: str | None) -> int | None:
        return self._session.scalar(
            select(RunRow.id).where(
                RunRow.workspace_id == self._workspace_id,
                RunRow.monitor_id == self._monitor_id(),
                RunRow.plan_sha256 == _run_sha256(run),
            )
        )

    def _add_run(self, answer: ImportedAnswer) -> int:
        row = RunRow(
            workspace_id=self._workspace_id,
            monitor_id=self._monitor_id(),
            state=RunState.FINISHED.value,
            trigger=RunTrigger.IMPORT.value,
            plan_sha256=_run_sha256(answer.run),
            created_at=self._now,
            started_at=answer.asked.asked_at,
            finished_at=answer.asked.answered_at,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def _monitor_id(self) -> int:
        plan = MonitorPlan(IMPORT_MONITOR, prompt_keys=(), target_keys=(), repeats=1)
        return save_monitor(self._session, self._workspace_id, plan, self._now)

    def target_id(self, target: Target) -> int:
        """The target of that model among the imported ones, also where it is archived."""
        sha256 = target.asking_sha256()
        if sha256 not in self.target_ids:
            found = self._session.scalar(
                select(TargetRow.id)
                .where(
                    TargetRow.workspace_id == self._workspace_id,
                    TargetRow.asking_sha256 == sha256,
                )
                .order_by(TargetRow.id.desc())
                .limit(1)
            )
            self.target_ids[sha256] = found or self._add_target(target)
        return self.target_ids[sha256]

    def _add_target(self, target: Target) -> int:
        taken = self._session.scalars(
            select(TargetRow.key).where(TargetRow.workspace_id == self._workspace_id)
        )
        row = TargetRow(
            workspace_id=self._workspace_id,
            key=_free_key(target.key, set(taken)),
            provider=target.provider,
            model=target.model,
            channel=target.channel.value,
            settings=target.settings.given(),
            web_search=target.web_search,
            options=dict(target.options),
            unsupported=target.unsupported.value,
            asking_sha256=target.asking_sha256(),
            created_at=self._now,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def _version_id(self, prompt: Prompt) -> int:
        """The newest version with that text; a language that is not stated fits any."""
        wording = (prompt.text, prompt.language)
        if wording not in self._versions:
            statement = select(PromptVersionRow.id).where(
                PromptVersionRow.workspace_id == self._workspace_id,
                PromptVersionRow.text == prompt.text,
            )
            if prompt.language is not None:
                statement = statement.where(PromptVersionRow.language == prompt.language)
            newest = statement.order_by(PromptVersionRow.id.desc()).limit(1)
            found = self._session.scalar(newest)
            self._versions[wording] = found or self._add_prompt(prompt)
        return self._versions[wording]

    def _add_prompt(self, prompt: Prompt) -> int:
        owner = {"workspace_id": self._workspace_id, "created_at": self._now}
        taken = self._session.scalars(
            select(PromptRow.key).where(PromptRow.workspace_id == self._workspace_id)
        )
        row = PromptRow(key=_free_key(prompt.key, set(taken)), tags=list(prompt.tags), **owner)
        self._session.add(row)
        self._session.flush()
        version = PromptVersionRow(
            prompt_id=row.id,
            number=1,
            text=prompt.text,
            language=prompt.language,
            branded=self._is_branded(prompt.text),
            **owner,
        )
        self._session.add(version)
        self._session.flush()
        return version.id

    def store(self, answer: ImportedAnswer, run_id: int, target_id: int) -> None:
        """Keep an answer as the next repetition of its question in the run."""
        question = self._add_question(answer, run_id, target_id)
        card_id = self._card_id(answer)
        answer_id = store_answer(self._session, question, answer.asked, model_card_id=card_id)
        assert answer_id is not None  # the question is new
        owner = {"workspace_id": self._workspace_id, "answer_id": answer_id}
        self._session.flush()
        self._session.execute(update(AnswerBodyRow).filter_by(**owner).values(raw_body=answer.raw))
        self._session.execute(
            insert(ImportedAnswerRow).values(content_sha256=answer.content_sha256, **owner)
        )
        self._widen_run(run_id, answer.asked)

    def _card_id(self, answer: ImportedAnswer) -> int | None:
        """The card of the model that the file names, as its name was meant on that day."""
        named = (answer.target.model, answer.asked.asked_at.date())
        if named not in self._card_ids:
            self._card_ids[named] = card_for_served(
                self._session,
                self._workspace_id,
                answer.target.provider,
                answer.target.model,
                on=answer.asked.asked_at.date(),
                now=self._now,
            )
        return self._card_ids[named]

    def _add_question(self, answer: ImportedAnswer, run_id: int, target_id: int) -> Question:
        place: dict[str, Any] = {
            "workspace_id": self._workspace_id,
            "run_id": run_id,
            "prompt_version_id": self._version_id(answer.prompt),
            "target_id": target_id,
        }
        last = select(func.max(QuestionRow.repetition)).filter_by(**place)
        repetition = (self._session.scalar(last) or 0) + 1
        row = QuestionRow(repetition=repetition, state=QuestionState.WAITING.value, **place)
        self._session.add(row)
        self._session.flush()
        return Question(
            id=row.id, prompt=answer.prompt, target=answer.target, repetition=repetition, **place
        )

    def _widen_run(self, run_id: int, asked: Asked) -> None:
        row = self._session.get_one(RunRow, run_id)
        row.started_at = min(row.started_at or asked.asked_at, asked.asked_at)
        row.finished_at = max(row.finished_at or asked.answered_at, asked.answered_at)


def _run_sha256(run: str | None) -> str:
    return sha256_of({"import": run})


def _free_key(stem: str, taken: set[str]) -> str:
    number = 1
    key = stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key
