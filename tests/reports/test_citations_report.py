from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.app import create_app
from monitor.domain.answer import Answer, Citation
from monitor.domain.findings import CitationOrigin, OwnerKind, SourceType
from monitor.domain.question import Question
from monitor.errors import BadInput, NotFound
from monitor.reports.citation_counts import cited_pages
from monitor.reports.citations import CitationsReport, citations_report
from monitor.reports.citations_json import citations_json
from monitor.reports.citations_query import CitationsQuery
from monitor.reports.dimension import Dimension, Pooled
from monitor.storage.citations import CitedPage
from monitor.storage.engine import Database
from tests.api.api_client import Client
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import NOON, make_answer
from tests.factories.runs import PlannedRun, make_run

POOLED = {"pool": ["sampling"]}
"""The targets of the panel differ in temperature."""

WIKI, ACME = Citation("https://en.wikipedia.org/wiki/A"), Citation("https://acme.com/x")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def panel(database: Database) -> PlannedRun:
    """Two prompts, asked twice of two targets: "cool" cites in p0 alone, "warm" never."""
    planned = make_run(database, prompts=2, repeats=2)

    def answer(question: Question) -> Answer:
        if question.target.key == "warm" or question.prompt.key == "p1":
            return make_answer("Acme and Globex.", citations=())
        if question.repetition == 1:
            return make_answer("Acme is good [1]. Globex is not [2].", citations=(WIKI, ACME))
        return make_answer("Acme is good [1].", citations=(WIKI, ACME))

    answer_and_analyze(database, planned, answer)
    return planned


def report(database: Database, planned: PlannedRun, **query: object) -> CitationsReport:
    asked = CitationsQuery(**{"pool": (Pooled.SAMPLING,)} | query)  # type: ignore[arg-type] # fields by name
    return citations_report(database, planned.workspace_id, asked, now=NOON)


def test_the_figures_are_those_counted_by_hand(database: Database, panel: PlannedRun):
    found = report(database, panel)
    wiki, acme = found.domains
    assert (wiki.domain, wiki.times_cited, wiki.owner) == ("wikipedia.org", 2, None)
    assert (wiki.owner_kind, wiki.source_type) == (OwnerKind.THIRD_PARTY, SourceType.REFERENCE)
    assert (wiki.cited_rate.k, wiki.cited_rate.n, wiki.cited_rate.value) == (2, 8, 1 / 4)
    assert (wiki.citation_share.k, wiki.citation_share.n) == (2, 3)
    assert acme.owner is not None
    assert (acme.owner.brand.key, acme.owner_kind) == ("acme", OwnerKind.OWN)
    # One answer gives Wikipedia all, the other one half of its six words.
    assert (wiki.impression.answers, wiki.impression.word_share) == (2, pytest.approx(3 / 4))
    assert wiki.impression.position_adjusted_word_share == pytest.approx(
        (1 + 1 / (1 + 2.718281828**-1)) / 2
    )


def test_each_brand_has_the_rate_of_its_own_pages(database: Database, panel: PlannedRun):
    acme, globex = report(database, panel).brands
    assert (acme.times_cited, acme.owned_cited_rate.k, acme.owned_cited_rate.n) == (1, 1, 8)
    assert (globex.owned_cited_rate.k, globex.owned_cited_rate.value) == (0, 0)
    assert acme.impression.answers == 8
    # "Acme and Globex." is shared in six answers, one has a sentence for each, one Acme alone.
    assert acme.impression.word_share is not None
    assert globex.impression.word_share == pytest.approx(1 - acme.impression.word_share)


def test_rows_can_be_split_by_target(database: Database, panel: PlannedRun):
    both = (Dimension.DOMAIN, Dimension.TARGET)
    found = report(database, panel, dimensions=both)
    assert {row.group.values[Dimension.TARGET] for row in found.domains} == {"cool"}
    assert [(row.group.values[Dimension.TARGET], row.cited_rate.n) for row in found.domains] == [
        ("cool", 4),
        ("cool", 4),
    ]
    assert len(found.brands) == 4


def test_the_notes_tell_how_many_answers_cite(database: Database, panel: PlannedRun):
    assert "2 of 8 answers cite a source." in report(database, panel).notes


def test_what_cannot_be_answered_is_refused(database: Database, panel: PlannedRun):
    with pytest.raises(BadInput, match="dimensions: expected domain"):
        report(database, panel, dimensions=(Dimension.TARGET,))
    with pytest.raises(NotFound, match="target_ids"):
        report(database, panel, target_ids=(999,))


def test_an_entry_that_the_text_never_points_at_is_not_cited():
    def page(
        key: str, *cited_at: int, origin: CitationOrigin = CitationOrigin.PROVIDER
    ) -> CitedPage:
        return CitedPage(key, "a.example", origin, None, None, cited_at)

    pointed = [page("a", 3), page("b"), page("c", 9, origin=CitationOrigin.TEXT), page("a", 7)]
    assert [(each.url_key, each.cited_at) for each in cited_pages(pointed)] == [
        ("a", (3, 7)),
        ("c", (9,)),
    ]
    assert [each.url_key for each in cited_pages([page("a"), page("b")])] == ["a", "b"]


def test_the_api_gives_the_same_report_in_pages(database: Database, panel: PlannedRun):
    client = Client(create_app(database, now=lambda: NOON))
    reply = client.ask("POST", "/v1/reports/citations", json=POOLED).json()
    assert reply == citations_json(report(database, panel)) | {"next_cursor": None}
    first = client.ask("POST", "/v1/reports/citations", json=POOLED | {"limit": 1}).json()
    rest = client.ask(
        "POST", "/v1/reports/citations", json=POOLED | {"limit": 1, "cursor": first["next_cursor"]}
    ).json()
    assert [*first["domains"], *rest["domains"]] == reply["domains"]
    assert rest["next_cursor"] is None


def test_another_workspace_sees_nothing(database: Database, panel: PlannedRun):
    stranger = Client(create_app(database, workspace="stranger", now=lambda: NOON))
    reply = stranger.ask("POST", "/v1/reports/citations", json={}).json()
    assert (reply["domains"], reply["brands"]) == ([], [])
    target_id = panel.target_ids["cool"]
    refused = stranger.problem("POST", "/v1/reports/citations", json={"target_ids": [target_id]})
    assert refused["status"] == 422
