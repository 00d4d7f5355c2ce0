"""The commands as a user types them, in real processes against a real model server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.chat_server import ChatServer
from tests.e2e.commands import environment, run, write_configuration


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a run of 4 prompts x 3 repeats has been asked."""
    folder = tmp_path_factory.mktemp("asked")
    with ChatServer(delay_s=0) as server:
        write_configuration(folder / "namedrop.yaml", server.base_url, prompts=4, repeats=3)
        done = run(["run"], cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "12 calls" in done.stderr
    return folder


def test_run_prints_the_visibility_table(asked: Path):
    printed = run(["report", "visibility"], cwd=asked).stdout
    assert "100%" in printed
    assert "12/12" in printed
    assert "temperature 0.2" in printed


def test_the_report_has_counts_intervals_and_the_target(asked: Path):
    report = json.loads(run(["report", "visibility", "--json"], cwd=asked).stdout)
    acme = next(row for row in report["rows"] if row["brand"]["key"] == "acme")
    rate = acme["metrics"]["mention_rate"]
    assert (rate["k"], rate["n"], rate["n_prompts"], rate["value"]) == (12, 12, 4, 1.0)
    assert rate["ci_low"] < rate["ci_high"] == 1.0
    assert acme["target"]["settings"] == {"temperature": 0.2}
    assert acme["served_models"] == ["m-1"]


def test_rows_can_be_grouped_and_filtered(asked: Path):
    shown = run(["report", "visibility", "--by", "temperature, web_search"], cwd=asked)
    assert shown.returncode == 0, shown.stderr
    assert "temperature: 0.2" in shown.stdout
    assert "web search: off" in shown.stdout
    where = "temperature <= 0.7 and not web_search = true"
    arguments = ["--where", where, "--by", "all", "--pool", "sampling", "--json"]
    report = json.loads(run(["report", "visibility", *arguments], cwd=asked).stdout)
    assert report["query"]["dimensions"] == ["brand"]
    assert report["query"]["where"]["and"][1] == {"not": {"field": "web_search", "eq": True}}
    assert {row["metrics"]["mention_rate"]["n"] for row in report["rows"]} == {12}
    none = run(["report", "visibility", "--where", "temperature > 0.7"], cwd=asked).stdout
    assert "The answers here have temperature: 0.2." in none


def test_every_table_shows_the_models_parameters_and_what_was_sent(asked: Path):
    for arguments in (["visibility"], ["citations", "--by", "target"]):
        shown = run(["report", *arguments], cwd=asked).stdout
        for told in ("parameters", "active: not recorded", "context not known", "temperature 0.2"):
            assert told in shown, arguments


def test_answers_are_listed_and_shown(asked: Path):
    heads = json.loads(run(["answers", "list", "--json"], cwd=asked).stdout)
    assert len(heads) == 12
    shown = run(["answers", "show", str(heads[0]["id"])], cwd=asked).stdout
    assert "Acme: mentioned once, rank 1" in shown
    whole = json.loads(run(["answers", "show", str(heads[0]["id"]), "--json"], cwd=asked).stdout)
    assert [m["surface"] for m in whole["analysis"]["mentions"]] == ["Acme", "Globex"]
    assert whole["sampling"]["sent"] == {"temperature": 0.2}
    assert json.loads(whole["raw"]["body"])["model"] == "m-1"


def test_an_empty_period_says_so(asked: Path):
    printed = run(
        ["report", "visibility", "--start", "2020-01-01", "--end", "2020-01-02"], cwd=asked
    )
    assert "No answers in this scope yet." in printed.stdout


def test_init_writes_a_configuration_that_a_dry_run_accepts(tmp_path: Path):
    assert run(["init"], cwd=tmp_path).returncode == 0
    done = run(["run", "--dry-run"], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "calls" in done.stderr
    assert "nothing was asked" in done.stdout
    assert not (tmp_path / "namedrop.sqlite3").exists()


def test_a_database_is_upgraded_on_request(tmp_path: Path):
    first = run(["db", "upgrade"], cwd=tmp_path)
    assert "upgraded from empty" in first.stdout
    assert "already" in run(["db", "upgrade"], cwd=tmp_path).stdout


MISTAKES = [
    (["run", "nowhere.yaml"], "nowhere.yaml"),
    (["run", "--monitor", "hourly"], "there is no monitor 'hourly'"),
    (["answers", "show", "99999"], "there is no answer 99999"),
    (["models", "show", "nobody"], "there is no model card 'nobody'"),
    (["report", "visibility", "--end", "2026-01-01"], "--end was given without --start"),
    (
        ["report", "visibility", "--start", "2026-02-01", "--end", "2026-01-01"],
        "expected end on or after start",
    ),
    (
        ["report", "visibility", "--start", "2026-01-01", "--time-zone", "Mars/Olympus"],
        "expected a name like Europe/Berlin",
    ),
    (["report", "visibility", "--by", "vendr"], "found 'vendr'; did you mean \"vendor\"?"),
    (["report", "visibility", "--by", "vendor,vendor"], "each once"),
    (
        ["report", "visibility", "--where", "vendor = meta and temperature < hot"],
        "temperature: expected a number, found 'hot'; see character 33, at \"hot\"",
    ),
    (["report", "citations", "--where", "(vendor = x"], 'expected "and", "or" or ")"'),
    (["answers", "list", "--database", "oracle://x/y"], "expected a database of kind"),
    (["answers", "list", "--database", "postgresql://u:hunter2@127.0.0.1:1/x"], "cannot be used"),
    (["init"], "expected a file that does not exist yet"),
]


@pytest.mark.parametrize(("arguments", "expected"), MISTAKES, ids=lambda v: " ".join(v)[:40])
def test_a_mistake_gives_one_clear_message(asked: Path, arguments: list[str], expected: str):
    done = run(arguments, cwd=asked)
    assert done.returncode in {1, 2}
    assert expected in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stderr + done.stdout


def test_reading_before_anything_was_stored_says_what_to_do(tmp_path: Path):
    done = run(["answers", "list"], cwd=tmp_path)
    assert done.returncode == 1
    assert "run `namedrop run`" in done.stderr


def test_a_broken_setting_names_its_variable(tmp_path: Path):
    env = environment(f"sqlite:///{tmp_path}/x.sqlite3", concurrency="many")
    done = run(["db", "upgrade"], cwd=tmp_path, env=env)
    assert done.returncode == 2
    assert "NAMEDROP_CONCURRENCY" in done.stderr


def test_a_model_server_that_is_down_is_a_stored_outcome(tmp_path: Path):
    write_configuration(tmp_path / "namedrop.yaml", "http://127.0.0.1:1/v1", prompts=2)
    env = environment(f"sqlite:///{tmp_path}/namedrop.sqlite3", max_attempts="1")
    done = run(["run"], cwd=tmp_path, env=env)
    assert done.returncode == 1
    assert "no question was answered" in done.stderr
    assert "Traceback" not in done.stderr
    heads = json.loads(run(["answers", "list", "--json"], cwd=tmp_path).stdout)
    assert {(h["outcome"], h["failure"]["kind"]) for h in heads} == {("error", "unreachable")}
    assert "127.0.0.1:1" in heads[0]["failure"]["message"]


def test_a_missing_key_is_told_before_anything_is_asked(tmp_path: Path):
    path = write_configuration(tmp_path / "namedrop.yaml", "http://127.0.0.1:1/v1", prompts=2)
    path.write_text(
        path.read_text().replace("    model: m\n", "    model: m\n    api_key_env: MY_KEY\n")
    )
    assert run(["run", "--dry-run"], cwd=tmp_path).returncode == 0
    done = run(["run"], cwd=tmp_path)
    assert done.returncode == 2
    assert "MY_KEY" in done.stderr
    assert not (tmp_path / "namedrop.sqlite3").exists()
