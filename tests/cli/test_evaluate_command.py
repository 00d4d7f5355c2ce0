from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli import evaluate
from monitor.domain.findings import Sentiment
from monitor.errors import BadInput
from monitor.evaluation.records import (
    BrandLabel,
    Gold,
    HardNegative,
    NegativeKind,
    Record,
    Span,
    write_lines,
)
from tests.evaluation.labelled_answers import entry

APP = typer.Typer()
APP.command()(evaluate.analyze)
APP.command()(evaluate.evaluate)

ANSWER = "1. Acme is excellent.\n2. Globex is slow and unreliable.\n\nAn acme of taste."


PRINTED = """\

                          Span  Brand   Hit  Exact  False   Tone  Recom.  URL
                Answers     F1     F1  neg.   rank   rank     F1      F1   F1  Owner
 ───────────────────────────────────────────────────────────────────────────────────
 all                  1  1.000  1.000  0.0%  50.0%      -  1.000   1.000    -      -

 en                   1  1.000  1.000  0.0%  50.0%      -  1.000   1.000    -      -

 numbered_list        1  1.000  1.000  0.0%  50.0%      -  1.000   1.000    -      -

Hard negatives hit, common_word: 0 of 1
rank en-001 Globex: 3 -> 2"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(APP, [str(one) for one in arguments], catch_exceptions=False)


def label(start: int, end: int, rank: int, tone: Sentiment, *, recommended: bool) -> BrandLabel:
    return BrandLabel(True, (Span(start, end, ANSWER[start:end]),), rank, tone, recommended)


def record() -> Record:
    """Globex's rank is labelled as 3, so that there is one mistake."""
    gold = {
        "Acme": label(3, 7, 1, Sentiment.POSITIVE, recommended=True),
        "Globex": label(25, 31, 3, Sentiment.NEGATIVE, recommended=False),
    }
    return Record(
        id="en-001",
        language="en",
        prompt="Which tools should I buy?",
        answer=ANSWER,
        catalogue=(entry("Acme", own=True), entry("Globex")),
        style=("numbered_list",),
        gold=Gold(gold, ()),
        hard_negatives=(HardNegative("Acme", NegativeKind.COMMON_WORD, 60, 64, "acme"),),
    )


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.jsonl"
    write_lines(path, [record()])
    return path


def test_analyze_writes_a_line_for_each_answer(answers: Path, tmp_path: Path):
    out = tmp_path / "found.jsonl"
    result = run("analyze", answers, out)
    assert result.exit_code == 0
    (line,) = out.read_text(encoding="utf-8").splitlines()
    prediction = json.loads(line)
    assert list(prediction) == ["id", "brands", "citations"]
    acme = prediction["brands"]["Acme"]
    assert list(acme) == ["mentioned", "mentions", "rank", "sentiment", "recommended"]
    assert acme["mentions"] == [{"start": 3, "end": 7, "surface": "Acme", "kind": "name"}]
    assert (acme["mentioned"], acme["rank"]) == (True, 1)


def test_analyze_needs_no_labels(tmp_path: Path):
    path = tmp_path / "answers.jsonl"
    write_lines(path, [replace(record(), gold=None)])
    assert run("analyze", path, tmp_path / "found.jsonl").exit_code == 0


def test_an_unwritable_file_is_told(answers: Path, tmp_path: Path):
    with pytest.raises(BadInput, match="cannot be written"):
        run("analyze", answers, tmp_path / "none" / "found.jsonl")


def test_evaluate_prints_scores_by_language_and_style(answers: Path):
    printed = run("evaluate", answers, "--mistakes").stdout
    assert "\n".join(line.rstrip() for line in printed.splitlines()) == PRINTED


def test_scores_come_as_json_too(answers: Path):
    report = json.loads(run("evaluate", answers, "--json").stdout)
    assert list(report) == ["overall", "by_language", "by_style"]
    assert report["overall"]["all"] == report["by_language"]["en"]
    scores = report["by_style"]["numbered_list"]
    assert scores["spans"]["strict"]["f1"] == 1
    assert scores["rank"]["exact"] == {"hits": 1, "total": 2, "rate": 0.5}
    assert scores["hard_negatives"]["by_kind"] == {
        "common_word": {"hits": 0, "total": 1, "rate": 0}
    }


def test_mistakes_come_as_json_too(answers: Path):
    report = json.loads(run("evaluate", answers, "--json", "--mistakes").stdout)
    assert report["mistakes"] == [
        {
            "record": "en-001",
            "kind": "rank",
            "subject": "Globex",
            "expected": "3",
            "found": "2",
            "excerpt": "",
        }
    ]


def test_answers_without_labels_cannot_be_scored(tmp_path: Path):
    path = tmp_path / "answers.jsonl"
    write_lines(path, [replace(record(), gold=None)])
    with pytest.raises(BadInput, match="gold: expected labels"):
        run("evaluate", path)
