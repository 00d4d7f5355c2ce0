from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.domain.answer import Served
from monitor.storage.engine import Database
from tests.e2e.commands import environment, run
from tests.factories.answers import make_answer
from tests.factories.periods import ask_twice
from tests.factories.runs import make_run

PERIODS = ["--earlier", "2026-10-01..2026-10-31", "--later", "2026-11-01..2026-11-23"]


def filled(url: str) -> None:
    database = Database(url)
    same = make_answer("Acme.", served=Served(model="tiny-1"))
    ask_twice(database, lambda _: same, lambda _: same, prompts=(7, 8))
    database.close()


def test_json_has_the_rows_of_the_api(sqlite_url: str, tmp_path: Path):
    filled(sqlite_url)
    words = ["report", "changes", *PERIODS, "--share-of-voice", "--json"]
    report = json.loads(run(words, cwd=tmp_path, env=environment(sqlite_url)).stdout)
    assert report["query"]["earlier"]["start"] == "2026-10-01"
    assert report["tested"] == len(report["rows"]) == 4
    assert {row["verdict"] for row in report["rows"]} == {"no_change_shown"}
    assert {row["later"]["prompts_left_out"] for row in report["rows"]} == {1}


def test_one_day_is_a_period_and_a_table_without_answers_says_so(sqlite_url: str, tmp_path: Path):
    database = Database(sqlite_url)
    make_run(database)
    database.close()
    words = ["report", "changes", "--later", "2026-11-02"]
    shown = run(words, cwd=tmp_path, env=environment(sqlite_url)).stdout
    assert "Changes from 2026-11-01..2026-11-01 to 2026-11-02..2026-11-02" in shown
    assert "No answers in this scope yet." in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--later", "yesterday"], "--later: expected days like 2026-10-01..2026-10-31"),
        (["--earlier", "2026-10-01..", *PERIODS[2:]], "--earlier: expected days like"),
        (PERIODS[:2], "later: expected with earlier"),
        (["--later-run", "1"], "expected both, found one"),
        (["--earlier-run", "7", "--later-run", "8"], "there is no run 7"),
        (["--by", "date"], "know no days"),
    ],
)
def test_what_is_no_comparison_is_told(
    sqlite_url: str, tmp_path: Path, words: list[str], said: str
):
    filled(sqlite_url)
    done = run(["report", "changes", *words], cwd=tmp_path, env=environment(sqlite_url))
    assert done.returncode != 0
    assert said in " ".join(done.stderr.split())
