"""Before asking: what the servers behind the targets tell of the models that they run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.asking.discovery import discover
from monitor.catalog.drift import Change, DriftKind, changed_claims, kind_of
from monitor.configuration.values import LOCAL_BASE_URL
from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.question import Channel, Target
from monitor.errors import BadInput, NotFound, ProviderError
from monitor.pipeline.credentials import secret_for
from monitor.providers.protocol import Discovers
from monitor.providers.registry import provider_named
from monitor.storage.configured import current_targets, link_cards, targets_by_id
from monitor.storage.drift import note_changes
from monitor.storage.engine import Database, Transaction
from monitor.storage.model_cards import (
    MAX_KEY_CHARACTERS,
    card_for_served,
    list_cards,
    save_card,
    served_card,
)

_NO_SUCH_ADDRESS = frozenset({404, 405, 501})


@dataclass(frozen=True, slots=True)
class Discovered:
    """What became of asking the servers; what they told is stored.

    Attributes:
        problems: why nothing was learned of a target, one sentence each.
    """

    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DiscoveryContext:
    """What a discovery needs from outside.

    Attributes:
        environ: the variables that hold the keys.
        extra_claims: what is known beside of the model that is served at an address.
    """

    now: datetime
    environ: Mapping[str, str] = field(repr=False)
    extra_claims: Mapping[str, Sequence[Claim]]


def discover_models(
    database: Database,
    workspace_id: int,
    targets: Mapping[int, Target],
    context: DiscoveryContext,
) -> Discovered:
    """Ask each server once, keep the cards, and link them with the targets.

    Args:
        database: where the cards are kept.
        workspace_id: whose cards they are.
        targets: by the id of their row, with addresses that can be called.
        context: the time, the keys, and what is known beside.
    """
    now = context.now
    told: dict[tuple[str, str | None, str], ModelCard | None] = {}
    cards: dict[int, ModelCard] = {}
    problems: list[str] = []
    for target_id, target in targets.items():
        place = (target.provider, target.base_url, target.model)
        if place not in told:
            told[place] = _ask_server(target, context, problems)
        card = told[place]
        if card is not None:
            cards[target_id] = card
    with database.write() as session:
        hosted = _on_own_cards(session, workspace_id, cards, targets, now)
        cards = {target_id: hosted.get(target_id, card) for target_id, card in cards.items()}
        _note_drift(session, workspace_id, cards, targets, now)
        saved = {card.key: save_card(session, workspace_id, card, now) for card in cards.values()}
        card_ids = {target_id: saved[card.key] for target_id, card in cards.items()}
        for target_id, target in targets.items():
            if target_id not in card_ids and target.channel is not Channel.SIMULATED:
                card_id = card_for_served(
                    session, workspace_id, target.provider, target.model, on=now.date(), now=now
                )
                card_ids |= {} if card_id is None else {target_id: card_id}
        link_cards(session, workspace_id, card_ids)
    return Discovered(problems=tuple(problems))


@dataclass(frozen=True, slots=True)
class InspectedTarget:
    """What became of asking the server behind one target.

    Attributes:
        asks: whether its provider has a way to ask.
        card_id: the card that the target is linked with; None where nothing is known of its model.
    """

    asks: bool
    problems: tuple[str, ...]
    card_id: int | None


def inspect_target(
    database: Database, workspace_id: int, target_key: str, context: DiscoveryContext
) -> InspectedTarget:
    """Ask the server of a target that is configured, keep what it tells, and link the card.

    Raises:
        NotFound: there is no such target.
        BadInput: it uses the model that a command starts for itself.
    """
    with database.read() as session:
        current = current_targets(session, workspace_id)
    if target_key not in current:
        raise NotFound(
            f"there is no target {target_key!r}; there is: {', '.join(current) or 'none'}"
        )
    saved = current[target_key]
    if saved.target.base_url == LOCAL_BASE_URL:
        raise BadInput(
            f"target {target_key!r} uses `base_url: local`, the model that a command starts for "
            "itself; use `namedrop models inspect` with its file"
        )
    discovered = discover_models(database, workspace_id, {saved.id: saved.target}, context)
    with database.read() as session:
        card_id = targets_by_id(session, workspace_id)[saved.id].model_card_id
    asks = isinstance(provider_named(saved.target.provider), Discovers)
    return InspectedTarget(asks, discovered.problems, card_id)


def _on_own_cards(
    session: Transaction,
    workspace_id: int,
    cards: Mapping[int, ModelCard],
    targets: Mapping[int, Target],
    now: datetime,
) -> dict[int, ModelCard]:
    """What services told of their models, each on the card that the workspace has of it.

    A server on the own machine is known by what it runs; a service by the name that is asked for.
    """
    ids: dict[int, int] = {}
    for target_id in cards:
        target = targets[target_id]
        if target.channel is Channel.API:
            card_id = card_for_served(
                session, workspace_id, target.provider, target.model, on=now.date(), now=now
            )
            ids |= {} if card_id is None else {target_id: card_id}
    known = {saved.id: saved.card for saved in list_cards(session, workspace_id)} if ids else {}
    return {
        target_id: replace(known[card_id], claims=cards[target_id].claims)
        for target_id, card_id in ids.items()
    }


def _note_drift(
    session: Transaction,
    workspace_id: int,
    cards: Mapping[int, ModelCard],
    targets: Mapping[int, Target],
    now: datetime,
) -> None:
    """Note where servers tell something else of what is behind a target than they did before."""
    known = list_cards(session, workspace_id)
    by_id = {saved.id: saved.card for saved in known}
    by_key = {saved.card.key: saved.card for saved in known}
    linked = targets_by_id(session, workspace_id)
    for target_id, card in cards.items():
        card_id = linked[target_id].model_card_id
        before = None if card_id is None else by_id.get(card_id)
        if before is not None and before.key != card.key and _was_discovered(before):
            is_name = targets[target_id].channel is Channel.API
            kind = DriftKind.ALIAS_MOVED if is_name else DriftKind.SERVED_MODEL
            other = Change(kind, "model_card", before.key, card.key)
            note_changes(session, workspace_id, target_id, [other], now)
        elif card.key in by_key:
            changes = changed_claims(by_key[card.key].claims, card.claims)
            note_changes(session, workspace_id, target_id, changes, now)


def _was_discovered(card: ModelCard) -> bool:
    """Whether a server told of it; a card of a name alone says nothing that could have changed."""
    return any(kind_of(c.field) and c.basis is Basis.DISCOVERED_AT_RUNTIME for c in card.claims)


def card_key(target: Target) -> str:
    """The key of the card of a model that does not tell about itself."""
    return f"{target.provider}/{target.model}"[:MAX_KEY_CHARACTERS]


def stub_card(target: Target) -> ModelCard:
    """A card that says nothing yet of a model that does not tell about itself."""
    return ModelCard(
        key=card_key(target), name=target.model, provider=target.provider, model=target.model
    )


def _ask_server(
    target: Target,
    context: DiscoveryContext,
    problems: list[str],
) -> ModelCard | None:
    provider = provider_named(target.provider)
    if not isinstance(provider, Discovers):
        return None
    try:
        card = discover(
            provider,
            target,
            secret_for(target, provider, context.environ),
            as_of=context.now.date(),
        )
    except ProviderError as error:
        if target.channel is Channel.API and error.status in _NO_SUCH_ADDRESS:
            return None  # a gateway that passes on questions alone; asking tells the rest
        problems.append(f"{target.key}: nothing was learned of its model: {error.message}")
        return None
    extra = tuple(context.extra_claims.get(target.base_url or "", ()))
    named = served_card(target.provider, target.model, on=context.now.date())
    if named is not None:
        card = replace(card, stands_on=named.stands_on, relation=named.relation)
    return _with_claims(card, extra)


def _with_claims(card: ModelCard, extra: tuple[Claim, ...]) -> ModelCard:
    known = {claim.field: claim.value for claim in extra}
    return replace(
        card,
        claims=card.claims + extra,
        vendor=card.vendor or _text(known.get("vendor")),
        family=card.family or _text(known.get("family")),
        open_weights=card.open_weights
        if card.open_weights is not None
        else _truth(known.get("open_weights")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
