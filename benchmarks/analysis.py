"""How well and how fast brands are found: our analysis beside eight open-source detectors.

All run in one process on the same texts, in turn and back, and are measured in CPU time. What can
be prepared once for the brands is not measured.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import TextIO

from benchmarks.answer_kinds import ANSWER_CHARACTERS, DENSE, KINDS, SEED
from benchmarks.detectors import DETECTORS, OURS, WHOLE, Detector, Step
from monitor.domain.findings import Brand
from tests.analysis.peer_cases import CASES

FEW, MANY = 10, 10_000
SYLLABLES = (
    *("bel", "cor", "dra", "fen", "gal", "hix", "jov", "kel", "lum", "mar", "nex", "oro"),
    *("pax", "qui", "ros", "syl", "tov", "ulm", "vex", "wyn", "xan", "yor", "zef", "bri"),
)
SECOND_WORDS = ("Boards", "Cloud", "Desk", "Flow", "Labs", "Planner", "Suite", "Works")


@dataclass(slots=True)
class Spent:
    """What a detector did in the CPU time that it was given.

    Attributes:
        answers: with a fraction where the time ended between two steps of an answer.
    """

    answers: float = 0.0
    cpu_s: float = 0.0

    @property
    def answers_per_s(self) -> float:
        """Answers in a second of CPU time."""
        return self.answers / self.cpu_s


def invented_names() -> Iterator[str]:
    """Different names without end, a third of them of two words."""
    rng = random.Random(SEED)  # noqa: S311 - no secret
    seen: set[str] = set()
    while True:
        name = "".join(rng.choices(SYLLABLES, k=rng.choice((2, 3, 3, 4)))).capitalize()
        if rng.random() < 1 / 3:
            name = f"{name} {rng.choice(SECOND_WORDS)}"
        if name not in seen:
            seen.add(name)
            yield name


def made_brands(count: int) -> list[Brand]:
    """Brands of one name each, those of the dense answers first."""
    known = DENSE.names()
    names = [*known, *islice(invented_names(), max(0, count - len(known)))]
    return [Brand(name, name) for name in names[:count]]


def made_answers() -> list[str]:
    """Answers that name the known brands and use some of their names as common words."""
    return DENSE.answers()


def work(steps: Sequence[Step], answers: Iterator[str], spent: Spent, limit_s: float) -> None:
    """Look through answers until the CPU time is over; at least one step is done."""
    began = time.process_time()
    share = 1 / len(steps)
    for text in answers:
        for step in steps:
            step(text)
            spent.answers += share
            passed_s = time.process_time() - began
            if passed_s >= limit_s:
                spent.cpu_s += passed_s
                return


def measure(
    detectors: Sequence[Detector],
    brands: Sequence[Brand],
    texts: Sequence[str],
    *,
    limit_s: float,
    rounds: int,
) -> dict[Detector, Spent]:
    """What each detector did with the brands and texts, each round in the other order."""
    prepared = {detector: detector.prepare(brands) for detector in detectors}
    answers = {detector: cycle(texts) for detector in detectors}
    for steps in prepared.values():
        steps[0](texts[0])
    figures = {detector: Spent() for detector in detectors}
    for number in range(rounds):
        for detector in detectors[:: 1 if number % 2 == 0 else -1]:
            spent = figures[detector]
            if spent.cpu_s < limit_s:
                work(prepared[detector], answers[detector], spent, limit_s / rounds)
    return figures


def accuracy_row(detector: Detector) -> str:
    """A line of the first table."""
    false: list[int] = []
    missed: list[int] = []
    for case in CASES:
        named = sum(step(case.text) for step in detector.prepare([case.brand])) > 0
        if named != case.named:
            (missed if case.named else false).append(case.number)
    right = len(CASES) - len(false) - len(missed)
    score = f"{right:>2}/{len(CASES)}"
    return f"{detector.label:<28}{score}  false: {_list(false)}; missed: {_list(missed)}"


def _list(numbers: Sequence[int]) -> str:
    return " ".join(map(str, numbers)) or "none"


def speed_cell(figures: Spent, ours: Spent) -> str:
    """Answers in a second and, in brackets, how many times as many ours does."""
    rate, times = figures.answers_per_s, ours.answers_per_s / figures.answers_per_s
    return f"{_short(rate)} ({_short(times)}x)"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}" if number >= 1 else f"{number:.2f}"


def show_accuracy(detectors: Sequence[Detector]) -> None:
    """Print the first table."""
    show(f"Right on {len(CASES)} cases, with the numbers of false mentions and of missed ones")
    for detector in detectors:
        show(accuracy_row(detector))


def show_speed(detectors: Sequence[Detector], chosen: argparse.Namespace) -> None:
    """Print the second table and what more names cost us."""
    show(
        f"\nAnswers of {ANSWER_CHARACTERS:,} characters in a second of CPU time, by the number of"
        " names;\nin brackets, how many times as many namedrop does"
    )
    measured = {}
    texts = made_answers()
    for size in chosen.sizes:
        show(f"measuring with {size:,} names", to=sys.stderr)
        brands = made_brands(size)
        measured[size] = measure(
            detectors, brands, texts, limit_s=chosen.limit, rounds=chosen.rounds
        )
    show(" " * 28 + "".join(f"{size:>20,}" for size in chosen.sizes))
    for detector in detectors:
        cells = (speed_cell(by[detector], by[OURS]) for by in measured.values())
        show(f"{detector.label:<28}" + "".join(f"{cell:>20}" for cell in cells))
    if {FEW, MANY} <= measured.keys():
        few, many = (measured[size][OURS].answers_per_s for size in (FEW, MANY))
        show(f"\nnamedrop takes {few / many:.2f} times as long for {MANY:,} names as for {FEW}")


def show_kinds(detectors: Sequence[Detector], chosen: argparse.Namespace) -> None:
    """Print how fast answers of other kinds are read, and by our whole analysis, too."""
    show("\nThe same by the kind of answer; names are those of its own language")
    for kind in KINDS:
        show(f"  {kind.label}: {kind.about}")
    measured = {}
    rows = (OURS, WHOLE, *(each for each in detectors if each is not OURS))
    for kind in KINDS:
        show(f"measuring {kind.label} answers", to=sys.stderr)
        measured[kind.label] = measure(
            rows, kind.brands(), kind.answers(), limit_s=chosen.limit, rounds=chosen.rounds
        )
    show(" " * 28 + "".join(f"{label:>20}" for label in measured))
    for detector in rows:
        cells = (speed_cell(by[detector], by[OURS]) for by in measured.values())
        show(f"{detector.label:<28}" + "".join(f"{cell:>20}" for cell in cells))


def show_whole(chosen: argparse.Namespace) -> None:
    """Print what the whole analysis takes beside the mentions alone."""
    brands = [replace(b, domains=(f"{b.name.lower()}.com",)) for b in made_brands(FEW)]
    show(f"\nWith {FEW} brands that have a name and a domain each, and 5 citations an answer")
    figures = measure(
        (OURS, WHOLE), brands, made_answers(), limit_s=chosen.limit, rounds=chosen.rounds
    )
    for detector, spent in figures.items():
        rate = spent.answers_per_s
        show(f"{detector.label:<28}{_short(rate):>8} answers/s{1000 / rate:>8.2f} ms an answer")


def show(line: str, *, to: TextIO | None = None) -> None:
    """Print a line at once."""
    print(line, file=to, flush=True)


def main() -> None:
    """Run all detectors that are installed and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=(1, FEW, 100, 1000, MANY))
    parser.add_argument("--limit", type=float, default=0.6, help="CPU seconds for each figure")
    parser.add_argument("--rounds", type=int, default=3, help="parts into which they are split")
    chosen = parser.parse_args()
    detectors = []
    for detector in DETECTORS:
        if detector.is_installed:
            detectors.append(detector)
        else:
            show(f"{detector.name:<28}skipped: {detector.package} is not installed")
    show_accuracy(detectors)
    show_speed(detectors, chosen)
    show_kinds(detectors, chosen)
    show_whole(chosen)


if __name__ == "__main__":
    main()
