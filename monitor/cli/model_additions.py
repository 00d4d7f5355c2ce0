"""namedrop models add and models claim: a workspace's own models, and claims about any model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from monitor.catalog.counts import parse_count
from monitor.catalog.fields import Kind, field_named
from monitor.cli.card_view import print_card
from monitor.cli.opening import (
    WORKSPACE,
    DatabaseOption,
    JsonOption,
    opened_database,
    output,
    prepared_settings,
    print_json,
)
from monitor.clock import utc_now
from monitor.domain.model_card import Adapter, Basis, Claim, Confidence, Relation, Scope
from monitor.errors import BadInput
from monitor.reports.card_json import card_json
from monitor.reports.model_catalog import find_entry
from monitor.storage.own_cards import NewCard, add_card, add_claim
from monitor.storage.workspaces import ensure_workspace

Shown = Annotated[str | None, typer.Option(help="As it is shown.", show_default=False)]
Served = Annotated[str | None, typer.Option(help="Who serves it.", show_default=False)]
Made = Annotated[str | None, typer.Option(help="Who made it.", show_default=False)]
InFamily = Annotated[str | None, typer.Option(help="Its family.", show_default=False)]
Open = Annotated[bool | None, typer.Option("--open-weights/--closed-weights", show_default=False)]
Base = Annotated[
    str | None,
    typer.Option(help="The card, or an id of it, that it comes from.", show_default=False),
]
Related = Annotated[Relation, typer.Option(help="What it is of the card that it is based on.")]
Names = Annotated[list[str] | None, typer.Option(help="Another id of it; may be repeated.")]
Tuned = Annotated[
    str | None, typer.Option(help="What was trained on top, such as lora.", show_default=False)
]
Rank = Annotated[int | None, typer.Option(min=1, help="The adapter's rank.", show_default=False)]
Alpha = Annotated[float | None, typer.Option(help="The adapter's scale.", show_default=False)]
Modules = Annotated[list[str] | None, typer.Option(help="An adapted matrix; may be repeated.")]
Trained = Annotated[
    str | None, typer.Option(help="Trainable parameters, such as 4.19M.", show_default=False)
]
Note = Annotated[str | None, typer.Option(help="What a reader should know.", show_default=False)]
Model = Annotated[str, typer.Argument(help="A card's key or number, or an id that means it.")]
OfField = Annotated[str, typer.Argument(help="Such as parameters.total or context_window.")]
Because = Annotated[Basis, typer.Option(help="Why it may be believed.")]
SaidBy = Annotated[str, typer.Option(help="Who says so, in words.")]
Value = Annotated[str | None, typer.Option(help="Such as 200B.", show_default=False)]
Low = Annotated[str | None, typer.Option(help="Lower end.", show_default=False)]
High = Annotated[str | None, typer.Option(help="Upper end.", show_default=False)]
Url = Annotated[str | None, typer.Option(help="Where it can be read.", show_default=False)]
Upstream = Annotated[list[str] | None, typer.Option(help="Where the source has it from.")]
Day = Annotated[
    str | None,
    typer.Option(help="For which day, such as 2026-01-31; else today.", show_default=False),
]
Trust = Annotated[Confidence, typer.Option(help="How far you trust it.")]
Embeddings = Annotated[
    bool | None, typer.Option("--with-embeddings/--without-embeddings", show_default=False)
]
Vision = Annotated[bool | None, typer.Option("--with-vision/--without-vision", show_default=False)]
Heads = Annotated[bool | None, typer.Option("--with-heads/--without-heads", show_default=False)]
Replaced = Annotated[
    str | None,
    typer.Option(help="The id of a claim that it replaces; see show --ids.", show_default=False),
]


def add(
    key: Annotated[str, typer.Argument(help="What to call it, such as acme/support-bot.")],
    model: Annotated[str, typer.Option(help="The id under which it is served.")],
    *,
    name: Shown = None,
    provider: Served = None,
    vendor: Made = None,
    family: InFamily = None,
    open_weights: Open = None,
    based_on: Base = None,
    relation: Related = Relation.DEPLOYMENT_OF,
    alias: Names = None,
    adapter: Tuned = None,
    adapter_rank: Rank = None,
    adapter_alpha: Alpha = None,
    adapter_module: Modules = None,
    adapter_parameters: Trained = None,
    note: Note = None,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Add a model of your own: a fine-tune, a deployment, a local file."""
    adapters = _adapters(adapter, adapter_rank, adapter_alpha, adapter_module, adapter_parameters)
    new = NewCard(
        key=key,
        model=model,
        name=name,
        provider=provider,
        vendor=vendor,
        family=family,
        open_weights=open_weights,
        based_on=based_on,
        relation=relation,
        aliases=alias or (),
        adapters=adapters,
        note=note,
    )
    now = utc_now()
    with opened_database(prepared_settings(database)) as opened, opened.write() as session:
        workspace_id = ensure_workspace(session, WORKSPACE, now)
        add_card(session, workspace_id, new, now)
        entry = find_entry(session, workspace_id, key)
    if as_json:
        print_json(card_json(entry, on=now.date()))
    else:
        print_card(output(), entry, on=now.date(), ids=False)


def _adapters(
    kind: str | None,
    rank: int | None,
    alpha: float | None,
    modules: Sequence[str] | None,
    trained: str | None,
) -> tuple[Adapter, ...]:
    if kind is None:
        if any(part is not None for part in (rank, alpha, modules, trained)):
            raise BadInput("expected --adapter beside its rank, alpha, modules or parameters")
        return ()
    count = None if trained is None else parse_count(trained)
    return (Adapter(kind, rank, alpha, tuple(modules or ()), count),)


def claim(
    model: Model,
    field: OfField,
    *,
    basis: Because,
    source: SaidBy,
    value: Value = None,
    low: Low = None,
    high: High = None,
    url: Url = None,
    upstream: Upstream = None,
    as_of: Day = None,
    confidence: Trust = Confidence.MEDIUM,
    includes_embeddings: Embeddings = None,
    includes_vision: Vision = None,
    includes_heads: Heads = None,
    note: Note = None,
    supersedes: Replaced = None,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """Add a claim about a model; the claim that it supersedes stays on the card."""
    now = utc_now()
    told = Claim(
        field=field,
        value=_read(field, value),
        low=_number(field, low),
        high=_number(field, high),
        unit=field_named(field).unit,
        basis=basis,
        source=source,
        source_url=url,
        as_of=parse_day(as_of) if as_of else now.date(),
        confidence=confidence,
        note=note,
        scope=Scope(includes_embeddings, includes_vision, includes_heads),
        upstream_urls=tuple(upstream or ()),
    )
    with opened_database(prepared_settings(database)) as opened, opened.write() as session:
        workspace_id = ensure_workspace(session, WORKSPACE, now)
        add_claim(session, workspace_id, model, told, supersedes=supersedes, now=now)
        entry = find_entry(session, workspace_id, model)
    if as_json:
        print_json(card_json(entry, on=now.date()))
    else:
        print_card(output(), entry, on=now.date(), ids=False)


def parse_day(text: str) -> date:
    """A day as it is written in options.

    Raises:
        BadInput: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"expected a day like 2026-01-31, found {text!r}") from None


def _read(field: str, text: str | None) -> int | float | str | bool | None:
    if text is None:
        return None
    match field_named(field).kind:
        case Kind.COUNT:
            return parse_count(text)
        case Kind.TRUTH:
            return _truth(text)
        case Kind.SETTING:
            return _setting(text)
        case Kind.DATE | Kind.TEXT:
            return text


def _number(field: str, text: str | None) -> int | float | None:
    value = _read(field, text)
    if isinstance(value, str | bool):
        raise BadInput(f"{field} is no number: it takes --value, not --low and --high")
    return value


def _truth(text: str) -> bool:
    words = {"true": True, "yes": True, "false": False, "no": False}
    if text.lower() not in words:
        raise BadInput(f"expected yes or no, found {text!r}")
    return words[text.lower()]


def _setting(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
