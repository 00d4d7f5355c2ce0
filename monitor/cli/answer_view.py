"""One answer as a person reads it: what was asked, the text with its mentions, what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.domain.findings import COUNTED_KINDS, Mention
from monitor.domain.json_value import JsonValue
from monitor.reports.as_json import plain
from monitor.storage.answers import AnswerHead, WholeAnswer
from monitor.storage.findings import StoredAnalysis
from monitor.storage.settled import SettledBy

MENTION = "bold black on yellow"
OTHER_OCCURRENCE = "underline"


def print_answer(
    console: Console,
    whole: WholeAnswer,
    stored: StoredAnalysis | None,
    names: Mapping[str, str],
) -> None:
    """Print an answer with its mentions highlighted, its settings and its findings.

    Args:
        console: where to print.
        whole: the answer.
        stored: what was found in it; None when it was not analyzed yet.
        names: of the brands, by key.
    """
    head = whole.head
    console.print(Text(head.prompt_text, style="bold"))
    console.print(_asked_line(head, whole.sampling), style="dim", markup=False)
    if head.failure_kind is not None:
        console.print(f"No answer: {head.failure_message} ({head.failure_kind})", markup=False)
        return
    mentions = stored.analysis.mentions if stored else ()
    console.print(Padding(highlighted(whole.text, mentions), (1, 2)))
    if stored is None:
        console.print("Not analyzed yet.", style="dim")
        return
    named = [finding for finding in stored.analysis.findings if finding.mentioned]
    if not named:
        console.print("No tracked brand is mentioned.")
    for finding in named:
        rank = f", rank {finding.rank}" if finding.rank is not None else ""
        times = "once" if finding.count == 1 else f"{finding.count} times"
        tone = "" if finding.sentiment is None else f", {finding.sentiment.value}"
        chosen = ", recommended" if finding.recommended else ""
        judged = _judged(stored.settled.get(finding.brand))
        console.print(
            f"{names[finding.brand]}: mentioned {times}{rank}{tone}{chosen}{judged}", markup=False
        )
    for citation in stored.analysis.citations:
        console.print(f"cites {citation.url}", style="dim", markup=False)


def _judged(settled: SettledBy | None) -> str:
    """Who settled a finding, and what the rules had said."""
    if settled is None:
        return ""
    tone = settled.rule_sentiment.value if settled.rule_sentiment else "no sentiment"
    chosen = "recommended" if settled.rule_recommended else "not recommended"
    return f" (judged by {settled.target_key}; the rules: {tone}, {chosen})"


def highlighted(text: str, mentions: Sequence[Mention]) -> Text:
    """The text with what counts as a mention marked, and other occurrences underlined."""
    shown = Text(text)
    for mention in mentions:
        style = MENTION if mention.kind in COUNTED_KINDS else OTHER_OCCURRENCE
        shown.stylize(style, mention.start, mention.end)
    return shown


def _asked_line(head: AnswerHead, sampling: Mapping[str, JsonValue]) -> str:
    sent = sampling.get("sent")
    settings = (
        ", ".join(f"{name} {value}" for name, value in sent.items())
        if isinstance(sent, Mapping)
        else ""
    )
    served = head.served_model or "a model that did not say its name"
    took = "" if head.latency_ms is None else f", {head.latency_ms / 1000:.1f} s"
    cost = "" if head.cost_usd is None else f", {plain(head.cost_usd)} USD ({head.cost_source})"
    return (
        f"answer {head.id}: {head.target_key}, served by {served}; {settings}; "
        f"{head.asked_at:%Y-%m-%d %H:%M} UTC{took}{cost}; outcome {head.outcome.value}"
    )


def print_answers(console: Console, heads: Sequence[AnswerHead]) -> None:
    """Print a list of answers, one a line."""
    table = Table(header_style="bold")
    for title in ("Id", "Asked (UTC)", "Target", "Prompt", "Outcome", "USD", "Served by"):
        table.add_column(title, justify="right" if title in {"Id", "USD"} else "left")
    for head in heads:
        outcome = head.outcome.value
        if head.failure_kind is not None:
            outcome = f"{outcome}: {head.failure_kind}"
        table.add_row(
            str(head.id),
            f"{head.asked_at:%Y-%m-%d %H:%M}",
            Text(head.target_key),
            Text(head.prompt_key),
            outcome,
            "-" if head.cost_usd is None else plain(head.cost_usd),
            Text(head.served_model or "-"),
        )
    console.print(table)
