from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.folding import fold
from monitor.analysis.lexicon import CueKind, lexicon_of
from monitor.analysis.polarity import is_absent_after, polarity_before
from monitor.analysis.polarity_marks import PolarityMarks

LANGUAGES = ("en", "de", "tr", "ja")
KINDS = (
    *(CueKind.ABSENT, CueKind.CONTRASTED, CueKind.AVOIDED, CueKind.THAN),
    *(CueKind.ABSENT_AFTER, CueKind.FILLER),
)
WORDS = {
    language: sorted(
        {phrase for kind in KINDS for phrase in lexicon_of(language).phrases(kind).whole}
    )
    for language in LANGUAGES
}


def may_bear(text: str, language: str = "en") -> bool:
    start = text.index("Acme")
    marks = PolarityMarks(text, fold(text), language)
    return marks.may_bear_before(start) or marks.may_bear_after(start + len("Acme"))


@pytest.mark.parametrize(
    "text", ["Avoid Acme.", "I know nothing about a firm called Acme", "**Acme** does not exist."]
)
def test_a_word_that_turns_the_mention_is_seen(text: str):
    assert may_bear(text)


@pytest.mark.parametrize("text", ["Acme is fine.", "Not now. Acme is fine.", "We like Acme a lot."])
def test_a_mention_without_such_a_word_is_left_alone(text: str):
    assert not may_bear(text)


@given(st.sampled_from(LANGUAGES), st.data())
def test_what_is_left_alone_is_affirmed(language: str, data: st.DataObject):
    parts = st.lists(st.sampled_from([*WORDS[language], "Zug", ",", ".", "**", "\n"]), max_size=4)
    before, after = (" ".join(data.draw(parts)) for _ in range(2))
    text = f"{before} Acme {after}"
    start = len(before) + 1
    marks = PolarityMarks(text, fold(text), language)
    if not marks.may_bear_before(start):
        assert polarity_before(text, start, lexicon_of(language)) is None
    if not marks.may_bear_after(start + 4):
        assert not is_absent_after(text, start + 4, lexicon_of(language))
