"""What of a whole answer speaks for or against the brands that it may mention."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.analysis.alias_facts import AliasFacts
from monitor.analysis.folding import Folded, fold_text
from monitor.analysis.layout import Layout
from monitor.analysis.list_heads import ListHeads
from monitor.analysis.tenor import Tenor
from monitor.analysis.topics import AnswerWords, topics_of, words_of

_MAX_SENTENCE = 600
_MAX_BESIDE = 20  # sure names of a sentence that are looked at


@dataclass(slots=True)
class Surroundings:
    """The evidence of one answer.

    Attributes:
        named: offsets of all names of brands, in order.
        certain: offsets of those that need no evidence, in order.
        certain_keys: the brands of these names.
        certain_brands: the same brands, each once.
        owned: brands of whose domains a URL stands in the answer or its sources.
        hints, contrary: by brand, the offsets of its context words and of words against it.
        prompt: what was asked, if known.
        name_words: the words of all doubtful names, which tell nothing of the tone.
        tenor: of what the answer speaks, for names without capitals.
        balances: of words of trade with others; kept by the sentence's offset and the folded name.
    """

    text: str
    folded: Folded
    layout: Layout
    language: str | None
    named: Sequence[int]
    certain: Sequence[int]
    certain_keys: Sequence[str]
    certain_brands: frozenset[str]
    owned: frozenset[str]
    hints: dict[str, list[int]]
    contrary: dict[str, list[int]]
    prompt: str | None
    name_words: frozenset[str]
    tenor: Tenor
    balances: dict[tuple[int, str], int] = field(default_factory=dict)
    _words: AnswerWords | None = None
    _heads: ListHeads | None = None

    @property
    def words(self) -> AnswerWords:
        """Those of the answer, by which its tone is told; read when first asked for."""
        if self._words is None:
            self._words = AnswerWords(self.folded.text, self.prompt, self.name_words, self.language)
        return self._words

    @property
    def heads(self) -> ListHeads:
        """Those of the lists of the answer; read when first asked for."""
        if self._heads is None:
            self._heads = ListHeads(self.text, self.layout, self.named)
        return self._heads

    def other_brand_in(self, brand: str, start: int, end: int) -> bool:
        """Whether one of the first sure names in the span is of another brand."""
        certain = self.certain
        first = bisect_left(certain, start)
        for at in range(first, min(len(certain), first + _MAX_BESIDE)):
            if certain[at] >= end:
                return False
            if self.certain_keys[at] != brand:
                return True
        return False

    def balance_in(self, sentence: tuple[int, int], facts: AliasFacts) -> int:
        """How many more words of a sentence are of trade than not, without those of the name."""
        start = sentence[0]
        balance = self.balances.get((start, facts.folded))
        if balance is None:
            end = min(sentence[1], start + _MAX_SENTENCE)
            if self.folded.is_aligned:
                balance = self.words.balance(start, end, facts.words)
            else:
                words = words_of(fold_text(self.text[start:end])) - facts.words
                tone = topics_of(self.language).tone_of(words)
                balance = tone.trade - tone.other
            self.balances[start, facts.folded] = balance
        return balance
