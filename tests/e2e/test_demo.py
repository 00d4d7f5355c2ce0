"""The demo as a newcomer runs it, on the real local model."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.e2e.commands import run, run_installed

pytestmark = pytest.mark.skipif(
    find_spec("xllamacpp") is None, reason="the extra local-model is not installed"
)


@pytest.mark.timeout(280)
def test_the_demo_asks_a_real_model_and_knows_its_parameters(tmp_path: Path):
    done = run_installed(["demo", "--quick"], cwd=tmp_path, env=dict(os.environ), timeout_s=270)
    assert done.returncode == 0, done.stderr
    assert "very small" in done.stderr
    assert "134.5 M parameters" in done.stdout
    assert "Q4_1" in done.stdout
    assert "Type next" in done.stdout

    database = ["--json", "--database", "namedrop-demo.sqlite3"]
    (card,) = json.loads(run(["models", "list", "--mine", *database], cwd=tmp_path).stdout)
    total = card["parameters"]["total"]
    assert (total["value"], total["basis"]) == (134_515_008, "discovered_at_runtime")
    answers = json.loads(run(["answers", "list", *database], cwd=tmp_path).stdout)
    assert len(answers) == 30
    assert {answer["outcome"] for answer in answers} <= {"ok", "truncated"}
    report = json.loads(run(["report", "visibility", *database], cwd=tmp_path).stdout)
    assert len(report["rows"]) == 5 * 3
    for row in report["rows"]:
        assert row["metrics"]["mention_rate"]["n"] == 10
        assert row["model_card"]["parameters"]["total"]["value"] == 134_515_008
