"""Lays what a workspace says of a model over what the shipped catalog says of it.

Nothing is overwritten: a shipped claim that a workspace replaces stays on the card, marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.catalog.resolve import strongest_claim
from monitor.domain.model_card import SAME_MODEL, Basis, Claim, ModelCard, Relation

_SAME_FIGURES = SAME_MODEL | {Relation.QUANTIZED_FROM}
_SAME_BUILD = frozenset({Relation.FINE_TUNE, Relation.SEARCH_VARIANT})
"""What was trained on has the figures of its base; that is inherited rather than told."""

_OF_THE_BUILD = ("parameters.", "architecture", "embedding_width", "vocabulary_size", "modalities.")
_OF_ONE_OFFER = frozenset({"quantization", "region"})


def lay_over(
    card: ModelCard, base: ModelCard | None, superseded: Mapping[str, str] | None = None
) -> ModelCard:
    """The card with the claims of its base beneath its own.

    Args:
        card: as the workspace has it.
        base: the shipped card that it stands on, with the workspace's own claims about that.
        superseded: the ids of the workspace's claims by the ids of the base's that they replace.
    """
    if base is None:
        return card
    beneath = _inherited(base.claims, card.relation)
    replaced = dict(superseded or {}) | _said_anew(card.claims, beneath)
    claims = tuple(
        replace(claim, superseded_by=replaced[claim.id])
        if claim.superseded_by is None and claim.id is not None and claim.id in replaced
        else claim
        for claim in beneath
    )
    same = card.relation in _SAME_FIGURES
    return replace(
        card,
        claims=(*card.claims, *claims),
        vendor=card.vendor or base.vendor,
        family=card.family or base.family,
        open_weights=card.open_weights
        if card.open_weights is not None or not same
        else base.open_weights,
        aliases=(*card.aliases, *(base.aliases if same else ())),
        snapshots=(*card.snapshots, *(base.snapshots if same else ())),
        lineage=card.lineage or (base.lineage if same else ()),
        adapters=card.adapters or (base.adapters if same else ()),
        note=card.note or (base.note if same else None),
    )


def _inherited(claims: Sequence[Claim], relation: Relation) -> tuple[Claim, ...]:
    # What one server told of itself holds for no other one.
    told = [claim for claim in claims if claim.basis is not Basis.DISCOVERED_AT_RUNTIME]
    if relation in _SAME_FIGURES:
        return tuple(claim for claim in told if claim.field not in _OF_ONE_OFFER)
    if relation not in _SAME_BUILD:
        return ()
    build = [claim for claim in told if claim.field.startswith(_OF_THE_BUILD)]
    return tuple(
        inherited
        for field in dict.fromkeys(claim.field for claim in build)
        for inherited in _inherited_of_field([c for c in build if c.field == field], field)
    )


def _inherited_of_field(claims: Sequence[Claim], field: str) -> Sequence[Claim]:
    """What is known of the base exactly is one inherited claim; estimates stay what they are."""
    best = strongest_claim(claims, field)
    if best is None:
        return claims
    return [replace(best, basis=Basis.INHERITED, note=f"{best.basis.value} of the base model")]


def _said_anew(own: Sequence[Claim], beneath: Sequence[Claim]) -> dict[str, str]:
    """A claim of the same field, basis and source takes the place of the one beneath."""
    current = {
        (claim.field, claim.basis, claim.source): claim.id
        for claim in own
        if claim.superseded_by is None and claim.id is not None
    }
    return {
        claim.id: newer
        for claim in beneath
        if claim.id is not None
        and (newer := current.get((claim.field, claim.basis, claim.source))) is not None
    }
