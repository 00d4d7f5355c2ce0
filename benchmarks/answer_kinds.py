"""Made answers of several kinds: by how often they name brands, whether as words, and by script.

Their sentences stand in `answers/`. All are our own and say what models say of products; nothing
of it is a fact.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from monitor.domain.findings import Brand

SEED = 20261124
ANSWER_CHARACTERS = 2000
ANSWERS = 40

_FOLDER = Path(__file__).parent / "answers"
_SECTION = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class AnswerKind:
    """Answers of one kind.

    Attributes:
        label: one word, by which its file is found.
        about: what is particular of them.
        gaps: what stands between two sentences.
        rounds: how often each sentence may stand.
    """

    label: str
    about: str
    gaps: tuple[str, ...] = (" ", " ", "\n\n")
    rounds: int = 3

    def brands(self) -> list[Brand]:
        """The tracked names, as brands of one name each."""
        return [Brand(name, name) for name in self.names()]

    def names(self) -> list[str]:
        """The tracked names."""
        return _read(self.label)["names"][0].split(", ")

    def answers(self) -> list[str]:
        """Answers of equal length, the same on every run."""
        rng = random.Random(SEED)  # noqa: S311 - no secret
        parts = _read(self.label)
        return [self._answer(rng, parts) for _ in range(ANSWERS)]

    def _answer(self, rng: random.Random, parts: dict[str, list[str]]) -> str:
        """In a sentence {a} and {b} stand for two different names, {n} for a number."""
        text = ""
        names, sentences = self.names(), parts["sentences"]
        rest = [each for _ in range(self.rounds) for each in rng.sample(sentences, len(sentences))]
        for sentence in (rng.choice(parts["openings"]), *rest):
            a, b = rng.sample(names, k=2)
            text += sentence.format(a=a, b=b, n=rng.randrange(100)) + rng.choice(self.gaps)
            if len(text) >= ANSWER_CHARACTERS:
                break
        return text[:ANSWER_CHARACTERS]


def _read(label: str) -> dict[str, list[str]]:
    """The texts of a file by section, one a line; what ends a line within one is escaped."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (_FOLDER / f"{label.lower()}.txt").read_text(encoding="utf-8").splitlines():
        heading = _SECTION.fullmatch(line)
        if heading is not None:
            lines = sections.setdefault(heading[1], [])
        else:
            lines.append(line.replace("\\n", "\n"))
    return sections


DENSE = AnswerKind("dense", "26 names, half of them where a common word may stand")
KINDS = (
    DENSE,
    AnswerKind("typical", "4 names, most of them no words"),
    AnswerKind("Chinese", "50 names, half of them words", gaps=("", "", "\n\n"), rounds=6),
    AnswerKind("Japanese", "39 names, a third of them words", gaps=("", "", "\n\n"), rounds=6),
    AnswerKind("Arabic", "26 names, half of them words"),
)
