"""What holds for the labels of every set, and what each is expected to have.

Of answers that nobody may read, a failing test tells the ids and nothing else: what is asserted is
made of ids and numbers, since pytest prints every value in a failing expression.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.analysis.urls import canonical_url
from monitor.domain.findings import Sentiment
from monitor.evaluation.records import CataloguedBrand, Gold, NegativeKind, Record, line_of
from tests.evaluation.answer_sets import (
    answers_of,
    brand_names,
    development_half,
    unseen_half,
    without_brands_of_senses,
)
from tests.evaluation.build_labelled import (
    HELD_OUT,
    LABELLED,
    NAMESAKES,
    SENSES,
    SOURCES_OF,
    UNREAD_SENSES,
    built,
)

ALL_LANGUAGES = {"ar", "de", "en", "es", "fr", "ja", "pt", "tr", "zh"}
UNCASED_AND_PORTUGUESE = {"ar", "ja", "pt", "zh"}
WITHOUT_SPACES = {"ja", "zh"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What one set has.

    Attributes:
        answers: the fewest of a language.
        brands: the fewest and the most that an answer is searched for.
        kinds: the fewest hard negatives of each kind.
        traps: the fewest hard negatives for each mention.
    """

    folder: Path
    languages: set[str]
    answers: int
    brands: tuple[int, int]
    kinds: dict[NegativeKind, int]
    traps: float


OF_EVERY_KIND = dict.fromkeys(NegativeKind, 10)
FEW_OF_EVERY_KIND = dict.fromkeys(NegativeKind, 5)
SENSES_OF_WORDS = {NegativeKind.COMMON_WORD: 150, NegativeKind.OTHER_ENTITY: 15}
SETS = (
    Expected(LABELLED, ALL_LANGUAGES, 30, (1, 9), OF_EVERY_KIND, 0.5),
    Expected(HELD_OUT, ALL_LANGUAGES, 20, (2, 6), OF_EVERY_KIND, 0.5),
    Expected(NAMESAKES, ALL_LANGUAGES, 27, (2, 4), FEW_OF_EVERY_KIND, 1.9),
    Expected(SENSES, UNCASED_AND_PORTUGUESE, 60, (1, 4), SENSES_OF_WORDS, 2.0),
    Expected(UNREAD_SENSES, UNCASED_AND_PORTUGUESE, 12, (2, 3), SENSES_OF_WORDS, 2.0),
)
ANSWERS = {each.folder: answers_of(each.folder) for each in SETS}
UNREAD = {
    HELD_OUT: {record.id for record in unseen_half(HELD_OUT)},
    NAMESAKES: {record.id for record in unseen_half(NAMESAKES)},
    UNREAD_SENSES: {record.id for record in ANSWERS[UNREAD_SENSES]},
}
STRANGERS = [
    (HELD_OUT, LABELLED),
    (HELD_OUT, SENSES),
    (HELD_OUT, UNREAD_SENSES),
    (NAMESAKES, LABELLED),
    (NAMESAKES, HELD_OUT),
]
SHARE_OF_STRANGERS = 0.6  # the others have a brand that the senses have, too
Check = Callable[[Record], Iterator[object]]


@pytest.fixture(params=SETS, ids=lambda each: each.folder.name)
def expected(request: pytest.FixtureRequest) -> Expected:
    one: Expected = request.param
    return one


def faults(folder: Path, check: Check) -> list[str]:
    """The ids of the answers at fault, with the fault where it may be read."""
    return [
        record.id if record.id in UNREAD.get(folder, ()) else f"{record.id}: {fault}"
        for record in ANSWERS[folder]
        for fault in check(record)
    ]


def gold_of(record: Record) -> Gold:
    assert record.gold is not None
    return record.gold


def names_of(entry: CataloguedBrand) -> tuple[str, ...]:
    return (entry.brand, *entry.aliases, *entry.domains)


def folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("İ", "I"))
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[\s\u2010\u2011-]", "", kept).casefold()


def test_the_lines_are_what_the_sources_say(expected: Expected):
    differing = []
    sources = built(SOURCES_OF[expected.folder])
    for language, records in sources.items():
        written = (expected.folder / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
        pairs = zip(records, written, strict=len(records) == len(written))
        differing += [record.id for record, line in pairs if line_of(record) != line]
        differing += [] if len(records) == len(written) else [f"{language}: {len(written)} lines"]
    assert differing == [], "run: python -m tests.evaluation.build_labelled"
    assert sources.keys() == {path.stem for path in expected.folder.glob("*.jsonl")}


def test_every_language_has_enough_answers(expected: Expected):
    answers = Counter(record.language for record in ANSWERS[expected.folder])
    assert answers.keys() == expected.languages
    assert min(answers.values()) >= expected.answers


def test_no_answer_stands_anywhere_twice():
    ids = [f"{folder.name}/{each.id}" for folder, of in ANSWERS.items() for each in of]
    texts = {record.answer for records in ANSWERS.values() for record in records}
    answers, different_ids, different_texts = len(ids), len(set(ids)), len(texts)
    assert different_ids == answers
    assert different_texts == answers


def test_one_brand_of_an_answer_is_the_own_one_and_all_have_labels(expected: Expected):
    def catalogue_faults(record: Record) -> Iterator[object]:
        fewest, most = expected.brands
        if not fewest <= len(record.catalogue) <= most:
            yield f"{len(record.catalogue)} brands"
        if sum(entry.own for entry in record.catalogue) != 1:
            yield "not one own brand"
        if {entry.brand for entry in record.catalogue} != gold_of(record).brands.keys():
            yield "a brand without label"

    assert faults(expected.folder, catalogue_faults) == []


def wrong_spans(record: Record) -> Iterator[object]:
    spans = [span for label in gold_of(record).brands.values() for span in label.mentions]
    for span in (*spans, *record.hard_negatives):
        if record.answer[span.start : span.end] != span.surface:
            yield span


def labels_without_mention(record: Record) -> Iterator[object]:
    for brand, label in gold_of(record).brands.items():
        if len({label.mentioned, bool(label.mentions), label.sentiment is not None}) > 1:
            yield brand
        if not label.mentioned and (label.rank is not None or label.recommended):
            yield brand


def recommended_and_disliked(record: Record) -> Iterator[object]:
    for brand, label in gold_of(record).brands.items():
        if label.recommended and label.sentiment is Sentiment.NEGATIVE:
            yield brand


def odd_ranks(record: Record) -> Iterator[object]:
    ranks = [label.rank for label in gold_of(record).brands.values() if label.rank is not None]
    if len(set(ranks)) != len(ranks) or not all(1 <= rank <= 10 for rank in ranks):
        yield ranks


def surfaces_that_are_no_name(record: Record) -> Iterator[object]:
    for entry in record.catalogue:
        names = {folded(name) for name in names_of(entry)}
        for span in gold_of(record).brands[entry.brand].mentions:
            if folded(span.surface) not in names:
                yield span


def spans_of_which_a_name_is_longer(record: Record) -> Iterator[object]:
    for entry in record.catalogue:
        for span in gold_of(record).brands[entry.brand].mentions:
            for name in (entry.brand, *entry.aliases):
                at = span.end - len(name)
                wider = (
                    record.answer[span.start : span.start + len(name)],
                    record.answer[at : span.end] if at >= 0 else "",
                )
                if len(name) > len(span.surface) and name in wider:
                    yield span, name


def mentions_that_overlap(record: Record) -> Iterator[object]:
    spans = sorted(
        (span.start, span.end)
        for label in gold_of(record).brands.values()
        for span in label.mentions
    )
    yield from ((one, next_one) for one, next_one in pairwise(spans) if one[1] > next_one[0])


def negatives_that_touch_mentions(record: Record) -> Iterator[object]:
    for negative in record.hard_negatives:
        for span in gold_of(record).brands[negative.brand].mentions:
            if negative.start < span.end and span.start < negative.end:
                yield negative


def unlabelled_names(record: Record) -> Iterator[object]:
    # Chinese and Japanese have no spaces, so their names are looked for everywhere.
    edges = ("", "") if record.language in WITHOUT_SPACES else (r"(?<![^\W_])", r"(?![^\W_])")
    for entry in record.catalogue:
        spans = [(span.start, span.end) for span in gold_of(record).brands[entry.brand].mentions]
        spans += [(n.start, n.end) for n in record.hard_negatives if n.brand == entry.brand]
        for name in names_of(entry):
            for hit in re.finditer(re.escape(name).join(edges), record.answer, re.IGNORECASE):
                if not any(start < hit.end() and hit.start() < end for start, end in spans):
                    yield hit[0], hit.start()


def urls_that_are_no_keys(record: Record) -> Iterator[object]:
    urls = [citation.url for citation in gold_of(record).citations]
    if [canonical_url(url) for url in urls] != urls or len(set(urls)) != len(urls):
        yield urls


def owned_citations_of_nobody(record: Record) -> Iterator[object]:
    for citation in gold_of(record).citations:
        if citation.owned and citation.brand is None:
            yield citation


@pytest.mark.parametrize(
    "check",
    [
        wrong_spans,
        labels_without_mention,
        recommended_and_disliked,
        odd_ranks,
        surfaces_that_are_no_name,
        spans_of_which_a_name_is_longer,
        mentions_that_overlap,
        negatives_that_touch_mentions,
        unlabelled_names,
        urls_that_are_no_keys,
        owned_citations_of_nobody,
    ],
)
def test_no_answer_has(expected: Expected, check: Check):
    assert faults(expected.folder, check) == []


def test_every_kind_of_hard_negative_occurs(expected: Expected):
    kinds = Counter(n.kind for record in ANSWERS[expected.folder] for n in record.hard_negatives)
    few = {kind: kinds[kind] for kind, fewest in expected.kinds.items() if kinds[kind] < fewest}
    assert few == {}


def test_traps_are_as_many_as_the_set_promises(expected: Expected):
    records = ANSWERS[expected.folder]
    mentions = sum(
        len(label.mentions) for record in records for label in gold_of(record).brands.values()
    )
    traps = sum(len(record.hard_negatives) for record in records)
    assert traps >= expected.traps * mentions


def test_most_answers_of_a_language_have_hard_negatives(expected: Expected):
    for language in expected.languages:
        trapped = [
            bool(record.hard_negatives)
            for record in ANSWERS[expected.folder]
            if record.language == language
        ]
        assert sum(trapped) > len(trapped) / 2, language


@pytest.mark.parametrize(
    ("one", "other"), STRANGERS, ids=[f"{one.name}-{other.name}" for one, other in STRANGERS]
)
def test_no_brand_is_in_both_sets(one: Path, other: Path):
    met = set().union(*(brand_names(record) for record in ANSWERS[other]))
    shared = [record.id for record in ANSWERS[one] if brand_names(record) & met]
    assert shared == []


def test_most_namesakes_share_no_brand_with_the_senses():
    share = len(without_brands_of_senses(ANSWERS[NAMESAKES])) / len(ANSWERS[NAMESAKES])
    assert share > SHARE_OF_STRANGERS


@pytest.mark.parametrize("folder", [HELD_OUT, NAMESAKES], ids=["held_out", "namesakes"])
def test_every_answer_is_in_one_half(folder: Path):
    halves = sorted(record.id for record in (*development_half(folder), *unseen_half(folder)))
    ids = sorted(record.id for record in ANSWERS[folder])
    assert halves == ids
