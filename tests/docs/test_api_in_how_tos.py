"""What the how-tos on experiments and models send to the API is taken by it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from monitor.storage.configured import save_targets
from monitor.storage.engine import Database
from tests.api.api_client import Client
from tests.catalog.importers.files import OPENROUTER_MODEL, openrouter
from tests.factories.answers import NOON
from tests.factories.runs import make_run, make_target

HOW_TOS = Path(__file__).parents[2] / "docs" / "how-to"
EXPERIMENTS = (HOW_TOS / "try-one-thing.md").read_text()
MODELS = (HOW_TOS / "know-the-models.md").read_text()


@pytest.fixture
def client(sqlite_url: str) -> Iterator[Client]:
    database = Database(sqlite_url)
    planned = make_run(database)
    with database.write() as session:
        target = make_target("smollm2-cold")
        save_targets(session, planned.workspace_id, [target], NOON)
    yield Client(create_app(database, now=lambda: NOON))
    database.close()


def paths(page: str) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:8000(/v1/\S+)", page)


def test_the_experiment_of_the_page_is_planned_kept_and_shown(client: Client):
    (sweep,) = (
        json.loads(each) for each in re.findall(r"```json\n(.+?)```", EXPERIMENTS, re.DOTALL)
    )
    plan, keep, start, show = paths(EXPERIMENTS)
    planned = client.ask("POST", plan, json=sweep | {"rate": 0.5}).json()
    assert [arm["level"] for arm in planned["arms"]] == [0, 0.7, 1.4]
    assert client.ask("POST", keep, json=sweep).status_code == 201
    told = client.problem("POST", start)["detail"]
    (command,) = re.findall(r"`(namedrop experiment ask \w+)`", EXPERIMENTS)
    assert command in told
    assert client.get(show)["is_final"] is False


def test_the_target_of_the_page_is_inspected(client: Client):
    (body,) = re.findall(r"--json '(\{.+\})'", MODELS)
    told = client.ask("POST", paths(MODELS)[0], json=json.loads(body)).json()
    assert told["asks"]


def test_the_file_of_the_page_is_imported(client: Client):
    (program,) = re.findall(r"jq -Rs '\{(.+)\}'", MODELS)
    fields = dict(each.split(": ") for each in program.split(", "))
    assert fields == {"catalog": '"openrouter"', "text": ".", "dry_run": "true"}
    body = {
        "catalog": json.loads(fields["catalog"]),
        "text": openrouter(OPENROUTER_MODEL),
        "dry_run": json.loads(fields["dry_run"]),
    }
    assert client.ask("POST", paths(MODELS)[1], json=body).json()["models"] == 1
