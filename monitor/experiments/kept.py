"""Reads the design of an experiment as it was kept before its first question."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.domain.json_value import JsonObject


@dataclass(frozen=True, slots=True)
class KeptArm:
    """An arm as it was asked.

    Attributes:
        level: where it stands on what is varied; None where that has no order.
    """

    label: str
    target_id: int
    target_key: str
    level: float | None


@dataclass(frozen=True, slots=True)
class KeptDesign:
    """What was fixed before the first question.

    Attributes:
        foresight: what it was said to be able to find.
    """

    varied: str
    arms: tuple[KeptArm, ...]
    prompts: int
    repeats: int
    seed: int
    foresight: str


def kept_arms(stored: JsonObject) -> tuple[KeptArm, ...]:
    """The arms in the order of the design."""
    arms = stored["arms"]
    assert isinstance(arms, list)
    return tuple(_arm(each) for each in arms if isinstance(each, dict))


def _arm(stored: JsonObject) -> KeptArm:
    target_id, level = stored["target_id"], stored["level"]
    assert isinstance(target_id, int)
    assert level is None or isinstance(level, int | float)
    return KeptArm(
        str(stored["label"]),
        target_id,
        str(stored["target_key"]),
        None if level is None else float(level),
    )


def kept_design(stored: JsonObject) -> KeptDesign:
    """The design in what was stored."""
    prompts, repeats, seed = stored["prompt_keys"], stored["repeats"], stored["seed"]
    assert isinstance(prompts, list)
    assert isinstance(repeats, int)
    assert isinstance(seed, int)
    return KeptDesign(
        varied=str(stored["varied"]),
        arms=kept_arms(stored),
        prompts=len(prompts),
        repeats=repeats,
        seed=seed,
        foresight=str(stored["foresight"]),
    )
