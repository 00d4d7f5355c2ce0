from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.answer import Answer, Served
from monitor.domain.question import Question
from monitor.errors import BadInput
from monitor.pipeline.roll_up import roll_up
from monitor.reports.citations import citations_report
from monitor.reports.citations_query import CitationsQuery
from monitor.reports.dimension import OF_ROWS, Dimension, Pooled
from monitor.reports.filters import Filter, Not, OneOf
from monitor.reports.query import DateRange, VisibilityQuery
from monitor.reports.visibility import VisibilityReport, visibility_report
from monitor.storage.engine import Database
from tests.factories.analyzed import answer_and_analyze, make_panel, save_tiny_card
from tests.factories.answers import NOON, make_answer, make_failure
from tests.factories.many_models import MadeModel, ask_models
from tests.factories.runs import PlannedRun, make_run

BRAND, DOMAIN = Dimension.BRAND, Dimension.DOMAIN
ALL = tuple(Pooled)
MODELS = (
    MadeModel("small", 8e9, temperature=0.2),
    MadeModel("small", 8e9, temperature=1.0),
    MadeModel("small", 8e9, web_search=True),
    MadeModel("large", 4e11, active=3e10, layout="moe", family="two"),
    MadeModel("secret", None),
)
FIELDS = st.lists(
    st.sampled_from([each for each in Dimension if each not in OF_ROWS]), unique=True, max_size=3
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def five(database: Database) -> PlannedRun:
    """Five models, of which the n-th names Acme in n of ten answers."""

    def text(model: MadeModel, question: Question) -> str:
        place = int(question.prompt.key[1:]) * 2 + question.repetition
        return "Acme." if place <= MODELS.index(model) + 1 else "Globex."

    return ask_models(database, MODELS, text, prompts=5)


def report(database: Database, planned: PlannedRun, **query: object) -> VisibilityReport:
    asked = VisibilityQuery(**query)  # type: ignore[arg-type] # fields by name
    return visibility_report(database, planned.workspace_id, asked, now=NOON)


def counts(found: VisibilityReport) -> dict[str, tuple[int, int]]:
    """k and n over all rows, by brand."""
    sums: dict[str, tuple[int, int]] = {}
    for row in found.rows:
        k, n = sums.get(row.brand.brand.key, (0, 0))
        cell = next(iter(row.metrics.values()))
        sums[row.brand.brand.key] = (k + cell.k, n + cell.n)
    return sums


def by(found: VisibilityReport, field: Dimension, brand: str = "acme") -> dict[object, object]:
    """k and n of a brand, by the value of a field."""
    return {
        row.group.values[field]: (cell.k, cell.n)
        for row in found.rows
        if row.brand.brand.key == brand
        for cell in [next(iter(row.metrics.values()))]
    }


def test_any_grouping_counts_every_answer_once(database: Database, five: PlannedRun):
    whole = report(database, five, dimensions=(BRAND,), pool=ALL)
    assert counts(whole) == {"acme": (15, 50), "globex": (35, 50)}
    roll_up(database, five.workspace_id)

    @settings(max_examples=25)
    @given(FIELDS)
    def same(fields: list[Dimension]) -> None:
        assert counts(report(database, five, dimensions=(BRAND, *fields))) == counts(whole)

    same()


def test_a_filter_and_its_negation_share_the_answers_out(database: Database, five: PlannedRun):
    whole = counts(report(database, five))
    wanted: dict[Dimension, Filter] = {
        Dimension.VENDOR: OneOf(Dimension.VENDOR, ("Maker",)),
        Dimension.TEMPERATURE: OneOf(Dimension.TEMPERATURE, (1.0,)),
        Dimension.ARCHITECTURE: OneOf(Dimension.ARCHITECTURE, ("moe",)),
        Dimension.PROMPT: OneOf(Dimension.PROMPT, ("p1", "p2")),
        Dimension.DATE: OneOf(Dimension.DATE, (NOON.date(),)),
    }
    for one in wanted.values():
        parts = [counts(report(database, five, where=where)) for where in (one, Not(one))]
        for brand, (k, n) in whole.items():
            found = [part.get(brand, (0, 0)) for part in parts]
            assert (sum(each[0] for each in found), sum(each[1] for each in found)) == (k, n)


def test_rows_are_split_by_what_is_known_of_the_models(database: Database, five: PlannedRun):
    found = report(database, five, dimensions=(BRAND, Dimension.PARAMETERS_TOTAL_CLASS), pool=ALL)
    assert by(found, Dimension.PARAMETERS_TOTAL_CLASS) == {
        "S": (6, 30),
        "XL": (4, 10),
        None: (5, 10),
    }
    cards = [row.card and row.card.name for row in found.rows if row.brand.brand.key == "acme"]
    assert cards == ["small", "large", "secret"]
    assert "as asked: off; on." in " ".join(found.notes)


def test_search_is_never_pooled_with_no_search_unless_asked_for(
    database: Database, five: PlannedRun
):
    temperature = Dimension.TEMPERATURE
    found = report(database, five, dimensions=(BRAND, temperature), pool=(Pooled.SERVED_MODEL,))
    assert found.split_by == (Dimension.WEB_SEARCH,)
    shown = {
        (row.group.values[temperature], row.group.values[Dimension.WEB_SEARCH])
        for row in found.rows
    }
    assert shown == {(0.2, False), (0.2, True), (1.0, False)}
    assert "Rows are split by web_search too" in " ".join(found.notes)


def test_the_interval_takes_the_prompts_of_a_group_as_clusters(
    database: Database, five: PlannedRun
):
    found = report(database, five, dimensions=(BRAND,), pool=ALL)
    cell = next(iter(found.rows[0].metrics.values()))
    assert (cell.n_prompts, cell.k, cell.n) == (5, 15, 50)


def test_a_target_that_was_served_by_two_models_has_two_rows(database: Database):
    planned = make_run(database, prompts=1, repeats=4, targets=("cool",))

    def answer(question: Question) -> Answer:
        if question.repetition == 4:
            return make_failure()
        model = "tiny-1" if question.repetition == 1 else "tiny-2"
        return make_answer("Acme.", served=Served(model=model))

    card_id = save_tiny_card(database, planned.workspace_id)
    answer_and_analyze(database, planned, answer, model_card_id=card_id)
    found = report(database, planned)
    assert found.split_by == (Dimension.SERVED_MODEL,)
    assert by(found, Dimension.SERVED_MODEL) == {"tiny-1": (1, 1), "tiny-2": (2, 2)}
    # Nobody knows which of the two would have answered.
    assert [row.outcomes["error"] for row in found.rows] == [1] * 4  # type: ignore[index] # a name
    assert "1 questions gave no answer that counts" in " ".join(found.notes)
    pooled = report(database, planned, pool=(Pooled.SERVED_MODEL,))
    assert [row.served_models for row in pooled.rows] == [("tiny-1", "tiny-2")] * 2
    assert "as asked: tiny-1; tiny-2." in " ".join(pooled.notes)


@pytest.mark.parametrize("rolled", [False, True])
def test_days_are_told_apart_from_answers_and_from_rollups(database: Database, *, rolled: bool):
    first = make_run(database, prompts=1, repeats=2, targets=("cool",))
    answer_and_analyze(database, first)
    second = make_run(database, prompts=1, repeats=3, targets=("cool",))
    answer_and_analyze(database, second, asked_at=NOON - timedelta(days=2))
    if rolled:
        roll_up(database, first.workspace_id)
    found = report(database, first, dimensions=(BRAND, Dimension.DATE))
    day = NOON.date()
    assert [n for _, n in by(found, Dimension.DATE).values()] == [3, 2]  # type: ignore[misc]  # a list of pairs
    assert list(by(found, Dimension.DATE)) == [day - timedelta(days=2), day]
    assert [sum(row.outcomes.values()) for row in found.rows] == [3, 3, 2, 2]
    one = report(database, first, where=OneOf(Dimension.DATE, (day,)))
    assert {n for _, n in counts(one).values()} == {2}


def test_days_of_another_time_zone_are_no_rows(database: Database, five: PlannedRun):
    days = DateRange(date(2026, 11, 1), date(2026, 11, 24), "Europe/Berlin")
    with pytest.raises(BadInput, match="UTC days"):
        report(database, five, dimensions=(BRAND, Dimension.DATE), date_range=days)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"dimensions": (BRAND, DOMAIN)}, "dimensions: expected one or more of brand, target"),
        (
            {"dimensions": (BRAND, Dimension.CHANNEL), "pool": (Pooled.CHANNEL,)},
            "rows cannot be split by channel and pool it",
        ),
        ({"pool": (Pooled.CHANNEL, Pooled.CHANNEL)}, "pool: expected each once"),
    ],
)
def test_a_query_that_contradicts_itself_is_refused(
    database: Database, query: dict[str, object], expected: str
):
    planned = make_panel(database)
    with pytest.raises(BadInput, match=expected):
        report(database, planned, **query)


def test_citations_are_grouped_and_filtered_alike(database: Database, five: PlannedRun):
    def brands(**query: object) -> dict[object, tuple[int, int]]:
        asked = CitationsQuery(**query)  # type: ignore[arg-type] # fields by name
        found = citations_report(database, five.workspace_id, asked, now=NOON)
        return {
            tuple(row.group.values.values()): (row.impression.answers, row.owned_cited_rate.n)
            for row in found.brands
            if row.brand.brand.key == "acme"
        }

    assert brands(pool=ALL) == {(): (50, 50)}
    architecture = (DOMAIN, Dimension.ARCHITECTURE)
    assert brands(dimensions=architecture, pool=ALL) == {("dense",): (40, 40), ("moe",): (10, 10)}
    moe = OneOf(Dimension.ARCHITECTURE, ("moe",))
    assert brands(dimensions=architecture, where=moe) == {("moe",): (10, 10)}
    assert sum(n for _, n in brands(where=Not(moe)).values()) == 40
    on_day = brands(dimensions=(DOMAIN, Dimension.DATE, Dimension.PROMPT), pool=ALL)
    assert on_day == {(NOON.date(), f"p{n}"): (10, 10) for n in range(5)}
