from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.storage.engine import Database
from monitor.storage.model_cards import find_card, known_card, list_cards, save_card
from monitor.storage.own_cards import NewCard, add_card, add_claim
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
OWN = Claim("sampling.seed.taken", False, Basis.OFFICIAL, "our tests", date(2026, 11, 24))
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


def known(database: Database, workspace_id: int, provider: str, served: str) -> ModelCard | None:
    with database.read() as session:
        return known_card(session, workspace_id, provider, served, on=NOON.date())


def test_what_is_known_of_a_served_model_is_read_without_keeping_anything(database: Database):
    workspace_id = make_run(database).workspace_id
    shipped = known(database, workspace_id, "azure", "gpt-4o")
    assert shipped is not None
    assert (shipped.key, shipped.stands_on, shipped.vendor) == (
        "azure/gpt-4o",
        "openai/gpt-4o",
        "openai",
    )
    unknown = known(database, workspace_id, "vllm", "nobody-knows-me")
    assert unknown is not None
    assert unknown.claims == ()
    with database.read() as session:
        assert list_cards(session, workspace_id) == ()


def test_what_a_person_added_for_a_name_is_what_is_known_of_it(database: Database):
    workspace_id = make_run(database).workspace_id
    new = NewCard("acme/support", "support-v2", provider="vllm", aliases=("support",))
    with database.write() as session:
        add_card(session, workspace_id, new, NOON)
        add_claim(session, workspace_id, "openai/gpt-4o", OWN, now=NOON)
    for served in ("support-v2", "support"):
        card = known(database, workspace_id, "vllm", served)
        assert card is not None
        assert card.key == "acme/support"
    other = known(database, workspace_id, "openai_compatible", "support-v2")
    assert other is not None
    assert other.key == "openai_compatible/support-v2"
    deployed = known(database, workspace_id, "azure", "gpt-4o")
    assert deployed is not None
    assert OWN in deployed.claims


def test_what_a_server_told_before_is_what_is_known_of_it(database: Database):
    workspace_id = make_run(database).workspace_id
    save(database, workspace_id, CARD)
    assert known(database, workspace_id, "llamacpp", "tiny") == CARD
    save(
        database, workspace_id, replace(CARD, key="azure/gpt-4o", provider="azure", model="gpt-4o")
    )
    card = known(database, workspace_id, "azure", "gpt-4o")
    assert card is not None
    assert TEXT in card.claims
    assert card.stands_on == "openai/gpt-4o"
    assert len(card.claims) > len(CARD.claims)
