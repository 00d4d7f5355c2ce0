from __future__ import annotations

import pytest

from monitor.storage.engine import Database
from tests.api.api_client import Client
from tests.api.pages.html_page import Page
from tests.factories.experiments import result_of, tuned_names_globex
from tests.factories.many_models import MadeModel


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


@pytest.fixture
def tried(database: Database) -> str:
    """The key of a pair whose second arm names Globex far more often."""
    models = [MadeModel("base", 10**9), MadeModel("tuned", 10**9)]
    return result_of(database, "pair", models, tuned_names_globex).experiment.key


def text_of(client: Client, path: str, *, status: int = 200) -> str:
    reply = client.ask("GET", path)
    assert reply.status_code == status, reply.text
    page = Page(reply.text)
    assert len(page.all("h1")) == 1
    return " ".join(reply.text.split())


def test_an_experiment_shows_verdict_arms_and_what_was_said_before(client: Client, tried: str):
    told = text_of(client, f"/pages/experiments/{tried}")
    assert "associated with tuned-0.2: higher by" in told
    assert "Said before it was asked: told before" in told
    assert "/40)" in told
    assert "causes" not in told


def test_experiments_are_listed_with_what_was_varied(client: Client, tried: str):
    told = text_of(client, "/pages/experiments")
    assert f'href="/pages/experiments/{tried}"' in told
    assert "There is none yet." not in told


def test_without_experiments_the_page_says_so(client: Client):
    assert "There is none yet." in text_of(client, "/pages/experiments")


def test_an_unknown_experiment_is_a_page_of_its_own(client: Client, tried: str):
    assert (
        tried not in text_of(client, "/pages/experiments/nothing", status=404).split("there is")[0]
    )


def test_a_stranger_sees_no_experiment(stranger: Client, tried: str):
    assert "There is none yet." in text_of(stranger, "/pages/experiments")
    text_of(stranger, f"/pages/experiments/{tried}", status=404)
