from __future__ import annotations

import json
from collections.abc import Iterator
from math import log10
from zlib import crc32

import pytest

from api.app import create_app
from monitor.domain.question import Question
from monitor.errors import BadInput, NotFound
from monitor.metrics.by_parameters import Gate
from monitor.metrics.definitions import MetricName
from monitor.reports.asked_alike import Why
from monitor.reports.association_words import association_verdict
from monitor.reports.parameters import parameters_report
from monitor.reports.parameters_json import parameters_json
from monitor.reports.parameters_notes import CONFOUNDED, FEW_MODELS, SEARCH
from monitor.reports.parameters_query import Factor, ParametersQuery
from monitor.reports.parameters_rows import ParametersReport, ParametersRow
from monitor.reports.where_text import parse_where
from monitor.storage.engine import Database
from tests.api.api_client import Client
from tests.factories.answers import NOON
from tests.factories.many_models import MadeModel, ask_models
from tests.factories.runs import PlannedRun


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def number_of(question: Question) -> int:
    return int(question.prompt.key[1:])


def bigger_names_acme(model: MadeModel, question: Question) -> str:
    """Acme in as many of eight prompts as its size allows; Globex as the prompt has it."""
    names = number_of(question) < 2 * (log10(model.low or 1e9) - 8)
    drawn = crc32(f"{model.name} {question.prompt.key} {question.repetition}".encode())
    other = "Globex" if drawn % 3 else ""
    return f"{'Acme leads. ' if names else ''}{other or 'Nobody else.'}"


def sizes(count: int, **changes: object) -> list[MadeModel]:
    """From 1 B up to 1 T, in two families."""
    return [
        MadeModel(f"m{n}", round(10 ** (9 + 3 * n / (count - 1))), family=f"f{n % 2}", **changes)  # type: ignore[arg-type]  # fields by name
        for n in range(count)
    ]


def report(database: Database, planned: PlannedRun, **query: object) -> ParametersReport:
    asked = ParametersQuery(**query)  # type: ignore[arg-type]  # fields by name
    return parameters_report(database, planned.workspace_id, asked, now=NOON)


def row_of(found: ParametersReport, brand: str, factor: Factor, setup: int = 0) -> ParametersRow:
    (row,) = (
        row
        for row in found.rows
        if (row.setup, row.brand.brand.key, row.factor) == (setup, brand, factor)
    )
    return row


def test_a_brand_that_bigger_models_name_is_associated_and_the_other_is_not(database: Database):
    found = report(database, ask_models(database, sizes(12), bigger_names_acme))
    acme = row_of(found, "acme", Factor.PARAMETERS_TOTAL)
    assert acme.association.gate is Gate.LOW_POWER
    assert acme.association.primary is not None
    assert acme.association.primary.interval.low > 0
    assert acme.association.within_families
    assert acme.q is not None
    assert acme.q < 0.05
    verdict = association_verdict(acme.association, acme.factor, acme.q)
    assert verdict.startswith("associated with total parameters: higher, an odds ratio of")
    globex = row_of(found, "globex", Factor.PARAMETERS_TOTAL)
    told = association_verdict(globex.association, globex.factor, globex.q)
    assert "no association shown; with these 12 models an odds ratio of" in told
    assert CONFOUNDED in found.notes
    assert FEW_MODELS in found.notes


def test_nothing_ever_says_that_size_causes_visibility(database: Database):
    found = report(database, ask_models(database, sizes(12), bigger_names_acme))
    assert "cause" not in json.dumps(parameters_json(found)).lower()


def test_four_models_are_shown_and_not_tested(database: Database):
    found = report(database, ask_models(database, sizes(4), bigger_names_acme))
    acme = row_of(found, "acme", Factor.PARAMETERS_TOTAL)
    assert (acme.association.gate, acme.q) == (Gate.NO_TEST, None)
    assert len(acme.points) == 4
    assert association_verdict(acme.association, acme.factor, None) == (
        "not tested: fewer than 5 models (4)"
    )


def test_estimates_are_hollow_points_unless_they_are_let_in(database: Database):
    models = [
        *sizes(9),
        MadeModel("guessed", 1e11, 5e11, family="f0"),
        MadeModel("secret", None, family="f1"),
    ]
    planned = ask_models(database, models, bigger_names_acme)
    found = report(database, planned)
    acme = row_of(found, "acme", Factor.PARAMETERS_TOTAL)
    assert acme.association.models == 9
    assert {point.model: point.tested for point in acme.points}["made/guessed"] is False
    (left_out,) = (
        each for each in found.factor_exclusions if each.factor is Factor.PARAMETERS_TOTAL
    )
    assert {(e.model, e.why, e.answers) for e in left_out.exclusions} == {
        ("guessed", Why.ONLY_ESTIMATES, 16),
        ("secret", Why.UNDISCLOSED, 16),
    }
    assert any("others' estimates that differ up to 5-fold" in note for note in found.notes)
    with_them = row_of(
        report(database, planned, include_estimates=True), "acme", Factor.PARAMETERS_TOTAL
    )
    assert (with_them.association.models, with_them.association.exact) == (10, 9)
    assert with_them.association.primary is not None
    assert "Rubin" in with_them.association.primary.interval.method


def test_search_and_settings_are_never_put_together(database: Database):
    models = [
        *sizes(5),
        *sizes(5, web_search=True),
        *sizes(5, temperature=0.9),
    ]
    found = report(database, ask_models(database, models, bigger_names_acme, prompts=4))
    assert [(s.web_search, s.settings["temperature"], len(s.models)) for s in found.setups] == [
        (False, 0.2, 5),
        (True, 0.2, 5),
        (False, 0.9, 5),
    ]
    assert {row.association.models for row in found.rows} == {0, 5}
    assert SEARCH in found.notes


def test_total_and_active_stand_beside_each_other_with_their_own_figures(database: Database):
    models = [
        *sizes(8),
        MadeModel("sparse", 10**12, active=10**9, layout="moe"),
    ]
    found = report(database, ask_models(database, models, bigger_names_acme))
    factors = [row.factor for row in found.rows[:4]]
    assert factors == list(Factor)
    total = row_of(found, "acme", Factor.PARAMETERS_TOTAL).points
    active = row_of(found, "acme", Factor.PARAMETERS_ACTIVE).points
    assert {p.model: p.low for p in total}["made/sparse"] == 12
    assert {p.model: p.low for p in active}["made/sparse"] == 9
    assert any("(sparse: 1 T vs 1 B)" in note for note in found.notes)
    layouts = row_of(found, "acme", Factor.ARCHITECTURE)
    assert layouts.association.reason == "fewer than 3 models in one of the two groups"


def test_a_setting_of_one_model_is_compared_prompt_by_prompt(database: Database):
    models = [MadeModel("m", 10**9, temperature=t) for t in (0.0, 0.5, 1.0)]

    def cooler_names_acme(model: MadeModel, question: Question) -> str:
        return "Acme." if question.repetition > 4 * model.temperature else "Globex."

    planned = ask_models(database, models, cooler_names_acme, repeats=4)
    acme, globex = report(database, planned).settings
    assert (acme.setting, acme.values) == ("temperature", (0.0, 0.5, 1.0))
    assert acme.trend is not None
    assert acme.q is not None
    assert acme.q < 0.05
    assert globex.trend is not None
    assert globex.trend.prompts == 8


def test_one_answer_to_each_prompt_is_not_enough(database: Database):
    found = report(database, ask_models(database, sizes(6), bigger_names_acme, repeats=1))
    assert found.setups[0].models == ()
    assert {(e.why, e.answers) for e in found.setups[0].exclusions} == {(Why.FEW_REPEATS, 8)}


def test_shares_of_voice_can_be_compared_too(database: Database):
    planned = ask_models(database, sizes(8), bigger_names_acme)
    share = MetricName.SHARE_OF_VOICE_PRESENCE
    found = report(database, planned, metrics=(share,))
    acme = row_of(found, "acme", Factor.PARAMETERS_TOTAL)
    assert acme.metric is share
    assert acme.association.models == 8


def test_an_unknown_brand_or_metric_is_told(database: Database):
    planned = ask_models(database, sizes(2), bigger_names_acme, prompts=1)
    with pytest.raises(NotFound, match="brand_ids"):
        report(database, planned, brand_ids=(999,))
    with pytest.raises(BadInput, match="metrics"):
        report(database, planned, metrics=())


def test_the_api_replies_with_the_report_page_by_page(database: Database):
    planned = ask_models(database, sizes(8), bigger_names_acme)
    client = Client(create_app(database, now=lambda: NOON))
    whole = parameters_json(report(database, planned))

    def page(**asked: object) -> dict:
        reply = client.ask("POST", "/v1/reports/parameters", json=asked)
        assert reply.status_code == 200, reply.text
        return reply.json()

    assert page() == json.loads(json.dumps(whole)) | {"next_cursor": None}
    first = page(limit=5)
    second = page(limit=5, cursor=first["next_cursor"])
    assert first["rows"] + second["rows"] == page()["rows"]
    assert second["next_cursor"] is None
    assert (
        client.ask("POST", "/v1/reports/parameters", json={"brand_ids": [999]}).status_code == 422
    )


def test_only_the_answers_that_the_filter_admits_count(database: Database):
    planned = ask_models(database, sizes(12), bigger_names_acme)
    one_family = report(database, planned, where=parse_where("family = f1"))
    (setup,) = one_family.setups
    assert {model.summary.family for model in setup.models} == {"f1"}
    assert len(setup.models) == 6
    prompts = report(database, planned, where=parse_where("date < 2020-01-01"))
    assert (prompts.setups, prompts.rows) == ((), ())


def test_the_reply_says_by_what_it_was_filtered(database: Database):
    ask_models(database, sizes(6), bigger_names_acme)
    client = Client(create_app(database, now=lambda: NOON))
    where = {"field": "family", "eq": "f1"}
    reply = client.ask("POST", "/v1/reports/parameters", json={"where": where}).json()
    assert reply["query"]["where"] == where
    assert len(reply["setups"][0]["models"]) == 3
    unknown = {"where": {"field": "size", "eq": "large"}}
    assert client.ask("POST", "/v1/reports/parameters", json=unknown).status_code == 422
