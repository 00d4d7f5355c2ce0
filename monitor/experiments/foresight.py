"""What an experiment could find, told before it is asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.experiments.design import Design, ExperimentKind
from monitor.metrics.by_parameters import ESTIMATE_FROM, USUAL_EFFECT
from monitor.metrics.power import detectable_effect, t_test_power

USUAL_RATE = 0.3
USUAL_CORRELATION = 0.5
"""How alike answers to one prompt are; .5 is common in real panels."""

STABLE_SHARE = 0.8
"""Of what is particular to a prompt, so much is the same in both arms."""

MODELS_SD = 0.7
"""How far models of the same size differ in log odds."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """What would be found with 80 % power.

    Attributes:
        points: the smallest difference of mention rates between two arms, from 0 to 1; None with
            fewer than two prompts.
        odds_ratio: the smallest from the lowest to the highest value of a sweep; None otherwise.
        ladder_power: with which an odds ratio of 1.65 per tenfold parameters would be found; None
            where it is no ladder or its sizes are not known.
        text: the same in words, with what is assumed.
    """

    points: float | None
    odds_ratio: float | None
    ladder_power: float | None
    text: str


def foresee(design: Design, *, rate: float = USUAL_RATE, sizes: Sequence[float] = ()) -> Foresight:
    """What the design could find for a brand that is named at this rate.

    Args:
        design: the experiment.
        rate: of the baseline.
        sizes: log10 of the parameters of each arm of a ladder.
    """
    prompts = len(design.prompt_keys)
    points = _points(prompts, design.repeats, rate) if prompts > 1 else None
    ratio = _odds_ratio(design, rate) if design.kind is ExperimentKind.SWEEP else None
    power = None
    if design.kind is ExperimentKind.LADDER and len(set(sizes)) > 2:
        power = _ladder_power(sizes, prompts * design.repeats, rate)
    return Foresight(points, ratio, power, " ".join(_words(design, rate, points, ratio, power)))


def _points(prompts: int, repeats: int, rate: float) -> float:
    """By the paired t test over prompts.

    Var(d) = 2 p q ((1 - ICC) / R + (1 - stable) ICC); with 50 x 5, p = .3 and all stable: .083.
    """
    spread = rate * (1 - rate)
    noise = (1 - USUAL_CORRELATION) / repeats + (1 - STABLE_SHARE) * USUAL_CORRELATION
    error = math.sqrt(2 * spread * noise / prompts)
    return min(detectable_effect(error, prompts - 1), 1.0)


def _odds_ratio(design: Design, rate: float) -> float:
    """By the information of a logistic regression with an effect for each prompt."""
    levels = [arm.level for arm in design.arms if arm.level is not None]
    mean = math.fsum(levels) / len(levels)
    squares = math.fsum((level - mean) ** 2 for level in levels)
    within = rate * (1 - rate) * (1 - USUAL_CORRELATION)
    information = len(design.prompt_keys) * design.repeats * within * squares
    normal = detectable_effect(1 / math.sqrt(information), 10_000)
    return math.exp(normal * (max(levels) - min(levels)))


def _ladder_power(sizes: Sequence[float], answers: int, rate: float) -> float:
    mean = math.fsum(sizes) / len(sizes)
    squares = math.fsum((size - mean) ** 2 for size in sizes)
    variance = MODELS_SD**2 + 1 / (answers * rate * (1 - rate))
    return t_test_power(USUAL_EFFECT, math.sqrt(variance / squares), len(sizes) - 2)


def _words(
    design: Design,
    rate: float,
    points: float | None,
    ratio: float | None,
    power: float | None,
) -> list[str]:
    told = [f"For a brand that is named in {rate:.0%} of the answers, with 80 % power:"]
    if points is not None:
        told.append(f"a difference of {points * 100:.0f} points between two arms")
    if ratio is not None:
        told.append(f"or an odds ratio of {ratio:.2g} from the lowest to the highest value")
    told[-1] += "."
    if power is not None:
        told.append(
            f"An odds ratio of 1.65 per tenfold parameters would be found with {power:.0%}."
        )
    if design.kind is ExperimentKind.LADDER and len(design.arms) < ESTIMATE_FROM:
        told.append(
            f"With {len(design.arms)} models no slope is estimated; {ESTIMATE_FROM} are needed."
        )
    told.append(
        f"Assumed: answers to one prompt correlate by {USUAL_CORRELATION}, and {STABLE_SHARE:.0%} "
        "of what is particular to a prompt is the same in all arms."
    )
    return told
