"""An answer before it takes a wire format: sentences, what they cite, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from monitor.mock_models.dice import Dice
from monitor.mock_models.faults import Ending
from monitor.mock_models.scenario import Source

CREATED = 1_767_225_600
"""The time in all answers, 2026-01-01 UTC: the same request has the same answer to the byte."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line of the answer.

    Attributes:
        text: with what separates it from the next one.
        cited: positions in the draft's sources.
    """

    text: str
    cited: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model says.

    Attributes:
        repetition: 1 for the first of identical requests.
        sources: what was found, in its order; a sentence cites some of it.
        searches: queries that were sent; empty where nothing was searched.
        reasoning_tokens: 0 for a model that does not think aloud.
    """

    dice: Dice
    repetition: int
    sentences: tuple[Sentence, ...]
    input_tokens: int
    sources: tuple[Source, ...] = ()
    searches: tuple[str, ...] = ()
    reasoning_tokens: int = 0
    ending: Ending = Ending.ANSWERED

    @property
    def text(self) -> str:
        """The answer without marks of citations."""
        return "".join(sentence.text for sentence in self.sentences)

    @property
    def output_tokens(self) -> int:
        """Tokens of the visible answer."""
        return tokens_in(self.text)

    def id_of(self, kind: str) -> str:
        """An id of 32 hexadecimal digits that belongs to this answer."""
        return self.dice.hex(kind) + self.dice.hex(kind + "+")

    def cited_sources(self) -> tuple[Source, ...]:
        """The sources that some sentence cites, each once, in the order of the sources."""
        cited = {at for sentence in self.sentences for at in sentence.cited}
        return tuple(source for at, source in enumerate(self.sources) if at in cited)


def tokens_in(text: str) -> int:
    """About the number of tokens of a text: one for four characters, at least 1."""
    return (len(text) + 3) // 4 or 1


def cut_to(draft: Draft, max_tokens: int) -> Draft:
    """The draft as far as a limit of tokens allows, and truncated where it was longer."""
    left = max_tokens * 4
    kept: list[Sentence] = []
    for sentence in draft.sentences:
        if len(sentence.text) > left:
            if left:
                kept.append(Sentence(sentence.text[:left]))
            return replace(draft, sentences=tuple(kept), ending=Ending.TRUNCATED)
        kept.append(sentence)
        left -= len(sentence.text)
    return draft


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence in the text, and the mark behind it.

    Attributes:
        start, end: code-point offsets of the sentence without its mark and line break.
        mark_end: the offset behind the mark, which begins at `end`.
    """

    sentence: Sentence
    start: int
    end: int
    mark_end: int


def marked(draft: Draft, mark: Callable[[Sentence], str]) -> tuple[str, list[Marked]]:
    """The text with a mark behind each sentence that cites, and where all that stands.

    Args:
        draft: the answer.
        mark: what stands behind a sentence that cites; it may be empty.
    """
    pieces: list[str] = []
    places: list[Marked] = []
    at = 0
    for sentence in draft.sentences:
        body = sentence.text.rstrip("\n")
        behind = mark(sentence) if sentence.cited else ""
        ending = sentence.text[len(body) :]
        pieces += [body, behind, ending]
        if sentence.cited:
            end = at + len(body)
            places.append(Marked(sentence, at, end, end + len(behind)))
        at += len(body) + len(behind) + len(ending)
    return "".join(pieces), places


def pairs_cited(draft: Draft, places: list[Marked]) -> Iterator[tuple[Marked, int, Source]]:
    """Each place with each source that it cites and the position of the source."""
    for place in places:
        for at in place.sentence.cited:
            yield place, at, draft.sources[at]
