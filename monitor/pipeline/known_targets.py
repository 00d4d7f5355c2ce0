"""What has to be known of a target to ask it: its address today, its model's card and defaults."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from monitor.catalog.defaults import defaults_from_card, defaults_from_catalog, refused_settings
from monitor.domain.account_rule import AccountRule, find_rule
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Target
from monitor.domain.sampling import ProviderDefault
from monitor.storage.configured import targets_by_id
from monitor.storage.engine import Transaction
from monitor.storage.model_cards import list_cards
from monitor.storage.workspaces import account_rules


@dataclass(frozen=True, slots=True)
class KnownTarget:
    """A target with what was learned of its model.

    Attributes:
        card: what is stored of its model; None where nothing is.
        defaults: the provider's known defaults.
        refused: settings that the provider has refused for the model.
        rule: the limits of its account; None where none are stated.
    """

    target: Target
    card_id: int | None
    card: ModelCard | None
    defaults: tuple[ProviderDefault, ...]
    refused: frozenset[str]
    rule: AccountRule | None = None


def read_known_targets(
    session: Transaction, workspace_id: int, target_ids: Collection[int], *, as_of: date
) -> dict[int, KnownTarget]:
    """What is stored of these targets and their models, by the id of the target."""
    cards = {each.id: each.card for each in list_cards(session, workspace_id)}
    rules = account_rules(session, workspace_id)
    known = {}
    for target_id, saved in targets_by_id(session, workspace_id).items():
        if target_id not in target_ids:
            continue
        card = cards.get(saved.model_card_id) if saved.model_card_id is not None else None
        told = defaults_from_card(card, as_of=as_of) if card is not None else ()
        known[target_id] = KnownTarget(
            target=saved.target,
            card_id=saved.model_card_id,
            card=card,
            defaults=told or defaults_from_catalog(saved.target.model, as_of=as_of),
            refused=refused_settings(card) if card is not None else frozenset(),
            rule=find_rule(rules, provider=saved.target.provider, base_url=saved.target.base_url),
        )
    return known
