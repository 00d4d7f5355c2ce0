"""Fits how evidence is weighed to labelled names; run `python -m tests.evaluation.fit_evidence`.

The score of a name is moved by a shift for each of its reasons and multiplied by a slope. Both are
fitted by logistic regression; the shifts are held near zero, that is near the weights in the code.
What is printed tells whether shifts help on answers, and on languages, that were not fitted to.
Only the slope is used, as long as no shifts do.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.evidence import ACCEPTED, SLOPE
from tests.evaluation.judged_names import JudgedName, fitted_names

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_FOLDS = 5
_STEPS = 60
_DAMPING = 0.7
_PENALTIES = (1.0, 4.0, 16.0, 64.0, 1e6)
_NEAR_CERTAIN = 0.001


@dataclass(frozen=True, slots=True)
class Sample:
    """Names as numbers: reasons (a row per name), margins of the scores, and truth (0 or 1)."""

    reasons: Floats
    margins: Floats
    truth: Floats

    def only(self, rows: Bools) -> Sample:
        """Some of the names."""
        return Sample(self.reasons[rows], self.margins[rows], self.truth[rows])


@dataclass(frozen=True, slots=True)
class Fit:
    """A shift for each reason, and the slope."""

    shifts: Floats
    slope: float

    def logits(self, sample: Sample) -> Floats:
        """The logarithm of the odds that the brand is meant."""
        moved: Floats = self.slope * (sample.margins + sample.reasons @ self.shifts)
        return moved


def fit(sample: Sample, penalty: float) -> Fit:
    """The most likely shifts and slope; `penalty` is the weight of the squares of the shifts."""
    shifts, slope = np.zeros(sample.reasons.shape[1]), 1.0
    ridge = np.append(np.full(len(shifts), penalty), 1.0)
    for _ in range(_STEPS):
        moved = sample.margins + sample.reasons @ shifts
        chance = 1 / (1 + np.exp(-slope * moved))
        slopes = np.column_stack([slope * sample.reasons, moved])
        gradient = slopes.T @ (chance - sample.truth)
        gradient += ridge * np.append(shifts, slope - 1)
        curvature = (slopes * (chance * (1 - chance))[:, None]).T @ slopes + np.diag(ridge)
        step = _DAMPING * np.linalg.solve(curvature, gradient)
        shifts, slope = shifts - step[:-1], slope - float(step[-1])
    return Fit(shifts, slope)


def held_out_logits(sample: Sample, groups: Sequence[Bools], penalty: float) -> Floats:
    """For each name, the logit by a fit to the names of all other groups."""
    logits = np.zeros(len(sample.truth))
    for group in groups:
        logits[group] = fit(sample.only(~group), penalty).logits(sample.only(group))
    return logits


def loss(logits: Floats, truth: Floats) -> float:
    """The mean logarithmic loss."""
    return float(np.mean(np.log1p(np.exp((1 - 2 * truth) * logits))))


def sample_of(names: Sequence[JudgedName]) -> tuple[Sample, list[str]]:
    """The names as numbers, and the reasons by column."""
    columns = sorted({reason for name in names for reason in name.mention.reasons})
    reasons = [[float(each in name.mention.reasons) for each in columns] for name in names]
    margins = [_margin(name.mention.confidence) for name in names]
    truth = [float(name.meant) for name in names]
    return Sample(np.array(reasons), np.array(margins), np.array(truth)), columns


def _margin(confidence: float) -> float:
    """How far the score lies above the one that counts."""
    bounded = min(max(confidence, _NEAR_CERTAIN), 1 - _NEAR_CERTAIN)
    return math.log(bounded / (1 - bounded)) / SLOPE


def _groups(names: Sequence[JudgedName], key: Callable[[JudgedName], object]) -> list[Bools]:
    keys = [key(name) for name in names]
    return [np.array([each == one for each in keys]) for one in dict.fromkeys(keys)]


def _fold(name: JudgedName) -> int:
    return zlib.crc32(name.source.encode()) % _FOLDS


def main() -> None:
    """Print the loss and the share of errors for each penalty, and what the best fit says."""
    names = fitted_names()
    sample, columns = sample_of(names)
    kinds = {"answers": _groups(names, _fold), "languages": _groups(names, lambda n: n.language)}
    print(f"{len(names)} names, accepted from a score of {ACCEPTED}")  # noqa: T201 # a command
    for penalty in _PENALTIES:
        for kind, groups in kinds.items():
            logits = held_out_logits(sample, groups, penalty)
            wrong = np.mean((logits >= 0) != (sample.truth == 1))
            told = f"loss {loss(logits, sample.truth):.4f}, wrong {wrong:.4f}"
            print(f"penalty {penalty:g}, unseen {kind}: {told}")  # noqa: T201 # a command
    print(f"slope alone: {fit(sample, _PENALTIES[-1]).slope:.2f}")  # noqa: T201 # a command
    best = fit(sample, _PENALTIES[2]).shifts
    for shift, reason in sorted(zip(best, columns, strict=True), key=lambda pair: -abs(pair[0])):
        print(f"{reason:24} {shift:+.2f}")  # noqa: T201 # a command


if __name__ == "__main__":
    main()
