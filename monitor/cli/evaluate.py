"""namedrop analyze and namedrop evaluate: the analyzer on files, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.cli.opening import JsonOption, notices, output, print_json
from monitor.errors import BadInput
from monitor.evaluation.mistakes import Mistake, mistakes
from monitor.evaluation.records import read_records, write_lines
from monitor.evaluation.run import analyze_records, judge_records
from monitor.evaluation.scoring import Counts, Scores, Share, by_language, by_style, score
from monitor.reports.as_json import plain

InFile = Annotated[Path, typer.Argument(help="Labelled answers, one JSON object a line.")]

COLUMNS = (
    "Answers",
    "Span\nF1",
    "Brand\nF1",
    "Hit\nneg.",
    "Exact\nrank",
    "False\nrank",
    "Tone\nF1",
    "Recom.\nF1",
    "URL\nF1",
    "Owner",
)
"""So many fit into 100 characters; --json has the rest."""


def analyze(
    in_file: Annotated[Path, typer.Argument(help="Answers, one JSON object a line.")],
    out_file: Annotated[Path, typer.Argument(help="Where the findings go, in the same order.")],
) -> None:
    """Find the brands and cited URLs in a file of answers."""
    records = read_records(in_file)
    try:
        write_lines(out_file, analyze_records(records))
    except OSError as error:
        raise BadInput(f"{out_file}: cannot be written: {error}") from error
    notices().print(f"{len(records)} answers analyzed into {out_file}.", markup=False)


def evaluate(
    in_file: InFile,
    *,
    show_mistakes: Annotated[
        bool, typer.Option("--mistakes", help="List every difference, too.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Score the analyzer against labelled answers, by language and by kind of answer."""
    judged = judge_records(read_records(in_file))
    found = list(mistakes(judged)) if show_mistakes else []
    groups = {
        "overall": {"all": score(judged)},
        "by_language": by_language(judged),
        "by_style": by_style(judged),
    }
    if as_json:
        report: dict[str, Any] = {
            group: {name: _scores_json(scores) for name, scores in members.items()}
            for group, members in groups.items()
        }
        print_json(report | ({"mistakes": plain(found)} if show_mistakes else {}))
        return
    _print_scores(output(), groups)
    if show_mistakes:
        _print_mistakes(output(), found)


def _print_scores(console: Console, groups: dict[str, dict[str, Scores]]) -> None:
    table = Table(header_style="bold", box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False)
    table.add_column("", no_wrap=True)
    for title in COLUMNS:
        table.add_column(title, justify="right", no_wrap=True)
    for members in groups.values():
        for name, scores in members.items():
            table.add_row(name, *_cells(scores))
        table.add_section()
    console.print(table)
    for kind, share in sorted(groups["overall"]["all"].negatives_by_kind.items()):
        console.print(f"Hard negatives hit, {kind.value}: {share.hits} of {share.total}")


def _cells(scores: Scores) -> Iterator[str]:
    yield str(scores.records)
    yield from (_decimal(counts.f1) for counts in (scores.spans_relaxed, scores.brands))
    yield from (_percent(share) for share in (scores.negatives, scores.ranks, scores.false_ranks))
    yield _decimal(scores.sentiment_macro_f1)
    yield from (_decimal(counts.f1) for counts in (scores.recommended, scores.urls))
    yield _percent(scores.owned)


def _decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _percent(share: Share) -> str:
    return "-" if share.rate is None else f"{share.rate:.1%}"


def _print_mistakes(console: Console, found: list[Mistake]) -> None:
    for one in sorted(found, key=lambda mistake: (mistake.kind, mistake.record)):
        line = f"{one.kind} {one.record} {one.subject}: {one.expected or '-'} -> {one.found or '-'}"
        console.print(Text(f"{line}  {one.excerpt}".rstrip()), soft_wrap=True)


def _scores_json(scores: Scores) -> dict[str, Any]:
    return {
        "answers": scores.records,
        "spans": {
            "relaxed": _counts_json(scores.spans_relaxed),
            "strict": _counts_json(scores.spans_strict),
        },
        "brands": _counts_json(scores.brands),
        "hard_negatives": {
            **_share_json(scores.negatives),
            "by_kind": {
                kind.value: _share_json(share)
                for kind, share in sorted(scores.negatives_by_kind.items())
            },
        },
        "rank": {
            "exact": _share_json(scores.ranks),
            "false": _share_json(scores.false_ranks),
        },
        "sentiment": {
            "accuracy": scores.sentiment_accuracy,
            "macro_f1": scores.sentiment_macro_f1,
        },
        "recommended": _counts_json(scores.recommended),
        "citations": {
            "url": _counts_json(scores.urls),
            "domain": _counts_json(scores.domains),
            "owned": _share_json(scores.owned),
        },
    }


def _counts_json(counts: Counts) -> dict[str, Any]:
    return {
        "right": counts.right,
        "wrong": counts.wrong,
        "missed": counts.missed,
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
    }


def _share_json(share: Share) -> dict[str, Any]:
    return {"hits": share.hits, "total": share.total, "rate": share.rate}
