"""Of what an answer speaks: words of trade, and of what names without capitals also mean."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from monitor.analysis.folding import Folded, fold_text
from monitor.analysis.signs import LITERAL, TRADE, signs_of
from monitor.analysis.topics import words_of
from monitor.analysis.word_lists import all_words

Counted = dict[str, list[int]]
Weight = tuple[float, str]
_MANY = 2


@dataclass(slots=True)
class Tenor:
    """The words of one answer and its prompt, counted when first asked for, by language.

    Attributes:
        names: the spans of all brands' names by offset; the words within them do not count.
    """

    folded: Folded
    prompt: str | None
    names: Sequence[tuple[int, int]] = ()
    _asked: frozenset[str] | None = None
    _counted: dict[str, tuple[Counted, Counted]] = field(default_factory=dict)

    @property
    def asked(self) -> frozenset[str]:
        """The folded words of the prompt that are no small ones, read when first asked for."""
        if self._asked is None:
            words = words_of(fold_text(self.prompt or ""))
            self._asked = frozenset(words - all_words("small_words.txt"))
        return self._asked

    def of(self, language: str) -> tuple[Counted, Counted]:
        """By kind, where words stand in the answer, and where in the folded prompt."""
        counted = self._counted.get(language)
        if counted is None:
            signs = signs_of(language)
            answer = signs.count(self.folded.text)
            answer = {kind: list(self._outside_names(places)) for kind, places in answer.items()}
            counted = answer, signs.count(fold_text(self.prompt or ""))
            self._counted[language] = counted
        return counted

    def has_name_at(self, place: int) -> bool:
        """Whether a brand's name begins there."""
        at = bisect_left(self.names, (place, 0))
        return at < len(self.names) and self.names[at][0] == place

    def has_name_until(self, place: int, text: str) -> bool:
        """Whether a brand's name ends there, or before marks and spaces there."""
        while place > 0 and not text[place - 1].isalnum():
            place -= 1
        at = bisect_left(self.names, (place, 0)) - 1
        return at >= 0 and self.names[at][1] == place

    def slice(self, text: str, start: int, end: int) -> str:
        """A span of the text, folded."""
        folded = self.folded
        if len(folded.at) == 1:
            return folded.text[start:end]
        begin, stop = folded.place_of(start), folded.place_of(end)
        if begin is None or stop is None:
            return fold_text(text[start:end])
        return folded.text[begin:stop]

    def _outside_names(self, places: list[int]) -> Iterator[int]:
        """The places in the original, without those within a name."""
        is_mapped = len(self.folded.at) > 1
        for place in places:
            span = self.folded.span(place, place + 1) if is_mapped else None
            original = span[0] if span is not None else place
            at = bisect_right(self.names, (original, len(self.folded.text) + 1)) - 1
            if at < 0 or original >= self.names[at][1]:
                yield original


def weights_of_speech(
    counted: tuple[Counted, Counted],
    classes: tuple[str, ...],
    sentence: tuple[int, int],
) -> Iterator[Weight]:
    """What the sentence, the answer and the prompt say for and against a brand.

    Args:
        counted: the words of the answer and of the prompt.
        classes: of ordinary words to which the name belongs.
        sentence: the span of the sentence around the name.
    """
    answer, prompt = counted
    trade = _within(answer.get(TRADE, []), sentence)
    literal = _within(answer.get(LITERAL, []), sentence)
    near = sum(_within(answer.get(each, []), sentence) for each in classes)
    if trade:
        yield (1.5 if trade > 1 else 1), "trade_in_sentence"
    if literal:
        weight = 0.5 * literal if trade else 0.75 + 0.75 * literal
        yield -min(1.5 if trade else 3.0, weight), "literal_in_sentence"
    if near:
        yield -min(3.0, 1.0 + near / 2), "sense_in_sentence"
    all_trade = len(answer.get(TRADE, [])) + len(prompt.get(TRADE, []))
    all_literal = len(answer.get(LITERAL, [])) + len(prompt.get(LITERAL, []))
    all_near = sum(len(answer.get(each, [])) for each in classes) - near
    if all_trade >= max(_MANY, _MANY * all_literal):
        yield 0.5, "trade_in_answer"
    elif all_literal > all_trade:
        yield -1, "literal_in_answer"
    if all_near:
        yield -min(1.5, 0.5 + all_near / 4), "sense_in_answer"
    if prompt.get(TRADE):
        if not any(prompt.get(each) for each in (*classes, LITERAL)):
            yield 0.5, "trade_in_prompt"
    elif any(prompt.get(each) for each in (*classes, LITERAL)):
        yield -1.5, "sense_in_prompt"


def _within(places: list[int], sentence: tuple[int, int]) -> int:
    """How many of the places lie in the sentence."""
    first = bisect_left(places, sentence[0])
    return bisect_left(places, sentence[1], first) - first
