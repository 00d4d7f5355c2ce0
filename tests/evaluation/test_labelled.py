from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from monitor.analysis.urls import canonical_url
from monitor.domain.findings import Sentiment
from monitor.evaluation.records import BrandLabel, Gold, NegativeKind, Record, read_records
from monitor.evaluation.records import line_of as as_line
from tests.evaluation.build_labelled import LABELLED, built

LANGUAGES = {"ar", "de", "en", "es", "fr", "ja", "pt", "tr", "zh"}


def labelled() -> tuple[Record, ...]:
    paths = sorted(LABELLED.glob("*.jsonl"))
    return tuple(record for path in paths for record in read_records(path))


RECORDS = labelled()


def gold_of(record: Record) -> Gold:
    assert record.gold is not None
    return record.gold


def labels() -> Iterator[tuple[Record, str, BrandLabel]]:
    for record in RECORDS:
        for brand, label in gold_of(record).brands.items():
            yield record, brand, label


def folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("İ", "I"))
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[\s\u2010\u2011-]", "", kept).casefold()


def test_the_json_lines_are_what_the_sources_say():
    sources = {language: [as_line(one) for one in records] for language, records in built().items()}
    found = {
        path.stem: path.read_text(encoding="utf-8").splitlines()
        for path in LABELLED.glob("*.jsonl")
    }
    assert found == sources, "run: python -m tests.evaluation.build_labelled"


def test_there_are_enough_answers_in_every_language():
    answers = Counter(record.language for record in RECORDS)
    assert answers.keys() == LANGUAGES
    assert min(answers.values()) >= 30
    assert answers.total() >= 400


def test_no_answer_stands_there_twice():
    assert len({record.id for record in RECORDS}) == len(RECORDS)
    assert len({record.answer for record in RECORDS}) == len(RECORDS)


def test_every_record_has_one_own_brand():
    assert {sum(entry.own for entry in record.catalogue) for record in RECORDS} == {1}


def test_a_brand_that_is_not_mentioned_has_no_other_label():
    for record, brand, label in labels():
        assert label.mentioned == bool(label.mentions), (record.id, brand)
        assert label.mentioned == (label.sentiment is not None), (record.id, brand)
        if not label.mentioned:
            assert (label.rank, label.recommended) == (None, False), (record.id, brand)


def test_what_is_judged_unfavorably_is_not_recommended():
    for record, brand, label in labels():
        assert not (label.recommended and label.sentiment is Sentiment.NEGATIVE), (record.id, brand)


def test_ranks_are_distinct_within_an_answer():
    for record in RECORDS:
        ranks = [label.rank for label in gold_of(record).brands.values() if label.rank is not None]
        assert len(set(ranks)) == len(ranks), record.id
        assert all(1 <= rank <= 10 for rank in ranks), record.id


def test_every_surface_spells_a_name_of_its_brand():
    for record in RECORDS:
        for entry in record.catalogue:
            names = {folded(name) for name in (entry.brand, *entry.aliases, *entry.domains)}
            for span in gold_of(record).brands[entry.brand].mentions:
                assert folded(span.surface) in names, (record.id, span)


def test_the_longest_name_is_labelled():
    for record in RECORDS:
        for entry in record.catalogue:
            for span in gold_of(record).brands[entry.brand].mentions:
                for name in (entry.brand, *entry.aliases):
                    at = span.start + len(span.surface) - len(name)
                    wider = (
                        record.answer[span.start : span.start + len(name)],
                        record.answer[at : span.end] if at >= 0 else "",
                    )
                    longer = len(name) > len(span.surface)
                    assert not (longer and name in wider), (record.id, span, name)


def test_two_mentions_never_share_a_letter():
    for record in RECORDS:
        spans = sorted(
            (span.start, span.end)
            for label in gold_of(record).brands.values()
            for span in label.mentions
        )
        assert all(a[1] <= b[0] for a, b in pairwise(spans)), record.id


def test_hard_negatives_do_not_touch_mentions_of_the_brand():
    for record in RECORDS:
        for negative in record.hard_negatives:
            for span in gold_of(record).brands[negative.brand].mentions:
                apart = negative.end <= span.start or span.end <= negative.start
                assert apart, (record.id, negative)


def test_nothing_that_looks_like_a_brand_is_unlabelled():
    for record in RECORDS:
        gold = gold_of(record)
        for entry in record.catalogue:
            spans = [(s.start, s.end) for s in gold.brands[entry.brand].mentions]
            spans += [(n.start, n.end) for n in record.hard_negatives if n.brand == entry.brand]
            for name in (entry.brand, *entry.aliases, *entry.domains):
                pattern = rf"(?<![^\W_]){re.escape(name)}(?![^\W_])"
                for hit in re.finditer(pattern, record.answer, re.IGNORECASE):
                    labelled_there = any(s < hit.end() and hit.start() < e for s, e in spans)
                    within_other = any(
                        span.start <= hit.start() and hit.end() <= span.end
                        for label in gold.brands.values()
                        for span in label.mentions
                    )
                    assert labelled_there or within_other, (record.id, hit[0], hit.start())


@pytest.mark.parametrize("kind", list(NegativeKind))
def test_every_kind_of_hard_negative_occurs(kind: NegativeKind):
    found = [n for record in RECORDS for n in record.hard_negatives if n.kind is kind]
    assert len(found) >= 10


def test_most_answers_have_hard_negatives():
    assert sum(bool(record.hard_negatives) for record in RECORDS) >= len(RECORDS) / 2


def test_cited_urls_are_written_as_their_own_keys():
    for record in RECORDS:
        for citation in gold_of(record).citations:
            assert canonical_url(citation.url) == citation.url, record.id
            assert citation.owned <= (citation.brand is not None), record.id


def test_an_answer_cites_a_url_once():
    for record in RECORDS:
        urls = [citation.url for citation in gold_of(record).citations]
        assert len(set(urls)) == len(urls), record.id
