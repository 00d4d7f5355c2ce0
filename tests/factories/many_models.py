"""Answers of many models of known size, for reports that compare models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.answer import Served
from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.question import Channel, Prompt, Question, Target
from monitor.domain.sampling import SamplingSettings
from monitor.domain.states import RunTrigger
from monitor.pipeline.analyze import analyze_answers
from monitor.storage.configured import link_cards, save_brands, save_prompts, save_targets
from monitor.storage.engine import Database
from monitor.storage.kept_answers import store_answer
from monitor.storage.model_cards import save_card
from monitor.storage.monitors import MonitorPlan, save_monitor
from monitor.storage.question_queue import claim_questions
from monitor.storage.run_plans import PlannedQuestion, plan_run
from monitor.storage.workspaces import ensure_workspace
from tests.factories.answers import NOON, make_answer, make_asked
from tests.factories.runs import ACME, GLOBEX, PlannedRun

DAY = date(2026, 11, 1)


@dataclass(frozen=True, slots=True)
class MadeModel:
    """A model with what is known of it; `low` alone is an exact count."""

    name: str
    low: float | None
    high: float | None = None
    active: float | None = None
    family: str = "one"
    layout: str = "dense"
    temperature: float = 0.2
    web_search: bool = False

    @property
    def key(self) -> str:
        return f"{self.name}-{self.temperature}{'-search' if self.web_search else ''}"

    def card(self) -> ModelCard:
        claims = [Claim("architecture.layout", self.layout, Basis.OFFICIAL, "the paper", DAY)]
        if self.low is None:
            claims.append(Claim("parameters.total", None, Basis.UNDISCLOSED, "nobody", DAY))
        elif self.high is None:
            claims.append(Claim("parameters.total", self.low, Basis.OFFICIAL, "the paper", DAY))
        else:
            ends = (self.low, self.high)
            claims += [
                Claim("parameters.total", end, Basis.ESTIMATE, f"{end:g}", DAY) for end in ends
            ]
        if self.active is not None:
            claims.append(Claim("parameters.active", self.active, Basis.OFFICIAL, "paper", DAY))
        key = f"made/{self.name}"
        return ModelCard(key, self.name, "made", self.name, tuple(claims), "Maker", self.family)


def ask_models(
    database: Database,
    models: Sequence[MadeModel],
    text_of: Callable[[MadeModel, Question], str],
    *,
    prompts: int = 8,
    repeats: int = 2,
) -> PlannedRun:
    """A run in which every model has answered every prompt, analyzed."""
    by_key = {model.key: model for model in models}
    targets = [_target(model) for model in models]
    with database.write() as session:
        workspace_id = ensure_workspace(session, "default", NOON)
        brands = save_brands(session, workspace_id, [ACME, GLOBEX], NOON)
        asked = [Prompt(f"p{n}", f"Which tool is best for job {n}?", "en") for n in range(prompts)]
        versions = save_prompts(
            session, workspace_id, asked, is_branded=lambda text: "Acme" in text, now=NOON
        )
        target_ids = save_targets(session, workspace_id, targets, NOON)
        cards = {m.key: save_card(session, workspace_id, m.card(), NOON) for m in models}
        link_cards(session, workspace_id, {target_ids[k]: card for k, card in cards.items()})
        plan = MonitorPlan("weekly", tuple(versions), tuple(target_ids), repeats)
        monitor_id = save_monitor(session, workspace_id, plan, NOON)
        questions = [
            PlannedQuestion(version, target, repetition)
            for repetition in range(1, repeats + 1)
            for version in versions.values()
            for target in target_ids.values()
        ]
        run_id = plan_run(
            session,
            workspace_id,
            monitor_id,
            trigger=RunTrigger.MANUAL,
            questions=questions,
            now=NOON,
        )
    brand_ids = {saved.brand.key: saved.id for saved in brands}
    planned = PlannedRun(workspace_id, run_id, monitor_id, brand_ids, target_ids)
    with database.write() as session:
        for question in claim_questions(session, planned.claimer(), planned.run, 10_000):
            model = by_key[question.target.key]
            answer = make_answer(text_of(model, question), served=Served(model=model.name))
            asked_one = make_asked(question, answer)
            store_answer(session, question, asked_one, model_card_id=cards[model.key])
    analyze_answers(database, workspace_id, now=lambda: NOON)
    return planned


def _target(model: MadeModel) -> Target:
    return Target(
        key=model.key,
        provider="simulated",
        model=model.name,
        channel=Channel.API,
        settings=SamplingSettings(temperature=model.temperature),
        web_search=model.web_search,
        base_url="http://127.0.0.1:1",
    )
