from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.metrics.impression import impressions
from monitor.reports.sentences import sentences_of


def lengths(text: str) -> list[float]:
    return [sentence.words for sentence in sentences_of(text).with_subjects({"x": []})]


def cited(text: str, *places: int) -> list[int]:
    """The indexes of the sentences that the places belong to."""
    found = sentences_of(text).with_subjects({"x": places})
    return [index for index, sentence in enumerate(found) if sentence.subjects]


def test_sentences_cells_and_headings_count_and_lists_of_sources_do_not():
    text = (
        "## Two words\n\nOne two three. Four five.\n\n| a b | c |\n|---|---|\n| d | e |\n\n"
        "Sources:\n1. Long title of a page - https://a.example/1\n"
    )
    assert lengths(text)[:3] == [2, 3, 2]
    assert sum(lengths(text)) == 12


def test_words_of_urls_do_not_count():
    assert lengths("See [the page](https://a.example/very-long/path?with=words) today.") == [4]


@pytest.mark.parametrize(
    "text",
    ["One two. [1] Three four.", "One two.[1] Three four.", "One two. [1][2] Three four."],
)
def test_a_marker_behind_a_full_stop_belongs_to_the_sentence_before(text: str):
    assert cited(text, text.index("[1]")) == [0]


def test_a_link_at_the_start_of_a_sentence_belongs_to_it():
    text = "One two. [The page](https://a.example) says three."
    assert cited(text, text.index("https")) == [1]


def test_a_name_at_the_start_of_a_sentence_belongs_to_it():
    assert cited("One two. Acme is three.", 9) == [1]


def test_a_text_has_the_golden_impressions_of_its_sentences():
    counted = [(10, "[1]"), (8, "[2]"), (12, "[1][2]"), (6, ""), (9, "[3]")]
    text = " ".join(f"{' '.join(['Word'] + ['word'] * (n - 1))} {m}." for n, m in counted)
    places = {
        number: [i for i in range(len(text)) if text.startswith(f"[{number}]", i)]
        for number in (1, 2, 3)
    }
    found = impressions(sentences_of(text).with_subjects(places), [1, 2, 3])
    assert [round(found[n].word_share, 6) for n in (1, 2, 3)] == [0.410256, 0.358974, 0.230769]
    assert [round(found[n].position_adjusted_word_share, 6) for n in (1, 2, 3)] == [
        0.508551,
        0.367998,
        0.123451,
    ]
    assert [round(found[n].position_share, 6) for n in (1, 2, 3)] == [0.473362, 0.393020, 0.133618]


@given(st.text(alphabet="ab [1].\n|#-:(https)x", max_size=80), st.lists(st.integers(0, 80)))
def test_no_text_raises_and_every_subject_is_in_a_sentence_of_the_text(
    text: str, places: list[int]
):
    sentences = sentences_of(text).with_subjects({"x": places})
    assert all(sentence.words >= 0 for sentence in sentences)
