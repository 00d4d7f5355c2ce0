"""The how-to about periods is done as it stands, over two runs a month apart."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from api.app import create_app
from api.schemas.changes import ChangesRequest
from monitor.domain.answer import Answer, Served
from monitor.domain.question import Question
from monitor.reports.changes_rows import ChangeVerdict
from monitor.storage.engine import Database
from tests.api.api_client import Client
from tests.e2e.commands import environment, run
from tests.factories.answers import NOON, make_answer
from tests.factories.periods import ask_twice

PAGE = (Path(__file__).parents[2] / "docs/how-to/compare-periods.md").read_text()


def commands() -> list[list[str]]:
    lines = re.findall(r"^\$ namedrop (.+)$", PAGE, re.MULTILINE)
    return [shlex.split(line) for line in lines]


def answered_by(model: str, brand: str) -> Answer:
    return make_answer(f"{brand}.", served=Served(model=model))


def fill(url: str, later_model: str) -> None:
    def before(_question: Question) -> Answer:
        return answered_by("tiny-1", "Globex")

    def after(question: Question) -> Answer:
        brand = "Acme" if question.repetition < 3 else "Globex"
        return answered_by(later_model, brand)

    database = Database(url)
    ask_twice(database, before, after)
    database.close()


def test_the_commands_of_the_page_find_the_change(sqlite_url: str, tmp_path: Path):
    fill(sqlite_url, "tiny-1")
    env = environment(sqlite_url)
    assert len(commands()) == 4
    for words in commands():
        done = run(words, cwd=tmp_path, env=env)
        assert done.returncode == 0, done.stderr
        if "--where" not in words:
            assert "rose" in done.stdout
            assert "fell" in done.stdout


def test_across_a_break_the_page_tells_the_very_refusal(sqlite_url: str, tmp_path: Path):
    fill(sqlite_url, "tiny-2")
    env = environment(sqlite_url)
    refused = run(commands()[0], cwd=tmp_path, env=env)
    (told,) = re.findall(r"```text\n(.+?)\n```", PAGE, re.DOTALL)
    assert refused.returncode != 0
    assert refused.stdout == ""
    assert " ".join(refused.stderr.split()) == told
    (across,) = (words for words in commands() if "--across-breaks" in words)
    shown = run(across, cwd=tmp_path, env=env).stdout
    for part in ("earlier: tiny-1", "later: tiny-2", "rose", "is a break, not a"):
        assert part in shown


def test_the_request_of_the_page_is_answered(sqlite_url: str):
    fill(sqlite_url, "tiny-2")
    (request,) = re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL)
    assert ChangesRequest.model_validate_json(request).across_breaks
    database = Database(sqlite_url)
    client = Client(create_app(database, now=lambda: NOON))
    headers = {"content-type": "application/json"}
    reply = client.ask("POST", "/v1/reports/changes", content=request, headers=headers)
    database.close()
    assert {row["verdict"] for row in reply.json()["rows"]} == {"rose", "fell"}


@pytest.mark.parametrize("verdict", ChangeVerdict)
def test_the_page_explains_every_verdict(verdict: ChangeVerdict):
    table = "".join(re.findall(r"^\| (`.+?) \|", PAGE, re.MULTILINE))
    assert f"`{verdict.value}`" in table
