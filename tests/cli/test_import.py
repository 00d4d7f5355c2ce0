"""namedrop import, reanalyze and brands in real processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.commands import run, write_configuration

RECORDS = [
    {"q": {"text": "Which tool is best?"}, "reply": "Acme, then Zorbix.", "model": "m", "at": 1},
    {"q": {"text": "Which tool is best?"}, "reply": "- **Zorbix** - fine", "model": "m", "at": 2},
    {"q": {"text": "And for teams?"}, "reply": "- **Zorbix** or Acmeflow.", "model": "m", "at": 3},
]
FIELDS = ["--prompt-field", "q.text", "--answer-field", "reply", "--time-field", "at"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration with the brands Acme and Globex, and three answers of another tool."""
    write_configuration(tmp_path / "namedrop.yaml", "http://127.0.0.1:1", prompts=1)
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    return tmp_path


def take_in(folder: Path, *more: str) -> str:
    done = run(["import", "answers", "x.jsonl", *FIELDS, *more], cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_json(folder: Path, *arguments: str) -> dict[str, object]:
    done = run([*arguments, "--json"], cwd=folder)
    assert done.returncode == 0, done.stderr
    value: dict[str, object] = json.loads(done.stdout)
    return value


def test_an_import_prints_the_visibility_of_what_was_imported(folder: Path):
    assert "No brand is tracked yet" in take_in(folder)
    printed = take_in(folder, "--config", "namedrop.yaml")
    assert "0 answers stored, 3 analyzed." in printed
    assert "There already: 3." in printed
    assert "1/3" in printed
    assert "0/3" in printed


def test_a_saved_mapping_imports_the_same_again(folder: Path):
    take_in(folder, "--save-mapping", "map.yaml", "--config", "namedrop.yaml")
    counts = as_json(folder, "import", "answers", "x.jsonl", "--mapping", "map.yaml")
    assert (counts["read"], counts["stored"], counts["analyzed"]) == (3, 0, 0)


def test_bad_lines_are_told_and_left_out_on_request(folder: Path):
    with (folder / "x.jsonl").open("a") as file:
        file.write('{"reply": "Acme"}\n')
    refused = run(["import", "answers", "x.jsonl", *FIELDS], cwd=folder)
    assert refused.returncode == 2
    assert "x.jsonl:4: q.text: expected a text, found nothing" in refused.stderr
    assert "Lines left out: 1." in take_in(folder, "--skip-bad")


def test_edited_aliases_are_found_after_reanalyzing_and_nothing_is_archived(folder: Path):
    take_in(folder, "--config", "namedrop.yaml")
    configuration = folder / "namedrop.yaml"
    text = configuration.read_text()
    configuration.write_text(text.replace("name: Globex}", "name: Globex, aliases: [Zorbix]}"))
    first = run(["reanalyze", "--config", "namedrop.yaml"], cwd=folder)
    assert "3 answers read again." in first.stdout
    assert as_json(folder, "reanalyze", "--config", "namedrop.yaml") == {"read_again": 0}
    table = run(
        ["report", "visibility", "--start", "1970-01-01", "--end", "1970-01-01"], cwd=folder
    )
    assert "3/3" in table.stdout


def test_a_discovered_name_can_be_accepted_ignored_or_merged(folder: Path):
    take_in(folder, "--config", "namedrop.yaml")
    assert _discovered(folder)["Zorbix"] == 3
    run(["brands", "ignore", "zorbix"], cwd=folder)
    assert "Zorbix" not in _discovered(folder)
    accepted = run(["brands", "accept", "Zorbix"], cwd=folder).stdout
    assert '- {key: zorbix, name: "Zorbix"}' in accepted
    assert "3 answers read again." in run(["reanalyze"], cwd=folder).stdout
    run(["brands", "merge", "Acmeflow", "--into", "acme"], cwd=folder)
    listed = as_json(folder, "brands", "list")
    brands = {brand["key"]: brand["aliases"] for brand in listed["brands"]}  # type: ignore[attr-defined]  # JSON of the command
    assert brands == {"acme": ["Acmeflow"], "globex": [], "zorbix": []}
    assert listed["ignored"] == []
    assert "Zorbix" not in _discovered(folder)


def _discovered(folder: Path) -> dict[str, int]:
    done = run(["brands", "discover", "--min-answers", "1", "--json"], cwd=folder)
    return {name["name"]: name["answers"] for name in json.loads(done.stdout)}


MISTAKES = [
    (["brands", "merge", "Globex", "--into", "acme"], "means two brands"),
    (["brands", "merge", "X1", "--into", "nobody"], "there is no tracked brand 'nobody'"),
    (["brands", "accept", "ACME"], "means two brands"),
    (["brands", "accept", " "], "expected a name"),
    (["brands", "discover", "--run", "99"], "there is no run 99"),
    (["import", "answers", "x.txt"], "--format"),
]


def test_a_mistake_is_one_message(folder: Path):
    take_in(folder, "--config", "namedrop.yaml")
    for arguments, message in MISTAKES:
        done = run(arguments, cwd=folder)
        assert done.returncode in (1, 2)
        assert message in done.stderr
        assert "Traceback" not in done.stderr


def test_aliases_are_suggested_from_a_file_and_from_the_database(folder: Path):
    configuration = folder / "namedrop.yaml"
    text = configuration.read_text()
    configuration.write_text(text.replace("name: Globex}", "name: Globex GmbH}"))
    take_in(folder, "--config", "namedrop.yaml")
    from_file = as_json(folder, "brands", "suggest-aliases", "--config", "namedrop.yaml")
    assert from_file == as_json(folder, "brands", "suggest-aliases")
    assert from_file["suggested"] == [
        {"brand": "globex", "alias": "Globex", "reason": "without_legal_form"}
    ]
