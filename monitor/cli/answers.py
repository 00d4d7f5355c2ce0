"""namedrop answers: what was answered, and what was found in it."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.answer_view import print_answer, print_answers
from monitor.cli.opening import (
    DatabaseOption,
    JsonOption,
    opened_workspace,
    output,
    print_json,
)
from monitor.domain.answer import Outcome
from monitor.errors import NotFound
from monitor.reports.as_json import answer_head_json, answer_json
from monitor.storage.answers import AnswerFilter, find_answer, list_answers
from monitor.storage.configured import brand_names
from monitor.storage.findings import find_analysis
from monitor.storage.model_cards import find_card

app = typer.Typer(no_args_is_help=True, help="What was answered, and what was found in it.")


@app.command("list")
def list_(
    run: Annotated[int | None, typer.Option(help="Of this run.", show_default=False)] = None,
    target: Annotated[str | None, typer.Option(help="Of this target.", show_default=False)] = None,
    prompt: Annotated[str | None, typer.Option(help="To this prompt.", show_default=False)] = None,
    outcome: Annotated[
        Outcome | None, typer.Option(help="With this outcome.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 100,
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """List the newest answers."""
    wanted = AnswerFilter(run_id=run, target_key=target, prompt_key=prompt, outcome=outcome)
    with opened_workspace(database) as (opened, workspace_id), opened.read() as session:
        heads = list_answers(session, workspace_id, wanted, limit=limit)
    if as_json:
        print_json([answer_head_json(head) for head in heads])
    else:
        print_answers(output(), heads)


@app.command("show")
def show(
    answer_id: Annotated[int, typer.Argument(metavar="ID", help="As `answers list` shows it.")],
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Show one answer with its mentions highlighted."""
    with opened_workspace(database) as (opened, workspace_id), opened.read() as session:
        whole = find_answer(session, workspace_id, answer_id)
        if whole is None:
            raise NotFound(f"there is no answer {answer_id}; `namedrop answers list` shows the ids")
        stored = find_analysis(session, workspace_id, answer_id)
        card_id = whole.head.model_card_id
        card = None if card_id is None else find_card(session, workspace_id, str(card_id))
        names = brand_names(session, workspace_id)
    if as_json:
        print_json(answer_json(whole, stored, card))
    else:
        print_answer(output(), whole, stored, names)
