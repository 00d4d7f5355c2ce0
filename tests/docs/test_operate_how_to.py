"""The operator's guide names only what there is: commands, settings, metrics, alarms, services."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from ruamel.yaml import YAML
from typer.main import get_command

from monitor.cli.app import app
from monitor.settings import Settings
from monitor.storage.backlog import Backlog
from monitor.telemetry.metrics import exposition

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "how-to" / "operate.md").read_text()
RULES = YAML(typ="safe").load((ROOT / "deploy" / "prometheus-rules.yaml").read_text())
ALARMS = [rule for group in RULES["groups"] for rule in group["rules"]]


def test_every_command_of_the_guide_is_there():
    root = get_command(app)
    context = typer.Context(root)
    named = set(re.findall(r"namedrop ((?:[a-z-]+ ?){1,2})", GUIDE))
    known = 0
    for words in named:
        first, *rest = words.split()
        command = root.get_command(context, first)  # type: ignore[attr-defined]  # a group
        if command is None:
            continue
        known += 1
        if rest and hasattr(command, "commands"):
            assert rest[0] in command.commands, words
    assert known >= 10


def test_every_setting_of_the_guide_is_there():
    named = {name.lower() for name in re.findall(r"NAMEDROP_([A-Z_]+)", GUIDE)}
    assert named - set(Settings.model_fields) <= {"config"}  # of the compose file alone
    assert "config" in named


def test_every_alarm_is_explained_and_every_explained_one_is_there():
    explained = set(re.findall(r"^\| `(Namedrop\w+)` \|", GUIDE, re.MULTILINE))
    assert explained == {rule["alert"] for rule in ALARMS}


@pytest.mark.parametrize("rule", ALARMS, ids=lambda rule: str(rule["alert"]))
def test_an_alarm_asks_for_metrics_that_are_told(rule: dict[str, str]):
    told = set(re.findall(r"^# TYPE (\w+) ", exposition().decode(), re.MULTILINE))
    told |= {f"namedrop_backlog_{name}" for name in Backlog.__dataclass_fields__}
    asked = set(re.findall(r"namedrop_\w+", rule["expr"]))
    assert asked
    assert asked <= told


def test_every_service_of_the_guide_is_in_the_compose_file():
    services = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text())["services"]
    for line in re.findall(r"docker compose (?:stop|start|run --rm) ([a-z \-]+)", GUIDE):
        assert set(line.split()) <= set(services), line
