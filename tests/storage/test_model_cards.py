from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.storage.engine import Database
from monitor.storage.model_cards import find_card, list_cards, save_card
from monitor.storage.tables import ModelClaimRow
from tests.factories.answers import NOON
from tests.factories.runs import make_run

TOTAL = Claim(
    "parameters.total",
    134_515_008,
    Basis.DISCOVERED_AT_RUNTIME,
    "GET /v1/models",
    date(2026, 11, 24),
    unit="parameters",
)
HUGE = Claim("parameters.active", 2**70, Basis.OFFICIAL, "a paper", date(2026, 1, 1), low=1.5)
TEXT = Claim("quantization", "Q4_1", Basis.DISCOVERED_AT_RUNTIME, "GET /props", date(2026, 11, 24))
CARD = ModelCard("llamacpp/tiny", "Tiny", "llamacpp", "tiny", (TOTAL, HUGE, TEXT), vendor="Lab")


def save(database: Database, workspace_id: int, card: ModelCard) -> int:
    with database.write() as session:
        return save_card(session, workspace_id, card, NOON)


def test_a_card_comes_back_with_its_claims(database: Database):
    planned = make_run(database)
    card_id = save(database, planned.workspace_id, CARD)
    with database.read() as session:
        found = find_card(session, planned.workspace_id, "llamacpp/tiny")
        assert find_card(session, planned.workspace_id, str(card_id)) == found
        assert find_card(session, planned.workspace_id, "nobody/nothing") is None
    assert found is not None
    assert found.card == CARD


def test_saying_the_same_again_adds_nothing(database: Database):
    planned = make_run(database)
    assert save(database, planned.workspace_id, CARD) == save(database, planned.workspace_id, CARD)
    with database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ModelClaimRow)) == 3


def test_a_new_figure_supersedes_the_old_one_which_stays(database: Database):
    planned = make_run(database)
    save(database, planned.workspace_id, CARD)
    newer = replace(TOTAL, value=135_000_000)
    save(database, planned.workspace_id, replace(CARD, claims=(newer, HUGE, TEXT)))
    with database.read() as session:
        (saved,) = list_cards(session, planned.workspace_id)
        assert session.scalar(sa.select(sa.func.count()).select_from(ModelClaimRow)) == 4
    current = {claim for claim in saved.card.claims if claim.superseded_by is None}
    assert current == {newer, HUGE, TEXT}
    (older,) = set(saved.card.claims) - current
    (newer_id,) = (claim.id for claim in current if claim.field == TOTAL.field)
    assert (older.value, older.superseded_by) == (TOTAL.value, newer_id)


def test_a_stranger_from_another_workspace_sees_no_card(database: Database):
    planned = make_run(database)
    other = make_run(database, workspace="other")
    save(database, planned.workspace_id, CARD)
    with database.read() as session:
        assert list_cards(session, other.workspace_id) == ()
