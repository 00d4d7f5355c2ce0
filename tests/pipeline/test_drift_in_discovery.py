from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.domain.answer import Answer
from monitor.domain.question import Channel, Target
from monitor.domain.sampling import SamplingRecord
from monitor.pipeline.ailing_targets import AilingTargets
from monitor.pipeline.claimed_runs import OneRun
from monitor.pipeline.discover import DiscoveryContext, discover_models
from monitor.pipeline.stored_questions import StoredQuestions
from monitor.storage.configured import targets_by_id
from monitor.storage.drift import DriftFilter, list_drift
from monitor.storage.engine import Database
from monitor.storage.model_cards import find_card
from monitor.storage.own_cards import NewCard, add_card
from tests.factories.answers import NOON, make_answer, make_asked
from tests.factories.runs import PlannedRun, make_run, make_target
from tests.pipeline.telling_server import TellingServer

SLOT = {"n_ctx": 2048, "params": {"temperature": 0.8}}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is tested on both databases elsewhere."""
    return sqlite_url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def server() -> Iterator[TellingServer]:
    with TellingServer() as running:
        yield running


@pytest.fixture
def planned(database: Database) -> PlannedRun:
    return make_run(database, prompts=1, repeats=4, targets=("cool",))


def serve(server: TellingServer, **changes: Any) -> None:
    meta = {"n_params": 1000, "n_ctx_train": 4096, "ftype": "Q8_0"} | changes.pop("meta", {})
    server.told["/v1/models"] = {"data": [{"id": "tiny", "meta": meta} | changes]}
    server.told["/props"] = {"default_generation_settings": SLOT, "model_ftype": meta["ftype"]}


def look(database: Database, planned: PlannedRun, target: Target, day: int = 0) -> tuple[str, ...]:
    context = DiscoveryContext(NOON + timedelta(days=day), {}, {})
    targets = {planned.target_ids["cool"]: target}
    return discover_models(database, planned.workspace_id, targets, context).problems


def events(database: Database, planned: PlannedRun) -> list[tuple[str, str, str, str]]:
    with database.read() as session:
        found = list_drift(session, planned.workspace_id, DriftFilter())
    told = [(e.change.kind.value, e.change.field, e.change.before, e.change.after) for e in found]
    return sorted(told)


def linked_card(database: Database, planned: PlannedRun) -> Any:
    with database.read() as session:
        saved = targets_by_id(session, planned.workspace_id)[planned.target_ids["cool"]]
        found = find_card(session, planned.workspace_id, str(saved.model_card_id))
    assert found is not None
    return found.card


def test_another_packing_behind_the_same_name_is_an_event_once(
    database: Database, planned: PlannedRun, server: TellingServer
):
    target = make_target(base_url=server.url)
    serve(server)
    look(database, planned, target)
    look(database, planned, target)
    assert events(database, planned) == []
    serve(server, meta={"ftype": "Q4_0"})
    look(database, planned, target, day=1)
    look(database, planned, target, day=1)
    look(database, planned, target, day=2)
    assert events(database, planned) == [("quantization", "quantization", "Q8_0", "Q4_0")]


def test_another_model_at_the_same_address_is_an_event(
    database: Database, planned: PlannedRun, server: TellingServer
):
    target = make_target(base_url=server.url)
    serve(server)
    look(database, planned, target)
    serve(server, id="other")
    look(database, planned, target, day=1)
    assert events(database, planned) == [
        ("served_model", "model_card", "llamacpp/tiny", "llamacpp/other")
    ]


def test_learning_more_after_a_server_was_away_is_no_event(
    database: Database, planned: PlannedRun, server: TellingServer
):
    target = make_target(base_url=server.url)
    assert len(look(database, planned, target)) == 1
    serve(server)
    assert look(database, planned, target, day=1) == ()
    assert events(database, planned) == []


def mistral(server: TellingServer, means: str) -> Target:
    server.told["/v1/models/mistral-pebble-latest"] = {
        "id": "mistral-pebble-latest",
        "name": means,
        "max_context_length": 32000,
    }
    return make_target(
        provider="mistral",
        model="mistral-pebble-latest",
        channel=Channel.API,
        base_url=f"{server.url}/v1",
    )


def test_an_alias_that_the_service_moves_is_an_event(
    database: Database, planned: PlannedRun, server: TellingServer
):
    look(database, planned, mistral(server, "mistral-pebble-2605"))
    look(database, planned, mistral(server, "mistral-pebble-2611"), day=1)
    assert events(database, planned) == [
        ("alias_moved", "alias_means", "mistral-pebble-2605", "mistral-pebble-2611")
    ]
    assert linked_card(database, planned).key == "mistral/mistral-pebble-latest"


def test_what_a_service_tells_goes_on_the_card_that_a_person_made(
    database: Database, planned: PlannedRun, server: TellingServer
):
    target = mistral(server, "mistral-pebble-2605")
    new = NewCard("acme/ours", model=target.model, name="Ours")
    with database.write() as session:
        add_card(session, planned.workspace_id, new, NOON)
    look(database, planned, target)
    card = linked_card(database, planned)
    assert (card.key, card.name) == ("acme/ours", "Ours")
    assert {claim.field for claim in card.claims} == {"context_window", "alias_means"}


def test_a_gateway_that_tells_nothing_of_its_models_is_no_problem(
    database: Database, planned: PlannedRun, server: TellingServer
):
    target = mistral(server, "x")
    server.told.clear()
    assert look(database, planned, target) == ()
    server.told["/v1/models/mistral-pebble-latest"] = 401
    assert len(look(database, planned, target)) == 1


def store_echo(database: Database, planned: PlannedRun, answer: Answer) -> None:
    questions = StoredQuestions(
        database, planned.claimer(), OneRun(planned.run), patience_s=0, ailing=AilingTargets(60)
    )
    (question,) = questions.claim(1)
    record = SamplingRecord(requested={}, sent={"temperature": 0.2}, effective=answer.effective)
    questions.store([replace(make_asked(question, answer), sampling=record)])


def test_defaults_that_answers_echo_are_kept_and_their_change_is_an_event(
    database: Database, planned: PlannedRun
):
    echoed = {"temperature": 0.2, "top_p": 0.98, "web_search": True}
    store_echo(database, planned, make_answer(effective=echoed))
    (claim,) = linked_card(database, planned).claims
    assert (claim.field, claim.value) == ("sampling.top_p.default", 0.98)
    store_echo(database, planned, make_answer(effective=echoed))
    assert events(database, planned) == []
    store_echo(database, planned, make_answer(effective=echoed | {"top_p": 1.0}))
    assert events(database, planned) == [("default", "sampling.top_p.default", "0.98", "1.0")]


def test_answers_that_echo_nothing_leave_no_claims(database: Database, planned: PlannedRun):
    store_echo(database, planned, make_answer(effective=None))
    with database.read() as session:
        saved = targets_by_id(session, planned.workspace_id)[planned.target_ids["cool"]]
    assert saved.model_card_id is None
