"""Experiments: what can be ordered, what was planned, and what is kept of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, JsonValue, StrictFloat, StrictInt, StrictStr

from api.schemas.base import DEFAULT_LIMIT, Cursor, Limit, Shape
from api.schemas.monitors import RunCost
from monitor.domain.states import RunState
from monitor.experiments.design import (
    USUAL_REPEATS,
    USUAL_SEED,
    ExperimentKind,
    ExperimentOrder,
)
from monitor.experiments.foresight import USUAL_RATE
from monitor.pipeline.plan_experiment import PlannedExperiment
from monitor.reports.as_json import plain

MAX_ARMS = 20

ShortName = Annotated[StrictStr, Field(min_length=1, max_length=200)]
Value = Annotated[StrictInt | StrictFloat | StrictStr, Field(examples=[0.7])]


class NewExperiment(Shape):
    """What to try, all else alike, by the keys of targets and monitors."""

    kind: ExperimentKind
    """What is varied."""
    targets: Annotated[list[ShortName], Field(min_length=1, max_length=MAX_ARMS)]
    """Keys of targets: one, or two for a pair (the base first), or three and more for a ladder."""
    setting: ShortName | None = None
    """Of a sweep, such as "temperature"."""
    values: Annotated[list[Value], Field(max_length=MAX_ARMS)] = Field(default_factory=list)
    """Of the setting."""
    system_prompts: Annotated[
        list[Annotated[StrictStr, Field(min_length=1, max_length=20_000)]],
        Field(max_length=MAX_ARMS),
    ] = Field(default_factory=list)
    """Compared with the target as it is."""
    monitor: ShortName | None = None
    """Whose prompts are asked; null where there is only one."""
    repeats: Annotated[StrictInt, Field(ge=2, le=100)] = USUAL_REPEATS
    """Of each prompt in each arm."""
    seed: Annotated[StrictInt, Field(ge=0, le=2**31 - 1)] = USUAL_SEED
    """Decides the order of the questions."""
    key: (
        Annotated[StrictStr, Field(max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._~-]*$")] | None
    ) = None
    """What it is called; null for a name made from what is varied."""

    def order(self) -> ExperimentOrder:
        """The same for the planner."""
        return ExperimentOrder(
            kind=self.kind,
            target_keys=tuple(self.targets),
            repeats=self.repeats,
            seed=self.seed,
            key=self.key,
            monitor_key=self.monitor,
            setting=self.setting,
            values=tuple(str(value) for value in self.values),
            system_prompts=tuple(self.system_prompts),
        )


class PlanRequest(NewExperiment):
    """An experiment of which nothing is kept or asked."""

    rate: Annotated[float, Field(ge=0.01, le=0.99)] = USUAL_RATE
    """Of a brand, for telling what could be found."""


class PlannedArm(Shape):
    """One of the ways of asking that are compared."""

    label: str
    """What it is."""
    level: float | None
    """Where it stands on what is varied; null where that has no order."""
    target: str
    """The key of its target; one that the experiment makes has a key of its own."""
    settings: dict[str, JsonValue]
    """The settings that it asks for."""


class Foreseen(Shape):
    """What would be found with 80 % power."""

    points: float | None
    """The smallest difference of mention rates between two arms, from 0 to 1; null with one
    prompt."""
    odds_ratio: float | None
    """The smallest from the lowest to the highest value of a sweep; null otherwise."""
    ladder_power: float | None
    """With which an odds ratio of 1.65 per tenfold parameters would be found; null where it is no
    ladder or its sizes are not known."""
    text: str
    """The same in words, with what is assumed."""


class ExperimentPlan(Shape):
    """What an experiment would ask, what it could find, and what it is about to cost."""

    key: str
    """What it would be called."""
    kind: ExperimentKind
    """What is varied."""
    varied: str
    """The same in words, or the name of the setting."""
    arms: list[PlannedArm]
    """The arms; all others are compared with the first one."""
    prompt_keys: list[str]
    """The prompts."""
    repeats: int
    """Of each prompt in each arm."""
    seed: int
    """Decides the order of the questions."""
    calls: int
    """Retries not counted."""
    cost: RunCost
    """Of all of them, now."""
    foresight: Foreseen
    """What it could find."""

    @classmethod
    def of(cls, planned: PlannedExperiment) -> ExperimentPlan:
        """The shape of a plan."""
        design = planned.design
        arms = [
            {
                "label": arm.label,
                "level": arm.level,
                "target": arm.target.key,
                "settings": plain(arm.target.settings.given()),
            }
            for arm in design.arms
        ]
        return cls.model_validate(
            {
                "key": design.key,
                "kind": design.kind,
                "varied": design.varied,
                "arms": arms,
                "prompt_keys": list(design.prompt_keys),
                "repeats": design.repeats,
                "seed": design.seed,
                "calls": design.calls,
                "cost": plain(planned.cost),
                "foresight": plain(planned.foresight),
            }
        )


class ExperimentsQuery(Shape):
    """Which page of the experiments."""

    limit: Limit = DEFAULT_LIMIT
    """The most items of a page."""
    cursor: Cursor | None = None
    """The next_cursor of the page before."""


class KeptArm(Shape):
    """An arm as it was fixed before the first question."""

    label: str
    """What it is."""
    level: float | None
    """Where it stands on what is varied; null where that has no order."""
    target_id: int
    """The number of its target."""
    target_key: str
    """The key of its target."""


class KeptDesign(Shape):
    """What was fixed before the first question."""

    fingerprint: str
    """Equal for experiments that ask the same."""
    varied: str
    """What is varied, in words or as the name of a setting."""
    arms: list[KeptArm]
    """The arms; all others are compared with the first one."""
    prompt_keys: list[str]
    """The prompts."""
    repeats: int
    """Of each prompt in each arm."""
    seed: int
    """Decided the order of the questions."""
    foresight: str
    """What it was said to be able to find."""
    cost: str
    """What it was said to cost."""


class ExperimentHead(Shape):
    """An experiment without its result."""

    key: str
    """What it is called."""
    kind: ExperimentKind
    """What is varied."""
    run_id: int
    """The run that asks it."""
    created_at: datetime
    """When it was planned."""
    design: KeptDesign
    """What was fixed then."""
    state: RunState
    """Where its run stands; a planned one has not been started."""


class ExperimentPage(Shape):
    """Experiments, newest first."""

    items: list[ExperimentHead]
    """The experiments of this page."""
    next_cursor: str | None
    """Where the next page begins; null on the last one."""
