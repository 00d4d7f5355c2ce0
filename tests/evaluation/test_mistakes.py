from __future__ import annotations

from monitor.domain.findings import Sentiment
from monitor.evaluation.mistakes import MistakeKind, mistakes
from tests.evaluation.labelled_answers import cited, found, judged, label


def test_a_right_prediction_has_no_mistakes():
    assert list(mistakes([judged({"Acme": label((3, 7))}, {"Acme": found((3, 7))})])) == []


def test_missed_false_and_hard_negative_mentions_are_told_apart():
    one = judged(
        {"Acme": label((3, 7)), "Globex": label()},
        {"Acme": found((38, 42)), "Globex": found((20, 26))},
    )
    told = {(m.kind, m.subject, m.expected, m.found) for m in mistakes([one])}
    assert told == {
        (MistakeKind.MISSED_MENTION, "Acme", "Acme", ""),
        (MistakeKind.HARD_NEGATIVE, "Acme", "common_word", "acme"),
        (MistakeKind.FALSE_MENTION, "Globex", "", "Globex"),
    }


def test_the_excerpt_shows_the_place():
    missed = next(mistakes([judged({"Acme": label((3, 7))}, {"Acme": found()})]))
    assert missed.excerpt.startswith("1. >Acme< is good.")


def test_labels_that_differ_are_told():
    one = judged(
        {"Acme": label((3, 7), rank=1, recommended=True)},
        {"Acme": found((3, 7), rank=None, tone=Sentiment.MIXED)},
    )
    assert [(m.kind, m.expected, m.found) for m in mistakes([one])] == [
        (MistakeKind.RANK, "1", ""),
        (MistakeKind.SENTIMENT, "neutral", "mixed"),
        (MistakeKind.RECOMMENDED, "true", "false"),
    ]


def test_citations_that_differ_are_told():
    one = judged(
        {"Acme": label()},
        {"Acme": found()},
        cited_gold=(cited("https://a.com/", "a.com", owned=True), cited("https://b.com/", "b.com")),
        cited_found=(cited("https://a.com/", "a.com"), cited("https://c.com/", "c.com")),
    )
    assert [(m.kind, m.subject) for m in mistakes([one])] == [
        (MistakeKind.MISSED_CITATION, "https://b.com/"),
        (MistakeKind.FALSE_CITATION, "https://c.com/"),
        (MistakeKind.OWNER, "https://a.com/"),
    ]
