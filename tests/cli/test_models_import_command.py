from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.catalog.importers.files import ecologits, ecologits_model
from tests.e2e.commands import run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "models.json"
    guess = {"total": 300, "active": {"min": 44, "max": 132}}
    path.write_text(
        ecologits(
            ecologits_model("gpt-4o", guess, warnings=["model-arch-not-released"]),
            ecologits_model("gpt-oss-20b", {"total": 30}),
            ecologits_model("mystery-9", 1),
        )
    )
    return path


def test_an_import_adds_claims_once_and_leaves_the_rest_for_a_person(tmp_path: Path, file: Path):
    command = ["models", "import", "--from", "ecologits", file.name, "--json"]
    previewed = run([*command, "--dry-run"], cwd=tmp_path)
    done = run(command, cwd=tmp_path)
    assert previewed.stdout == done.stdout
    told = json.loads(done.stdout)
    assert [each["told"] for each in told["added"]] == ["300000000000"]
    assert told["conflicts"][0]["card"] == "openai/gpt-oss-20b"
    assert told["unresolved"] == ["mystery-9"]
    again = json.loads(run(command, cwd=tmp_path).stdout)
    assert (again["added"], again["already_there"]) == ([], told["already_there"] + 1)

    audit = run(["models", "audit"], cwd=tmp_path).stdout
    assert "EcoLogits says about 30 B, while 21 B is known" in audit
    assert "mystery-9" in audit
    assert "retiring" not in audit  # the workspace asks none of these models


def test_a_file_of_another_catalog_is_refused(tmp_path: Path, file: Path):
    done = run(["models", "import", "--from", "openrouter", file.name], cwd=tmp_path)
    assert done.returncode == 2
    assert 'no list under "data"' in done.stderr


def test_inspecting_wants_either_a_file_or_the_hub(tmp_path: Path):
    for arguments in ([], ["x.gguf", "--hub", "a/b"]):
        done = run(["models", "inspect", *arguments], cwd=tmp_path)
        assert done.returncode == 2
        assert "either a GGUF file or --hub" in done.stderr
    assert run(["models", "inspect", "absent.gguf"], cwd=tmp_path).returncode == 2
