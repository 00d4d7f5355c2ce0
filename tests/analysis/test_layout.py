from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.layout import NO_PARENT, read_layout
from monitor.domain.findings import Place


def parents(text: str) -> list[str | None]:
    """For each line, the text of the line to which it belongs."""
    layout = read_layout(text)
    return [
        None
        if line.parent == NO_PARENT
        else text[layout.lines[line.parent].content : layout.lines[line.parent].end]
        for line in layout.lines
    ]


def sentences(text: str) -> list[str]:
    layout = read_layout(text)
    return [
        text[start:end]
        for index in range(len(layout.lines))
        for start, end in layout.sentences_of(index)
    ]


def test_lines_tell_their_place():
    text = "# A\n\n**B**\n- c\n1. d\n| e | f |\ng"
    assert [line.place for line in read_layout(text).lines] == [
        Place.HEADING,
        Place.HEADING,
        Place.LIST_ITEM,
        Place.LIST_ITEM,
        Place.TABLE_ROW,
        Place.PROSE,
    ]


def test_a_line_belongs_to_the_heading_or_item_above_it():
    assert parents("# A\ntext\n## B\ntext\n# C") == [None, "A", "A", "B", None]
    assert parents("1. A\n   - b\n     more\n2. C") == [None, "A", "b", None]
    assert parents("1. A\n- b\n2. C") == [None, "A", None]
    assert parents("- A\n\n  more\n\nprose") == [None, "A", None]


def test_a_label_holds_the_list_below_it():
    assert parents("Pros:\n- a\n\n- b\n\nCons:\n- c") == [None, "Pros:", "Pros:", None, "Cons:"]
    assert parents("**A**\n\n**Pros:**\n- b") == [None, "**A**", "**Pros:**"]


def test_sentences_end_at_stops_of_all_scripts():
    assert sentences("One. Two! Three") == ["One. ", "Two! ", "Three"]
    assert sentences("很好。很快!对") == ["很好。", "很快!", "对"]
    assert sentences("support.OnePlus is") == ["support.", "OnePlus is"]
    assert sentences("A vs. B costs 3.5 e.g. more") == ["A vs. B costs 3.5 e.g. more"]


def test_the_cells_of_a_row_are_its_sentences():
    assert sentences("| a. B | c |") == [" a. B ", " c "]


def test_a_table_has_a_header_and_rows_without_the_rule():
    text = "| a | b |\n|---|---|\n| c | d |\n\ntext\n\n| e | f |\n| g | h |"
    tables = read_layout(text).tables()
    assert [(len(t.header), len(t.rows)) for t in tables] == [(2, 1), (2, 1)]


TEXTS = st.lists(
    st.sampled_from(
        ["# ", "- ", "1. ", "| ", "a", ". ", "\n", "  ", "**", ":", "\u3002", "\r", ">"]
    ),
    max_size=30,
).map("".join)


@given(TEXTS | st.text())
def test_lines_are_in_order_and_every_sentence_lies_in_its_line(text: str):
    layout = read_layout(text)
    done = 0
    for index, line in enumerate(layout.lines):
        assert done <= line.start <= line.content <= line.end <= len(text)
        assert NO_PARENT <= line.parent < index
        assert layout.line_at(line.start) == index
        for start, end in layout.sentences_of(index):
            assert line.start <= start <= end <= line.end
        done = line.end


@given(TEXTS)
def test_offsets_that_are_looked_up_at_once_have_the_places_of_single_ones(text: str):
    at_once, single = read_layout(text), read_layout(text)
    places = list(range(0, len(text), 3)) if single.lines else []
    at_once.keep_places(places)
    assert [at_once.place_at(each) for each in places] == [single.place_at(e) for e in places]
