from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.evidence import Verdict
from monitor.analysis.layout import read_layout
from monitor.analysis.one_sense import with_one_sense, with_peers

REASONS = ("exact_case", "lower_case", "person_name", "contrary_in_sentence", "bold")
VERDICTS = st.lists(
    st.builds(
        Verdict,
        st.floats(-6, 6),
        st.lists(st.sampled_from(REASONS), max_size=2).map(tuple),
    ),
    max_size=8,
)


def scores(*verdicts: Verdict, longer: bool = False) -> list[float]:
    return [v.score for v in with_one_sense(verdicts, [longer] * len(verdicts))]


def test_a_sure_name_lifts_a_doubtful_one():
    assert scores(Verdict(4, ("bold",)), Verdict(0, ("sentence_start",))) == [4, 2]


def test_what_speaks_against_the_brand_in_the_sentence_itself_is_not_outweighed():
    assert scores(Verdict(4, ("bold",)), Verdict(0, ("contrary_in_sentence",))) == [4, 0]
    assert scores(Verdict(4, ("bold",)), Verdict(-4, ("lower_case",))) == [4, -4]


def test_a_bare_name_after_a_person_of_that_name_means_the_person():
    assert scores(Verdict(-2, ("person_name",)), Verdict(2, ("exact_case",))) == [-2, 0]
    assert scores(Verdict(2, ("exact_case",)), longer=True) == [0]


def test_a_person_named_after_the_brand_does_not_take_its_later_mentions():
    brand, person, bare = Verdict(4, ("bold",)), Verdict(-2, ("person_name",)), Verdict(2, ("x",))
    assert scores(brand, person, bare) == [4, -2, 2]


def test_a_brand_that_is_meant_lifts_a_doubtful_one_more_in_its_own_sentence():
    layout = read_layout("Acme and Bolten. Corva.")
    verdicts = {"a": [Verdict(2, ())], "b": [Verdict(0, ())], "c": [Verdict(0, ())]}
    lifted = with_peers(verdicts, {"a": [0], "b": [9], "c": [17]}, layout)
    assert [lifted[brand][0].score for brand in "abc"] == [2, 1, 0.5]


@given(VERDICTS, st.data())
def test_no_verdict_is_lost_or_moved_by_more_than_two(verdicts: list[Verdict], data: st.DataObject):
    longer = data.draw(st.lists(st.booleans(), min_size=len(verdicts), max_size=len(verdicts)))
    weighed = with_one_sense(verdicts, longer)
    assert len(weighed) == len(verdicts)
    moved = [abs(new.score - old.score) for new, old in zip(weighed, verdicts, strict=True)]
    assert max(moved, default=0) < 2.001
