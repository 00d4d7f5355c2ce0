"""namedrop judge: a model settles what the rules are unsure of, and both are compared."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.judge_progress import judge_and_watch
from monitor.cli.judge_view import judged_json, planned_json, print_judged, print_plan
from monitor.cli.opening import (
    DatabaseOption,
    JsonOption,
    known_providers,
    opened_workspace,
    output,
    prepared_settings,
    print_json,
)
from monitor.cli.run import DEFAULT_FILE, EXIT_NOTHING_ANSWERED, EXIT_STOPPED
from monitor.clock import utc_now
from monitor.configuration.configuration import Configuration, missing_keys
from monitor.configuration.problem import BadConfiguration
from monitor.configuration.read import read_configuration
from monitor.configuration.schema import DEFAULT_JUDGE_LIMIT
from monitor.domain.question import Target
from monitor.errors import BadInput
from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.credentials import environment_with_secrets
from monitor.pipeline.judge import plan_judging
from monitor.pipeline.judge_questions import JudgeStop
from monitor.pipeline.judge_selection import DEFAULT_MAX_CALLS, JudgeOrder
from monitor.settings import Settings
from monitor.storage.runs import run_named

_Target = Annotated[
    str | None, typer.Option(help="Who judges; otherwise the file's `judge`.", show_default=False)
]
_Run = Annotated[int | None, typer.Option(help="Only answers of this run.", show_default=False)]
_Limit = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Close findings to judge now, the least sure first: the file's, or "
        f"{DEFAULT_JUDGE_LIMIT}.",
        show_default=False,
    ),
]
_Sample = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Judge so many findings drawn at random from all, to measure agreement.",
        show_default=False,
    ),
]
_MaxUsd = Annotated[
    str | None, typer.Option(help="What the calls may cost in US dollars.", show_default=False)
]


def judge(
    file: Annotated[Path, typer.Argument(help="The configuration.")] = DEFAULT_FILE,
    *,
    target: _Target = None,
    run: _Run = None,
    limit: _Limit = None,
    sample: _Sample = None,
    max_calls: Annotated[
        int, typer.Option(min=1, help="Calls to the model, retries included.")
    ] = DEFAULT_MAX_CALLS,
    max_usd: _MaxUsd = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be judged; ask nothing.")
    ] = False,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Let a model judge sentiment and recommendation where the rules are unsure.

    A verdict is stored once and settles its finding; the rules' own values stay beside it. A
    sampled finding of which the rules are sure is compared and stays as it is.
    """
    configuration = read_configuration(file, known_providers())
    chosen = _chosen_target(configuration, target)
    default = configuration.judge.limit if configuration.judge else DEFAULT_JUDGE_LIMIT
    order = JudgeOrder(run, limit or default, sample, max_calls, _amount(max_usd))
    settings = prepared_settings(database)
    if not dry_run:
        _check_key(configuration, chosen, settings)
    with opened_workspace(database) as (opened, workspace_id):
        if run is not None:
            with opened.read() as session:
                run_named(session, workspace_id, run)
        analyze_answers(opened, workspace_id, now=utc_now)
        if dry_run:
            planned = plan_judging(opened, workspace_id, chosen, order, now=utc_now())
            if as_json:
                print_json(planned_json(chosen, order, planned))
            else:
                print_plan(output(), chosen, order, planned)
            return
        judged = judge_and_watch(opened, workspace_id, chosen, order, settings)
    if as_json:
        print_json(judged_json(judged))
    else:
        print_judged(output(), judged)
    if judged.stop is JudgeStop.SIGNAL:
        raise typer.Exit(EXIT_STOPPED)
    over_budget = judged.stop is JudgeStop.OVER_BUDGET
    if (judged.tally.failed or over_budget) and not judged.tally.replies:
        raise typer.Exit(EXIT_NOTHING_ANSWERED)


def _chosen_target(configuration: Configuration, key: str | None) -> Target:
    if key is None and configuration.judge is None:
        raise BadInput(
            f"say who judges with --target, or write `judge: {{target: KEY}}` into "
            f"{configuration.file}"
        )
    wanted = key or (configuration.judge.target_key if configuration.judge else "")
    for target in configuration.targets:
        if target.key == wanted:
            return target
    known = ", ".join(target.key for target in configuration.targets)
    raise BadInput(f"there is no target {wanted!r} in {configuration.file}; it has {known}")


def _check_key(configuration: Configuration, target: Target, settings: Settings) -> None:
    environ = environment_with_secrets(settings.secrets_file)
    missing = missing_keys(configuration, [target], known=known_providers(), environ=environ)
    if missing:
        raise BadConfiguration(missing)


def _amount(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        amount = Decimal(text)
    except ArithmeticError:
        amount = Decimal(-1)
    if not (amount.is_finite() and amount > 0):
        raise BadInput(f"--max-usd: expected an amount above 0 such as 0.50, found {text!r}")
    return amount
