"""How much of an answer rests on each source or brand: the impression metrics of GEO.

After Aggarwal et al., "GEO: Generative Engine Optimization" (KDD 2024, arXiv 2311.09735). Unlike
their published code, no citation means 0 and not 1/n, numbers beyond the list are not credited,
all words count, and texts without spaces are counted by characters.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Subject = TypeVar("Subject", bound=Hashable)

_UNIT = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+(?:['\u2019-][^\W_]+)*")
_SPACELESS_WORD = 2  # characters of Han and kana that make about one word


@dataclass(frozen=True, slots=True)
class Sentence(Generic[Subject]):
    """One sentence of an answer, in the order of the answer.

    Attributes:
        words: its length; see `count_words`.
        subjects: the sources that it cites, or the brands that it names; each counts once.
    """

    words: float
    subjects: frozenset[Subject]


@dataclass(frozen=True, slots=True)
class Impression:
    """The share of one subject by three measures, each from 0 to 1.

    Attributes:
        word_share: of the words of sentences with a subject, by the subject's part in them.
        position_adjusted_word_share: the same, with early sentences weighing more.
        position_share: by the places of its sentences alone.
        answer_word_share: words of its sentences over all words of the answer; not divided among
            the subjects of a sentence, so that the shares may add up to more than 1.
    """

    word_share: float
    position_adjusted_word_share: float
    position_share: float
    answer_word_share: float


def count_words(text: str) -> float:
    """Words of a text; two characters of Chinese or Japanese count as one word.

    >>> count_words("It's a state-of-the-art tool."), count_words("推荐小米手机")
    (4.0, 3.0)
    """
    units = _UNIT.findall(text)
    spaceless = sum(1 for unit in units if len(unit) == 1 and unit >= "\u3041")
    return len(units) - spaceless + spaceless / _SPACELESS_WORD


def impressions(
    sentences: Sequence[Sentence[Subject]], subjects: Sequence[Subject]
) -> dict[Subject, Impression]:
    """The impression of each subject, in the order given; all 0 where no sentence has any.

    Sentence i of N weighs exp(-i / (N - 1)) where its place counts, and 1 in an answer of one
    sentence. Subjects that are not asked for take their part of a sentence and are left out of the
    division by the total.

    Raises:
        ValueError: a sentence has a negative number of words.

    >>> answer = [
    ...     Sentence(10, frozenset({1})),
    ...     Sentence(8, frozenset({2})),
    ...     Sentence(12, frozenset({1, 2})),
    ...     Sentence(6, frozenset()),
    ...     Sentence(9, frozenset({3})),
    ... ]
    >>> found = impressions(answer, [1, 2, 3])
    >>> [round(found[n].position_adjusted_word_share, 6) for n in (1, 2, 3)]
    [0.508551, 0.367998, 0.123451]
    """
    if any(sentence.words < 0 for sentence in sentences):
        raise ValueError("expected sentences of 0 and more words, found a negative number")
    last = max(len(sentences) - 1, 1)
    words = _shares(sentences, subjects, lambda _, length: length)
    adjusted = _shares(sentences, subjects, lambda place, length: length * math.exp(-place / last))
    positions = _shares(sentences, subjects, lambda place, _: math.exp(-place / last))
    total = math.fsum(sentence.words for sentence in sentences)
    return {
        subject: Impression(
            word_share=words[subject],
            position_adjusted_word_share=adjusted[subject],
            position_share=positions[subject],
            answer_word_share=_answer_share(sentences, subject, total),
        )
        for subject in subjects
    }


def _shares(
    sentences: Sequence[Sentence[Subject]],
    subjects: Sequence[Subject],
    weight: Callable[[int, float], float],
) -> dict[Subject, float]:
    parts: dict[Subject, list[float]] = {subject: [] for subject in subjects}
    for place, sentence in enumerate(sentences):
        for subject in sentence.subjects:
            if subject in parts:
                parts[subject].append(weight(place, sentence.words) / len(sentence.subjects))
    sums = {subject: math.fsum(each) for subject, each in parts.items()}
    total = math.fsum(sums.values())
    return {subject: each / total if total else 0.0 for subject, each in sums.items()}


def _answer_share(sentences: Sequence[Sentence[Subject]], subject: Subject, total: float) -> float:
    own = math.fsum(each.words for each in sentences if subject in each.subjects)
    return own / total if total else 0.0
