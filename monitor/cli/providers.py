"""namedrop providers, targets and read: what can be asked, whether it answers, what it said."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from monitor.catalog.lifecycle import warnings_of
from monitor.cli.opening import JsonOption, known_providers, output, prepared_settings, print_json
from monitor.cli.run import DEFAULT_FILE, print_retirements
from monitor.clock import utc_now
from monitor.configuration.read import read_configuration
from monitor.domain.answer import COUNTED_OUTCOMES
from monitor.errors import BadInput
from monitor.http import Deadlines
from monitor.pipeline.check_targets import CheckedTarget, check_targets
from monitor.pipeline.credentials import environment_with_secrets
from monitor.providers.protocol import Discovers, Provider
from monitor.providers.registry import provider_named, providers
from monitor.reports.as_json import plain
from monitor.reports.recorded import read_recorded, reply_in

app = typer.Typer(no_args_is_help=True, help="The services that can be asked.")
targets_app = typer.Typer(no_args_is_help=True, help="The targets of a configuration.")

EXIT_SOME_FAILED = 1

SHOWN_SETTINGS = {
    "temperature": "Temp.",
    "top_p": "Top p",
    "top_k": "Top k",
    "seed": "Seed",
    "reasoning_effort": "Effort",
}


@app.command("list")
def list_(*, as_json: JsonOption = False) -> None:
    """List what each provider can tell, and which settings it takes."""
    known = [providers()[name] for name in sorted(providers())]
    if as_json:
        print_json([_provider_json(provider) for provider in known])
        return
    table = Table(header_style="bold")
    for title in ("Provider", "Channel", "Key", "Search", "Tells", *SHOWN_SETTINGS.values()):
        table.add_column(title, overflow="fold")
    for provider in known:
        table.add_row(
            provider.name,
            provider.channel.value,
            provider.api_key_env or "-",
            "yes" if provider.features.web_search else "-",
            _told(provider),
            *("yes" if name in provider.wire_names else "-" for name in SHOWN_SETTINGS),
        )
    output().print(table)


def _told(provider: Provider) -> str:
    features = provider.features
    told = [
        ("citations", features.citations),
        ("retrieved", features.retrieved),
        ("searches", features.searches),
        ("cost", features.cost),
        ("model parameters", isinstance(provider, Discovers)),
    ]
    return ", ".join(name for name, is_told in told if is_told) or "the text"


def _provider_json(provider: Provider) -> dict[str, object]:
    return {
        "name": provider.name,
        "channel": provider.channel.value,
        "api_key_env": provider.api_key_env,
        "base_url": provider.base_url,
        "features": plain(provider.features),
        "discovers": isinstance(provider, Discovers),
        "settings": dict(provider.wire_names),
        "options": dict(provider.options),
    }


@targets_app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="The configuration.")] = DEFAULT_FILE,
    target: Annotated[
        list[str] | None, typer.Option(help="Only this one; may be repeated.", show_default=False)
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Ask every target one short question: does the key work, does the model exist, what is taken.

    Each call costs a few tokens. Nothing is stored.
    """
    configuration = read_configuration(file, known_providers())
    known = [each.key for each in configuration.targets]
    unknown = [key for key in target or () if key not in known]
    if unknown:
        raise BadInput(f"there is no target {unknown[0]!r} in {file}; it has {', '.join(known)}")
    settings = prepared_settings(None)
    chosen = [each for each in configuration.targets if target is None or each.key in target]
    if not as_json:
        print_retirements(chosen)
    deadlines = Deadlines(
        settings.connect_timeout_s, settings.read_timeout_s, settings.total_timeout_s
    )
    checked = check_targets(
        chosen,
        environment_with_secrets(settings.secrets_file),
        deadlines,
    )
    if as_json:
        print_json([_checked_json(each) for each in checked])
    else:
        _print_checked(checked)
    if any(each.asked.answer.outcome not in COUNTED_OUTCOMES for each in checked):
        raise typer.Exit(EXIT_SOME_FAILED)


def _checked_json(checked: CheckedTarget) -> dict[str, object]:
    asked = checked.asked
    ends = warnings_of([checked.target], on=utc_now().date()).get(checked.target.key)
    return {
        "target": checked.target.key,
        "outcome": asked.answer.outcome.value,
        "failure": plain(asked.answer.failure),
        "served_model": asked.answer.served.model,
        "sent": plain(asked.sampling.sent),
        "dropped": plain(asked.sampling.dropped),
        "latency_ms": asked.latency_ms,
        "cost_usd": plain(asked.answer.cost_usd),
        "retirement": plain(ends),
    }


def _print_checked(checked: tuple[CheckedTarget, ...]) -> None:
    table = Table(header_style="bold")
    for title in ("Target", "Outcome", "Served by", "Took", "Left out"):
        table.add_column(title)
    for each in checked:
        failure = each.asked.answer.failure
        outcome = each.asked.answer.outcome.value
        dropped = "; ".join(f"{one.field}: {one.reason}" for one in each.asked.sampling.dropped)
        table.add_row(
            Text(each.target.key),
            Text(f"{failure.kind}: {failure.message}" if failure else outcome),
            Text(each.asked.answer.served.model or "-"),
            "-" if each.asked.latency_ms is None else f"{each.asked.latency_ms / 1000:.1f} s",
            Text(dropped or "-"),
        )
    output().print(table)


def read(
    file: Annotated[Path, typer.Argument(help="A body, or an envelope with status and body.")],
    provider: Annotated[str, typer.Option(help="Whose reply it is; see `providers list`.")],
) -> None:
    """Read a recorded reply of a provider and print it as an answer in JSON."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: cannot be read: {error.strerror}") from error
    print_json(read_recorded(provider_named(provider), reply_in(content)))
