"""Of what an answer speaks: words of trade, and of what names without capitals also mean."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.analysis.folding import Folded, fold_text
from monitor.analysis.signs import LITERAL, TRADE, signs_of
from monitor.analysis.topics import words_of
from monitor.analysis.word_lists import all_words

Counted = dict[str, list[int]]
Weight = tuple[float, str]
TRADE_NEAR = "trade_in_sentence"
"""The reason of what words of trade in the sentence say."""

_MANY = 2


class Speech:
    """What an answer and its prompt speak of, as far as it concerns names of the same classes."""

    __slots__ = ("_literal", "_near", "_of_answer", "_of_prompt", "_total_near", "_trade")

    def __init__(self, counted: tuple[Counted, Counted], classes: tuple[str, ...]) -> None:
        """Prepare for names of some classes.

        Args:
            counted: the words of the answer and of the prompt.
            classes: of ordinary words to which the names belong.
        """
        answer, prompt = counted
        self._trade = answer.get(TRADE, [])
        self._literal = answer.get(LITERAL, [])
        self._near = [answer[each] for each in classes if each in answer]
        self._total_near = sum(map(len, self._near))
        self._of_answer = _weight_of_answer(
            len(self._trade) + len(prompt.get(TRADE, [])),
            len(self._literal) + len(prompt.get(LITERAL, [])),
        )
        self._of_prompt = _weight_of_prompt(prompt, (*classes, LITERAL))

    def weights_in(self, sentence: tuple[int, int]) -> list[Weight]:
        """What the sentence around a name, the answer and the prompt say for and against a brand.

        What words of trade in the sentence say comes first.
        """
        found: list[Weight] = []
        trade = _within(self._trade, sentence)
        literal = _within(self._literal, sentence)
        near = sum([_within(places, sentence) for places in self._near])
        if trade:
            found.append(((1.5 if trade > 1 else 1), TRADE_NEAR))
        if literal:
            weight = 0.5 * literal if trade else 0.75 + 0.75 * literal
            found.append((-min(1.5 if trade else 3.0, weight), "literal_in_sentence"))
        if near:
            found.append((-min(3.0, 1.0 + near / 2), "sense_in_sentence"))
        if self._of_answer is not None:
            found.append(self._of_answer)
        if self._total_near > near:
            beyond = self._total_near - near
            found.append((-min(1.5, 0.5 + beyond / 4), "sense_in_answer"))
        if self._of_prompt is not None:
            found.append(self._of_prompt)
        return found


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
    _speeches: dict[tuple[str, tuple[str, ...]], Speech] = field(default_factory=dict)

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
            answer = {kind: self._outside_names(places) for kind, places in answer.items()}
            counted = answer, signs.count(fold_text(self.prompt or ""))
            self._counted[language] = counted
        return counted

    def speech_of(self, language: str, classes: tuple[str, ...]) -> Speech:
        """What is spoken of for names of a language and classes, read when first asked for."""
        found = self._speeches.get((language, classes))
        if found is None:
            found = self._speeches[language, classes] = Speech(self.of(language), classes)
        return found

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

    def _outside_names(self, places: list[int]) -> list[int]:
        """The places in the original, without those within a name."""
        if len(self.folded.at) > 1:
            spans = [self.folded.span(place, place + 1) for place in places]
            places = [
                span[0] if span is not None else place
                for place, span in zip(places, spans, strict=True)
            ]
        names = self.names
        beyond = len(self.folded.text) + 1
        outside = []
        for place in places:
            at = bisect_right(names, (place, beyond)) - 1
            if at < 0 or place >= names[at][1]:
                outside.append(place)
        return outside


def _weight_of_answer(trade: int, literal: int) -> Weight | None:
    """What the numbers of words of both kinds in answer and prompt say."""
    if trade >= max(_MANY, _MANY * literal):
        return 0.5, "trade_in_answer"
    return (-1, "literal_in_answer") if literal > trade else None


def _weight_of_prompt(prompt: Counted, senses: tuple[str, ...]) -> Weight | None:
    """What the words of the prompt say, where those of the senses are against a brand."""
    has_sense = any(prompt.get(each) for each in senses)
    if prompt.get(TRADE):
        return None if has_sense else (0.5, "trade_in_prompt")
    return (-1.5, "sense_in_prompt") if has_sense else None


def _within(places: list[int], sentence: tuple[int, int]) -> int:
    """How many of the places lie in the sentence."""
    first = bisect_left(places, sentence[0])
    return bisect_left(places, sentence[1], first) - first
