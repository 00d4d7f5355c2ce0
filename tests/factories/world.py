"""A workspace to which things happen, and what its rows say, counted without rollups."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.domain.answer import Answer
from monitor.domain.findings import Brand
from monitor.pipeline.analyze import analyze_answers
from monitor.storage.brands import mark_branded_prompts
from monitor.storage.configured import save_brands
from monitor.storage.engine import Database
from monitor.storage.kept_answers import store_answer
from monitor.storage.outcomes import outcomes_by_place
from monitor.storage.question_queue import claim_questions
from monitor.storage.rollups import roll_up_days
from monitor.storage.visibility import Scope, count_by_place
from tests.factories.answers import NOON, make_asked
from tests.factories.runs import PlannedRun

DAY = timedelta(days=1)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
TEXTS = ("Acme.", "Globex, then Acme, then Globex.", "Initech is best.", "Nobody.")
GLOBEX_OR_INITECH = Brand("globex", "Globex", aliases=("Initech",))

RAW_MENTIONS = """
SELECT f.brand_id, a.target_id, a.served_model, a.model_card_id, a.prompt_version_id,
       count(*), sum(CASE WHEN f.mentioned THEN 1 ELSE 0 END), sum(f.mention_count)
FROM findings f
JOIN answers a ON a.id = f.answer_id
JOIN prompt_versions v ON v.id = a.prompt_version_id
JOIN brands b ON b.id = f.brand_id
WHERE a.workspace_id = :workspace AND b.archived_at IS NULL AND a.outcome IN ('ok', 'truncated')
  AND a.asked_at >= :first AND a.asked_at < :last AND (:branded OR NOT v.branded)
GROUP BY f.brand_id, a.target_id, a.served_model, a.model_card_id, a.prompt_version_id
"""
RAW_OUTCOMES = """
SELECT a.target_id, a.outcome, count(*)
FROM answers a JOIN prompt_versions v ON v.id = a.prompt_version_id
WHERE a.workspace_id = :workspace
  AND a.asked_at >= :first AND a.asked_at < :last AND (:branded OR NOT v.branded)
GROUP BY a.target_id, a.outcome
"""


@dataclass(slots=True)
class World:
    """A workspace to which things happen; what reports count is compared with the rows."""

    database: Database
    planned: PlannedRun
    card_id: int

    def ask(self, hour: int, answer: Answer) -> None:
        with self.database.write() as session:
            for question in claim_questions(session, self.planned.claimer(), self.planned.run, 1):
                asked = make_asked(question, answer, asked_at=MIDNIGHT + timedelta(hours=hour))
                card = self.card_id if answer.served.model == "tiny-2" else None
                store_answer(session, question, asked, model_card_id=card)

    def analyze(self) -> None:
        analyze_answers(self.database, self.planned.workspace_id, now=lambda: NOON)

    def roll_up(self, limit: int) -> None:
        with self.database.write() as session:
            roll_up_days(session, self.planned.workspace_id, limit=limit)

    def set_brands(self, brands: list[Brand]) -> None:
        with self.database.write() as session:
            save_brands(session, self.planned.workspace_id, brands, NOON)

    def set_branded(self, word: str) -> None:
        with self.database.write() as session:
            mark_branded_prompts(session, self.planned.workspace_id, lambda text: word in text)

    def counts(self, first: datetime, last: datetime, *, branded: bool) -> list[Any]:
        """What reports count, and after it what the rows say at the same moment."""
        scope = Scope(asked_from=first, asked_before=last, branded=branded)
        with self.database.read() as session:
            mentions = count_by_place(session, self.planned.workspace_id, scope, by_day=False)
            outcomes = outcomes_by_place(session, self.planned.workspace_id, scope, by_day=False)
            raw = [
                session.execute(sa.text(text), self._values(scope)).all()
                for text in (RAW_MENTIONS, RAW_OUTCOMES)
            ]
        ended: dict[tuple[int, str], list[int]] = defaultdict(list)
        for each in outcomes:
            ended[each.target_id, each.outcome.value].append(each.count)
        counted = [
            [
                (
                    count.brand_id,
                    place.target_id,
                    place.served_model,
                    place.model_card_id,
                    place.prompt_version_id,
                    count.n,
                    count.k,
                    count.mentions,
                )
                for place, own in mentions.items()
                for count in own
            ],
            [(*key, sum(own)) for key, own in ended.items()],
        ]
        return [[sorted(map(tuple, part), key=repr) for part in parts] for parts in (counted, raw)]

    def _values(self, scope: Scope) -> dict[str, Any]:
        first, last = scope.asked_from, scope.asked_before
        assert first is not None
        assert last is not None
        if self.database.url.get_backend_name() == "sqlite":
            first, last = first.replace(tzinfo=None), last.replace(tzinfo=None)
        return {
            "workspace": self.planned.workspace_id,
            "first": first,
            "last": last,
            "branded": scope.branded,
        }
