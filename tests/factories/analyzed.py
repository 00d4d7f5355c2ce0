"""A small run that is answered and analyzed, and a model card for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from monitor.domain.answer import Answer, Outcome
from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.question import Question
from monitor.pipeline.analyze import analyze_answers
from monitor.storage.engine import Database
from monitor.storage.kept_answers import store_answer
from monitor.storage.model_cards import save_card
from monitor.storage.question_queue import claim_questions
from tests.factories.answers import NOON, make_answer, make_asked, make_failure
from tests.factories.runs import PlannedRun, make_run

TINY_CARD = ModelCard(
    key="llamacpp/tiny",
    name="Tiny",
    provider="llamacpp",
    model="tiny",
    vendor="Tiny Labs",
    open_weights=True,
    claims=(
        Claim(
            "parameters.total",
            134_515_008,
            Basis.DISCOVERED_AT_RUNTIME,
            "the file",
            date(2026, 11, 1),
            unit="parameters",
        ),
        Claim(
            "training.tokens",
            None,
            Basis.OFFICIAL,
            "the paper",
            date(2026, 11, 1),
            low=1.5e12,
            high=2_000_000_000_000,
            source_url="https://example.org/paper",
        ),
        Claim("architecture.layout", "dense", Basis.OFFICIAL, "the paper", date(2026, 11, 1)),
        Claim("sampling.top_k.default", 40, Basis.OFFICIAL, "the docs", date(2026, 11, 1)),
        Claim("open_weights", value=True, basis=Basis.OFFICIAL, source="x", as_of=date(2026, 1, 1)),
    ),
)

PANEL: dict[tuple[str, str, int], Answer] = {
    ("cool", "p0", 1): make_answer("Acme leads."),
    ("cool", "p0", 2): make_answer("Acme, and Globex behind it."),
    ("cool", "p1", 1): make_answer("None comes to mind."),
    ("cool", "p1", 2): make_failure(),
    ("warm", "p0", 1): make_answer("Globex."),
    ("warm", "p0", 2): make_answer("Globex, then Globex again."),
    ("warm", "p1", 1): make_answer("Acme, cut off at the", outcome=Outcome.TRUNCATED),
    ("warm", "p1", 2): make_answer("Acme? I cannot say.", outcome=Outcome.REFUSED),
}
"""By target, prompt and repetition; small enough to count by hand."""


def save_tiny_card(database: Database, workspace_id: int, *extra: Claim) -> int:
    card = ModelCard(
        key=TINY_CARD.key,
        name=TINY_CARD.name,
        provider=TINY_CARD.provider,
        model=TINY_CARD.model,
        vendor=TINY_CARD.vendor,
        open_weights=True,
        claims=(*TINY_CARD.claims, *extra),
    )
    with database.write() as session:
        return save_card(session, workspace_id, card, NOON)


def answer_and_analyze(
    database: Database,
    planned: PlannedRun,
    answer_to: Callable[[Question], Answer] = lambda _question: make_answer(),
    *,
    model_card_id: int | None = None,
    asked_at: datetime = NOON,
) -> list[int]:
    """The ids of the answers, oldest first."""
    with database.write() as session:
        ids = [
            store_answer(
                session,
                question,
                make_asked(question, answer_to(question), asked_at=asked_at),
                model_card_id=model_card_id,
            )
            for question in claim_questions(session, planned.claimer(), planned.run, 1000)
        ]
    analyze_answers(database, planned.workspace_id, now=lambda: NOON)
    return [answer_id for answer_id in ids if answer_id is not None]


def make_panel(database: Database) -> PlannedRun:
    """The answers of PANEL, analyzed, by a model with a card."""
    planned = make_run(database, prompts=2, repeats=2)
    answer_and_analyze(
        database,
        planned,
        lambda q: PANEL[q.target.key, q.prompt.key, q.repetition],
        model_card_id=save_tiny_card(database, planned.workspace_id),
    )
    return planned
