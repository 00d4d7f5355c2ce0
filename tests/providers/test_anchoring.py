from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.providers.anchoring import (
    anchor_segment,
    anchor_title,
    anchor_url,
    code_point_offset,
    without_tracking,
)

PAGE = "https://acme.example/crm"
OFFSETS = st.tuples(
    st.none() | st.integers(-10, 200) | st.just(2**62),
    st.none() | st.integers(-10, 200) | st.just(2**62),
)
LINKED = st.lists(
    st.sampled_from([PAGE, f"[a]({PAGE})", f"([a]({PAGE}))", f"[[1]]({PAGE})", " ", "(", "]", "🥇"])
).map("".join)


@pytest.mark.parametrize("drift", [-2, -1, 1, 2, 30])
def test_a_span_that_drifted_is_put_back_onto_the_link(drift: int):
    text = f"Acme leads the field of all. ([acme.example]({PAGE})) And so on, for a while."
    start, end = text.index("(["), text.index("))") + 2
    span = anchor_url(text, PAGE, (start + drift, end + drift))
    assert span is not None
    if abs(drift) > 1:
        assert span == (start, end)
    # By one, the link itself is still inside, and the provider's span is kept.
    assert PAGE in text[span[0] : span[1]]


def test_a_span_that_holds_the_whole_link_is_kept_as_the_provider_gave_it():
    text = f"Acme leads. ([acme.example]({PAGE}))"
    start = text.index("[")
    assert anchor_url(text, PAGE, (start, len(text) - 1)) == (start, len(text) - 1)
    assert anchor_url(text, PAGE, (0, len(text))) == (0, len(text))


def test_the_nearest_of_several_links_wins():
    text = f"[a]({PAGE}) Acme. [b]({PAGE}) Globex. [c]({PAGE})"
    second, third = text.index("[b]"), text.index("[c]")
    assert anchor_url(text, PAGE, (second + 3, second + 5)) == (second, third - 9)
    assert anchor_url(text, PAGE, (900, 950)) == (third, len(text))
    assert anchor_url(text, PAGE, (None, None)) == (0, len(f"[a]({PAGE})"))


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("See https://acme.example/crm.", "https://acme.example/crm"),
        ("See https://acme.example/crm/, too", "https://acme.example/crm/"),
        ("**https://acme.example/crm**", "https://acme.example/crm"),
        ("(https://acme.example/crm)", "https://acme.example/crm"),
        ("A [b](https://acme.example/crm?utm_source=openai).", None),
        ("A [b](https://acme.example/crm/prices).", None),
        ("A https://acme.example/crm.html.", None),
        ("A https://acme.example/crm-2", None),
        ("No link.", None),
    ],
)
def test_only_the_page_itself_is_its_place(text: str, cited: str | None):
    span = anchor_url(text, PAGE, (0, 0))
    assert (None if span is None else text[slice(*span)]) == cited


def test_a_url_with_a_tracking_parameter_is_found_with_and_without_it():
    tracked = PAGE + "?utm_source=openai"
    for text in (f"[a]({tracked})", f"[a]({PAGE})"):
        assert anchor_url(text, tracked, (None, None)) == (0, len(text))


def test_a_label_may_hold_brackets():
    text = f"Acme.[[1]]({PAGE})"
    assert anchor_url(text, PAGE, (0, 0)) == (5, len(text))


@given(LINKED, OFFSETS)
def test_a_span_of_a_url_is_inside_the_text_and_holds_the_url(
    text: str, offsets: tuple[int | None, int | None]
):
    span = anchor_url(text, PAGE, offsets)
    if span is None:
        assert not text.endswith(PAGE)
    else:
        assert 0 <= span[0] < span[1] <= len(text)
        assert PAGE in text[slice(*span)]


@given(st.text("ab🥇", max_size=12), st.text("ab🥇", max_size=3), OFFSETS)
def test_a_segment_is_found_wherever_it_is_and_nearest_to_its_offset(
    text: str, segment: str, offsets: tuple[int | None, int | None]
):
    places = [i for i in range(len(text)) if segment and text.startswith(segment, i)]
    span = anchor_segment(text, segment, offsets)
    if not places:
        assert span is None
        return
    start = offsets[0] or 0
    assert span is not None
    assert span[0] in places
    assert span[1] == span[0] + len(segment)
    assert abs(span[0] - start) == min(abs(place - start) for place in places)


def test_a_title_of_one_word_has_no_place():
    assert anchor_title("Acme leads.", "Acme") is None
    assert anchor_title("Read the Best CRM Guide.", "Best CRM Guide") == (9, 23)
    assert anchor_title("Read it.", "Best CRM Guide") is None
    assert anchor_title("Read it.", None) is None


@given(st.text(max_size=20), st.integers(0, 20))
def test_an_offset_in_bytes_of_a_whole_prefix_is_its_length(text: str, cut: int):
    prefix = text[:cut]
    assert code_point_offset(text, len(prefix.encode("utf-8", "surrogatepass"))) == len(prefix)


def test_an_offset_inside_a_character_means_its_start_and_one_outside_means_nothing():
    assert [code_point_offset("aü🥇", offset) for offset in range(9)] == [
        0, 1, 1, 2, 2, 2, 2, 3, None,
    ]  # fmt: skip
    assert code_point_offset("a", -1) is None
    assert code_point_offset("a", None) is None


@pytest.mark.parametrize(
    ("url", "without"),
    [
        ("https://a.example/?utm_source=openai", "https://a.example/"),
        ("https://a.example/?utm_source=openai#x", "https://a.example/#x"),
        ("https://a.example/?a=%7B1%7D&utm_source=openai&b=", "https://a.example/?a=%7B1%7D&b="),
        ("https://a.example/?", "https://a.example/?"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_the_tracking_parameter_alone_is_taken_out(url: str, without: str):
    assert without_tracking(url) == without
