from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.domain.findings import MentionKind, Sentiment
from monitor.errors import BadInput
from monitor.evaluation.predictions import PredictedMention
from monitor.evaluation.records import Record, Source
from monitor.evaluation.run import analyze_records, judge_records
from tests.evaluation.labelled_answers import entry

RECORD = Record(
    id="en-001",
    language="en",
    prompt="Which drill should I buy?",
    answer="1. Acme is excellent [2].\n2. Globex is slow and breaks.\n\n`acme --help`",
    catalogue=(entry("Acme", own=True), entry("Globex"), entry("Initech")),
    source_list=(
        Source(2, "https://www.acme.com/drills/?utm_source=x", None),
        Source(1, "https://unused.org/", "Unused"),
    ),
)


def test_every_catalogued_brand_gets_a_prediction():
    (prediction,) = analyze_records([RECORD])
    assert prediction.id == "en-001"
    assert {name: brand.rank for name, brand in prediction.brands.items()} == {
        "Acme": 1,
        "Globex": 2,
        "Initech": None,
    }
    assert prediction.brands["Initech"].sentiment is None
    assert prediction.brands["Acme"].sentiment is Sentiment.POSITIVE


def test_kinds_that_do_not_count_are_left_out():
    (prediction,) = analyze_records([RECORD])
    assert prediction.brands["Acme"].mentions == (PredictedMention(3, 7, "Acme", MentionKind.NAME),)


def test_a_marker_means_the_source_of_its_number():
    (prediction,) = analyze_records([RECORD])
    assert [(one.url, one.domain, one.owned, one.brand) for one in prediction.citations] == [
        ("https://acme.com/drills", "acme.com", True, "Acme")
    ]


def test_a_brand_of_which_nothing_is_known_is_mentioned():
    record = replace(RECORD, answer="I could not find any information about Globex.")
    (prediction,) = analyze_records([record])
    globex = prediction.brands["Globex"]
    assert [mention.surface for mention in globex.mentions] == ["Globex"]
    assert (globex.sentiment, globex.recommended) == (Sentiment.NEUTRAL, False)


def test_records_without_labels_cannot_be_judged():
    with pytest.raises(BadInput, match="record en-001: gold"):
        judge_records([RECORD])
