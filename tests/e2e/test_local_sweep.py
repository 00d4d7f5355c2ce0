"""A temperature sweep on the real local model, as a user types it."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.e2e.commands import run

pytestmark = pytest.mark.skipif(
    find_spec("xllamacpp") is None, reason="the extra local-model is not installed"
)

CONFIGURATION = """\
brands:
  - {key: trello, name: Trello, kind: own}
  - {key: jira, name: Jira}
  - {key: asana, name: Asana}
prompts:
  - {key: teams, text: Which project management tools are best for a small team?}
  - {key: five, text: List the five most popular project management tools.}
targets:
  - key: tiny
    provider: llamacpp
    model: smollm2-135m-instruct
    base_url: local
    settings: {max_tokens: 80}
monitors:
  - {key: weekly, prompts: all, targets: all, repeats: 1}
"""


@pytest.mark.timeout(280)
def test_a_sweep_over_temperatures_tells_how_much_repeats_agree(tmp_path: Path):
    (tmp_path / "namedrop.yaml").write_text(CONFIGURATION)
    sweep = ["sweep", "--target", "tiny", "--setting", "temperature", "--values", "0,1.2"]
    done = run(
        ["experiment", "run", *sweep, "--repeats", "2", "--json"], cwd=tmp_path, timeout_s=270
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert [arm["answers"] for arm in result["arms"]] == [4, 4]
    cold, warm = result["arms"]
    assert cold["settings"]["temperature"] == 0
    assert cold["model_card"]["parameters"]["total"]["value"] == 134_515_008
    # At temperature 0 the model says the same each time, as far as it names brands at all.
    assert cold["agreement"]["value"] in {None, 1.0}
    assert warm["agreement"]["prompts"] + warm["agreement"]["silent_prompts"] == 2
    assert all("verdict" in trend for trend in result["trends"])
