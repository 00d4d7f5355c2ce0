from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from monitor.analysis.urls import canonical_url
from monitor.domain.findings import Sentiment
from monitor.evaluation.records import (
    BrandLabel,
    CataloguedBrand,
    Gold,
    NegativeKind,
    Record,
    read_records,
)
from monitor.evaluation.records import line_of as as_line
from tests.evaluation.build_labelled import HELD_OUT, LABELLED, built

LANGUAGES = {"ar", "de", "en", "es", "fr", "ja", "pt", "tr", "zh"}
RECORDS = tuple(
    record for path in sorted(HELD_OUT.glob("*.jsonl")) for record in read_records(path)
)


def gold_of(record: Record) -> Gold:
    assert record.gold is not None
    return record.gold


def labels() -> Iterator[tuple[Record, str, BrandLabel]]:
    for record in RECORDS:
        for brand, label in gold_of(record).brands.items():
            yield record, brand, label


def names_of(entry: CataloguedBrand) -> tuple[str, ...]:
    return (entry.brand, *entry.aliases, *entry.domains)


def folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("İ", "I"))
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[\s\u2010\u2011-]", "", kept).casefold()


def test_the_held_out_lines_are_what_their_sources_say():
    sources = {
        language: [as_line(one) for one in records]
        for language, records in built(HELD_OUT / "sources").items()
    }
    found = {
        path.stem: path.read_text(encoding="utf-8").splitlines()
        for path in HELD_OUT.glob("*.jsonl")
    }
    assert found == sources, "run: python -m tests.evaluation.build_labelled"


def test_there_are_twenty_held_out_answers_in_every_language():
    answers = Counter(record.language for record in RECORDS)
    assert answers.keys() == LANGUAGES
    assert min(answers.values()) >= 20


def test_no_held_out_answer_stands_there_twice():
    assert len({record.id for record in RECORDS}) == len(RECORDS)
    assert len({record.answer for record in RECORDS}) == len(RECORDS)


def test_no_brand_of_the_labelled_answers_is_held_out():
    seen = {
        name.casefold()
        for path in LABELLED.glob("*.jsonl")
        for record in read_records(path)
        for entry in record.catalogue
        for name in names_of(entry)
    }
    for record in RECORDS:
        for entry in record.catalogue:
            assert not {name.casefold() for name in names_of(entry)} & seen, entry.brand


def test_every_held_out_catalogue_has_one_own_brand_and_gold_for_all():
    for record in RECORDS:
        assert 2 <= len(record.catalogue) <= 6, record.id
        assert sum(entry.own for entry in record.catalogue) == 1, record.id
        assert {entry.brand for entry in record.catalogue} == gold_of(record).brands.keys()


def test_every_held_out_span_gives_its_surface():
    for record in RECORDS:
        spans = [span for label in gold_of(record).brands.values() for span in label.mentions]
        for span in (*spans, *record.hard_negatives):
            assert record.answer[span.start : span.end] == span.surface, (record.id, span)


def test_a_held_out_brand_without_mention_has_no_other_label():
    for record, brand, label in labels():
        assert label.mentioned == bool(label.mentions), (record.id, brand)
        assert label.mentioned == (label.sentiment is not None), (record.id, brand)
        if not label.mentioned:
            assert (label.rank, label.recommended) == (None, False), (record.id, brand)


def test_no_held_out_brand_is_recommended_with_a_negative_tone():
    for record, brand, label in labels():
        assert not (label.recommended and label.sentiment is Sentiment.NEGATIVE), (record.id, brand)


def test_held_out_ranks_are_distinct_within_an_answer():
    for record in RECORDS:
        ranks = [label.rank for label in gold_of(record).brands.values() if label.rank is not None]
        assert len(set(ranks)) == len(ranks), record.id
        assert all(1 <= rank <= 10 for rank in ranks), record.id


def test_every_held_out_surface_spells_a_name_of_its_brand():
    for record in RECORDS:
        for entry in record.catalogue:
            names = {folded(name) for name in names_of(entry)}
            for span in gold_of(record).brands[entry.brand].mentions:
                assert folded(span.surface) in names, (record.id, span)


def test_the_longest_held_out_name_is_labelled():
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


def test_two_held_out_mentions_never_share_a_letter():
    for record in RECORDS:
        spans = sorted(
            (span.start, span.end)
            for label in gold_of(record).brands.values()
            for span in label.mentions
        )
        assert all(a[1] <= b[0] for a, b in pairwise(spans)), record.id


def test_held_out_hard_negatives_do_not_touch_mentions_of_the_brand():
    for record in RECORDS:
        for negative in record.hard_negatives:
            for span in gold_of(record).brands[negative.brand].mentions:
                apart = negative.end <= span.start or span.end <= negative.start
                assert apart, (record.id, negative)


def test_nothing_held_out_that_looks_like_a_brand_is_unlabelled():
    for record in RECORDS:
        for entry in record.catalogue:
            spans = [(s.start, s.end) for s in gold_of(record).brands[entry.brand].mentions]
            spans += [(n.start, n.end) for n in record.hard_negatives if n.brand == entry.brand]
            for name in names_of(entry):
                # Chinese and Japanese have no spaces, so their names are looked for everywhere.
                edges = ("", "") if record.language in {"ja", "zh"} else (r"(?<!\w)", r"(?!\w)")
                pattern = re.escape(name).join(edges)
                for hit in re.finditer(pattern, record.answer, re.IGNORECASE):
                    known = any(s < hit.end() and hit.start() < e for s, e in spans)
                    assert known, (record.id, hit[0], hit.start())


@pytest.mark.parametrize("kind", list(NegativeKind))
def test_every_kind_of_hard_negative_is_held_out(kind: NegativeKind):
    found = [n for record in RECORDS for n in record.hard_negatives if n.kind is kind]
    assert len(found) >= 10


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_most_held_out_answers_of_a_language_have_hard_negatives(language: str):
    records = [record for record in RECORDS if record.language == language]
    assert sum(bool(record.hard_negatives) for record in records) > len(records) / 2


def test_held_out_urls_are_written_as_their_own_keys_and_once():
    for record in RECORDS:
        urls = [citation.url for citation in gold_of(record).citations]
        assert [canonical_url(url) for url in urls] == urls, record.id
        assert len(set(urls)) == len(urls), record.id
