from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.commands import run


def told(folder: Path, *arguments: str) -> str:
    done = run(["models", *arguments], cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_json(folder: Path, *arguments: str) -> Any:
    return json.loads(told(folder, *arguments, "--json"))


def test_gpt_4o_is_shown_with_its_claims_side_by_side(tmp_path: Path):
    shown = told(tmp_path, "show", "gpt-4o")
    assert "Parameters: 100-440 B (4 estimates, undisclosed by vendor)" in shown
    assert "No claim is exact" in shown
    for source in ("AmICited", "Epoch AI", "MEDEC", "EcoLogits"):
        assert source in shown
    assert "its vendor names openai/gpt-6-luna" in " ".join(shown.split())


def test_cards_are_listed_by_what_they_are(tmp_path: Path):
    cards = as_json(tmp_path, "list", "--vendor", "openai", "--open-weights")
    assert [card["key"] for card in cards] == ["openai/gpt-oss-120b", "openai/gpt-oss-20b"]
    assert as_json(tmp_path, "list", "--mine") == []
    assert "openai/gpt-oss-20b" in told(tmp_path, "list", "--family", "gpt-oss")


def test_models_are_compared_side_by_side(tmp_path: Path):
    shown = told(tmp_path, "compare", "gpt-4o", "llama3.1:8b", "claude-opus-4-5-20251101")
    for key in ("openai/gpt-4o", "meta/llama-3.1-8b", "anthropic/claude-opus"):
        assert key in shown
    assert "moe (estimate)" in " ".join(shown.split())


def test_an_id_is_resolved_with_reasons(tmp_path: Path):
    served = "us.anthropic.claude-opus-4-5-20251101-v1:0"
    assert "anthropic/claude-opus-4-5 (exact)" in told(tmp_path, "resolve", served)
    found = as_json(tmp_path, "resolve", "deepseek-chat", "--on", "2025-05-01")
    assert found["card"] == "deepseek/deepseek-v3-0324"


def test_an_own_model_and_a_claim_are_added(tmp_path: Path):
    told(
        tmp_path, "add", "acme/support", "--model", "support-v2", "--based-on", "llama3.1:8b",
        "--relation", "fine_tune", "--adapter", "lora", "--adapter-rank", "8",
        "--adapter-module", "q_proj", "--adapter-parameters", "3.41M",
    )  # fmt: skip
    (card,) = as_json(tmp_path, "list", "--mine")
    assert card["adapters"][0]["trainable_parameters"] == 3_410_000
    claim = ("claim", "gpt-4o", "parameters.total", "--basis", "estimate", "--source", "we")
    shown = told(
        tmp_path, *claim, "--low", "150B", "--high", "0.3T", "--url", "https://example.org",
        "--supersedes", "parameters.total@ecologits",
    )  # fmt: skip
    assert "100-400 B (4 estimates, undisclosed by vendor)" in shown
    assert "claim 1 replaced it" in " ".join(shown.split())
    (task,) = as_json(tmp_path, "audit")
    assert (task["card"], task["concern"]) == ("openai/gpt-4o", "retiring")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "nobody"], "there is no model card 'nobody'"),
        (["claim", "gpt-4o", "parameters.totl", "--basis", "leak", "--source", "x"], "near it are"),
        (
            [
                "claim",
                "gpt-4o",
                "parameters.total",
                "--basis",
                "leak",
                "--source",
                "x",
                "--value",
                "9",
            ],
            "expected a source URL",
        ),
        (
            ["claim", "gpt-4o", "license", "--basis", "official", "--source", "x", "--low", "9"],
            "no number",
        ),
        (["add", "acme/bot", "--model", "m", "--adapter-rank", "8"], "expected --adapter"),
        (["resolve", "x", "--on", "tomorrow"], "expected a day"),
    ],
)
def test_a_mistake_gives_one_clear_message(tmp_path: Path, arguments: list[str], said: str):
    done = run(["models", *arguments], cwd=tmp_path)
    assert done.returncode in {1, 2}
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_run_warns_of_models_that_end(tmp_path: Path):
    (tmp_path / "namedrop.yaml").write_text(
        """\
brands: [{key: acme, name: Acme, kind: own}]
prompts: [{key: p, text: Which tool is best?}]
targets: [{key: old, provider: openai, model: gpt-4}]
monitors: [{key: weekly, prompts: all, targets: all}]
"""
    )
    done = run(["run", "--dry-run"], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Target old: GPT-4 (2023) was retired on 2026-10-23" in " ".join(done.stderr.split())
    assert "openai/gpt-5.6-sol instead" in " ".join(done.stderr.split())
