"""Before asking: what the servers behind the targets tell of the models that they run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.asking.discovery import discover
from monitor.domain.model_card import Claim, ModelCard
from monitor.domain.question import Channel, Target
from monitor.errors import ProviderError
from monitor.pipeline.credentials import secret_for
from monitor.providers.protocol import Discovers
from monitor.providers.registry import provider_named
from monitor.storage.configured import link_cards
from monitor.storage.engine import Database
from monitor.storage.model_cards import (
    MAX_KEY_CHARACTERS,
    card_for_served,
    save_card,
    served_card,
)


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
