"""What a person adds to the catalog of a workspace: models of their own, and claims about any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from monitor.catalog.served_id import resolve_served
from monitor.catalog.shipped import shipped_cards
from monitor.catalog.validate import require_valid
from monitor.domain.model_card import SAME_MODEL, Adapter, Claim, ModelCard, Relation
from monitor.errors import BadInput, NotFound
from monitor.storage.claims import add_claim_row, claim_row, keep_claims
from monitor.storage.model_cards import (
    MAX_KEY_CHARACTERS,
    SavedCard,
    card_row,
    find_card,
    list_cards,
    save_card,
)
from monitor.storage.tables import ModelCardRow, ModelClaimRow


@dataclass(frozen=True, slots=True)
class NewCard:
    """A model that a person adds.

    Attributes:
        model: the id under which it is served.
        based_on: the key of a card, or an id that means one; None where it stands alone.
        aliases: further ids under which it is served.
    """

    key: str
    model: str
    name: str | None = None
    provider: str | None = None
    vendor: str | None = None
    family: str | None = None
    open_weights: bool | None = None
    based_on: str | None = None
    relation: Relation = Relation.DEPLOYMENT_OF
    aliases: Sequence[str] = ()
    adapters: Sequence[Adapter] = ()
    note: str | None = field(default=None)


def add_card(session: Session, workspace_id: int, new: NewCard, now: datetime) -> SavedCard:
    """Add a model, or say more of one that was seen; what is not given stays as it was.

    Raises:
        BadInput: the card is impossible; the message says why.
        NotFound: it is based on a card that nobody knows.
    """
    if not new.key.strip() or len(new.key) > MAX_KEY_CHARACTERS or "/" not in new.key:
        raise BadInput(
            f"expected a key like vendor/model of at most {MAX_KEY_CHARACTERS} characters, "
            f"found {new.key!r}"
        )
    if not new.model.strip():
        raise BadInput("expected the id under which the model is served, found none")
    if new.key in shipped_cards():
        raise BadInput(
            f"{new.key} is a card of the catalog; add what you know with `namedrop models claim`"
        )
    based_on = None if new.based_on is None else find_key(session, workspace_id, new.based_on)
    if based_on == new.key:
        raise BadInput(f"{new.key} cannot stand on itself")
    if based_on is None and new.relation not in SAME_MODEL:
        raise BadInput(f'relation "{new.relation}" needs the card that it is based on')
    card = ModelCard(
        key=new.key,
        name=new.name or new.model,
        provider=new.provider,
        model=new.model,
        vendor=new.vendor,
        family=new.family,
        open_weights=new.open_weights,
        stands_on=based_on,
    )
    card_id = save_card(session, workspace_id, card, now)
    session.execute(
        update(ModelCardRow)
        .where(ModelCardRow.workspace_id == workspace_id, ModelCardRow.id == card_id)
        .values(_told_by_person(new, based_on))
    )
    session.expire_all()
    return _found(session, workspace_id, new.key)


def _told_by_person(new: NewCard, based_on: str | None) -> dict[str, object]:
    told = {
        "name": new.name,
        "stands_on": based_on,
        "relation": new.relation.value if based_on is not None else None,
        "aliases": list(new.aliases) or None,
        "adapters": [asdict(adapter) for adapter in new.adapters] or None,
        "note": new.note,
    }
    return {"by_person": True} | {name: value for name, value in told.items() if value is not None}


def add_claim(
    session: Session,
    workspace_id: int,
    model: str,
    claim: Claim,
    *,
    supersedes: str | None = None,
    now: datetime,
) -> SavedCard:
    """Add a claim about a model to the workspace's catalog; nothing is overwritten.

    Args:
        session: the transaction.
        workspace_id: whose catalog.
        model: the key or number of a card, or an id that means one.
        claim: what is claimed, of whom.
        supersedes: the id of the claim on that card whose place it takes.
        now: the time of recording.

    Raises:
        BadInput: the claim is impossible or contradicts the card; every reason is told.
        NotFound: there is no such card or claim.
    """
    key = find_key(session, workspace_id, model)
    if card_row(session, workspace_id, key) is None:
        save_card(session, workspace_id, _stub_on_shipped(key), now)
    before = _found(session, workspace_id, key)
    replaced = next((each for each in before.card.claims if each.id == supersedes), None)
    if supersedes is not None and (replaced is None or replaced.field != claim.field):
        ids = [c.id for c in before.card.claims if c.field == claim.field and c.id is not None]
        raise NotFound(
            f"{key} has no claim {supersedes!r} about {claim.field}; it has "
            f"{', '.join(ids) or 'none'}"
        )
    require_valid([claim])
    if supersedes is None:
        keep_claims(session, workspace_id, before.id, [claim], now)
    else:
        place = (workspace_id, before.id)
        older = _own_row(session, workspace_id, before.id, supersedes)
        row = add_claim_row(session, place, claim, now, before=older)
        row.supersedes = supersedes if older is None else None
    session.flush()
    after = _found(session, workspace_id, key)
    current = [each for each in after.card.claims if each.superseded_by is None]
    require_valid([*_known_kinds(current, claim)])
    return after


def _known_kinds(current: Sequence[Claim], claim: Claim) -> list[Claim]:
    """What must fit together: all about parameters, experts and dates; runtime facts may be odd."""
    groups = (
        ("parameters.",),
        ("architecture.experts",),
        ("release_date", "retirement_date", "knowledge_cutoff"),
    )
    wanted = next((g for g in groups if claim.field.startswith(g)), (claim.field,))
    return [each for each in current if each.field.startswith(wanted)]


def _own_row(
    session: Session, workspace_id: int, card_id: int, supersedes: str | None
) -> ModelClaimRow | None:
    if supersedes is None or not supersedes.isdecimal():
        return None
    return claim_row(session, workspace_id, card_id, int(supersedes))


def find_key(session: Session, workspace_id: int, model: str) -> str:
    """The key of the card that a key, a number or a served id means.

    Raises:
        NotFound: nothing is known under it.
    """
    for saved in list_cards(session, workspace_id):
        if model in {saved.card.key, str(saved.id)}:
            return saved.card.key
    if model in shipped_cards():
        return model
    for saved in list_cards(session, workspace_id):
        names = {saved.card.model, *(alias.name for alias in saved.card.aliases)}
        if model in names and saved.card.stands_on is None:
            return saved.card.key
    found = resolve_served(model)
    if found.card is None:
        raise NotFound(f"there is no model card {model!r}. {' '.join(found.reasons)}")
    return found.card.key


def _stub_on_shipped(key: str) -> ModelCard:
    shipped = shipped_cards()[key]
    return ModelCard(key=key, name=shipped.name, provider=None, model=shipped.model, stands_on=key)


def _found(session: Session, workspace_id: int, key: str) -> SavedCard:
    saved = find_card(session, workspace_id, key)
    assert saved is not None  # it was written in this transaction
    return saved
