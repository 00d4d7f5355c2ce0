from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.calculator.kinds import KINDS
from tests.e2e.commands import run


def told(folder: Path, *arguments: str) -> str:
    done = run(list(arguments), cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_published_model_is_counted_and_explained(tmp_path: Path):
    shown = told(tmp_path, "calculate", "transformer", "--preset", "llama-3.1-8b")
    assert "Transformer: 8,030,261,248 parameters" in shown
    assert "bf16 14.96 GiB" in " ".join(shown.split())
    assert "namedrop glossary transformer" in shown
    assert list(tmp_path.iterdir()) == []


def test_a_layer_is_counted_as_json(tmp_path: Path):
    shown = told(
        tmp_path, "calculate", "dense-layer", "--inputs", "1,000", "--units", "500", "--json"
    )
    done = json.loads(shown)
    assert (done["weights"], done["biases"], done["total"]) == (500_000, 500, 500_500)


def test_a_flag_switches_off_what_a_kind_has(tmp_path: Path):
    assert json.loads(told(tmp_path, "calculate", "linear", "--no-bias", "--json"))["total"] == 1


def test_every_kind_is_a_command(tmp_path: Path):
    shown = told(tmp_path, "calculate", "--help")
    assert all(name.replace("_", "-") in shown for name in KINDS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["calculate", "dense-layer", "--inputs", "x"], "inputs: expected a whole number"),
        (["calculate", "lora", "--preset", "llama-3.1-8b"], "rank: it is missing"),
        (["calculate", "transformer", "--preset", "x"], "no preset 'x'; there are gpt-2"),
        (["glossary", "nonsense"], "the glossary has no term 'nonsense'"),
        (["glossary", "--language", "fr"], "expected a language of en, pt, es"),
    ],
)
def test_a_mistake_is_told_in_one_message(tmp_path: Path, arguments: list[str], said: str):
    done = run(arguments, cwd=tmp_path)
    assert done.returncode in {1, 2}
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_terms_are_explained_in_three_languages(tmp_path: Path):
    assert "Low-rank adaptation" in told(tmp_path, "glossary", "lora")
    assert "Adaptação de posto baixo" in told(tmp_path, "glossary", "lora", "--language", "pt-BR")
    assert "rango bajo" in told(tmp_path, "glossary", "lora", "--language", "es")
    assert "federated-learning" in told(tmp_path, "glossary")
    table = told(tmp_path, "glossary", "parameters-vs-hyperparameters", "--json")
    assert len(json.loads(table)["rows"]) == 8


def test_a_model_card_says_where_its_words_are_explained(tmp_path: Path):
    shown = " ".join(told(tmp_path, "models", "show", "gpt-4o").split())
    assert "namedrop glossary TERM, with parameters, active-parameters" in shown
