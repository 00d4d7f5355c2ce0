from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.catalog.counts import display_count
from monitor.catalog.shipped import shipped_cards
from monitor.catalog.summary import summarize
from monitor.domain.answer import Served
from monitor.domain.model_card import Adapter, Basis, Claim, Confidence, ModelCard, Relation, Scope
from monitor.domain.question import Channel, Prompt, Question, Target
from monitor.errors import BadInput, NotFound
from monitor.storage.engine import Database
from monitor.storage.model_cards import (
    SavedCard,
    card_for_answer,
    card_for_served,
    find_card,
    list_cards,
    save_card,
)
from monitor.storage.own_cards import NewCard, add_card, add_claim, find_key
from monitor.storage.workspaces import ensure_workspace
from tests.factories.answers import NOON, make_answer, make_asked

DAY = date(2026, 11, 24)
ESTIMATE = Claim(
    "parameters.total",
    300 * 10**9,
    Basis.ESTIMATE,
    "our analyst",
    DAY,
    unit="parameters",
    source_url="https://example.org/note",
    confidence=Confidence.LOW,
    scope=Scope(embeddings=True),
    upstream_urls=("https://example.org/table",),
)


@pytest.fixture
def workspace_id(database: Database) -> int:
    with database.write() as session:
        return ensure_workspace(session, "default", NOON)


def claimed(
    database: Database,
    workspace_id: int,
    claim: Claim = ESTIMATE,
    *,
    model: str = "gpt-4o",
    supersedes: str | None = None,
) -> SavedCard:
    with database.write() as session:
        return add_claim(session, workspace_id, model, claim, supersedes=supersedes, now=NOON)


def added(database: Database, workspace_id: int, new: NewCard) -> SavedCard:
    with database.write() as session:
        return add_card(session, workspace_id, new, NOON)


def shown_total(card: ModelCard) -> str:
    return display_count(summarize(card).total)


def test_a_claim_stands_beside_the_shipped_ones(database: Database, workspace_id: int):
    card = claimed(database, workspace_id).card
    assert shown_total(card) == "100-440 B (5 estimates, undisclosed by vendor)"
    assert ESTIMATE in card.claims
    assert shown_total(shipped_cards()["openai/gpt-4o"]).startswith("100-440 B (4 estimates")


def test_a_superseded_shipped_claim_stays_and_is_marked(database: Database, workspace_id: int):
    name = "parameters.total@ecologits"
    card = claimed(database, workspace_id, supersedes=name).card
    (older,) = (claim for claim in card.claims if claim.id == name)
    (newer,) = (claim for claim in card.claims if claim.id == older.superseded_by)
    assert newer == ESTIMATE
    assert shown_total(card) == "100-400 B (4 estimates, undisclosed by vendor)"


def test_an_own_claim_is_superseded_by_its_id(database: Database, workspace_id: int):
    first = claimed(database, workspace_id).card
    (own,) = (claim for claim in first.claims if claim.source == "our analyst")
    newer = replace(ESTIMATE, source="another", value=350 * 10**9)
    card = claimed(database, workspace_id, newer, supersedes=own.id).card
    assert len(card.claims) == len(first.claims) + 1
    assert [c.source for c in card.claims if c.superseded_by] == ["our analyst"]


def test_saying_the_same_twice_adds_nothing(database: Database, workspace_id: int):
    assert claimed(database, workspace_id) == claimed(database, workspace_id)


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        (replace(ESTIMATE, source_url=None), "source URL"),
        (replace(ESTIMATE, field="parameters.active", value=10**15), "at or below"),
        (replace(ESTIMATE, field="parameters.sum"), "there is no field"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_and_nothing_is_kept(
    database: Database, workspace_id: int, claim: Claim, problem: str
):
    with pytest.raises(BadInput, match=problem):
        claimed(database, workspace_id, claim)
    with database.read() as session:
        assert list_cards(session, workspace_id) == ()


def test_a_claim_can_only_supersede_one_about_the_same_field(database: Database, workspace_id: int):
    with pytest.raises(NotFound, match=r"it has parameters\.total@amicited_glossary"):
        claimed(database, workspace_id, supersedes="open_weights@modelsdev")


def test_a_claim_about_a_model_holds_for_all_that_serve_it(database: Database, workspace_id: int):
    with database.write() as session:
        card_for_served(session, workspace_id, "openrouter", "openai/gpt-4o", on=DAY, now=NOON)
    claimed(database, workspace_id)
    with database.read() as session:
        routed = find_card(session, workspace_id, "openrouter/openai/gpt-4o")
    assert routed is not None
    assert shown_total(routed.card) == "100-440 B (5 estimates, undisclosed by vendor)"


def test_an_own_fine_tune_has_adapters_and_inherits_its_base(database: Database, workspace_id: int):
    adapter = Adapter("lora", 8, 16.0, ("q_proj", "v_proj"), 3_407_872)
    new = NewCard(
        key="acme/support",
        model="support-v2",
        provider="vllm",
        based_on="llama3.1:8b",
        relation=Relation.FINE_TUNE,
        aliases=("support-latest",),
        adapters=(adapter,),
        note="for the help desk",
    )
    card = added(database, workspace_id, new).card
    assert card.stands_on == "meta/llama-3.1-8b-instruct"
    assert card.adapters == (adapter,)
    assert shown_total(card) == "about 8.03 B (1 figure of its base model)"
    again = added(database, workspace_id, NewCard(key="acme/support", model="support-v2"))
    assert (again.card.adapters, again.card.note) == ((adapter,), "for the help desk")


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (NewCard("bot", "m"), "a key like vendor/model"),
        (NewCard("acme/bot", " "), "under which the model is served"),
        (NewCard("openai/gpt-4o", "m"), "namedrop models claim"),
        (NewCard("acme/bot", "m", relation=Relation.FINE_TUNE), "needs the card"),
    ],
)
def test_a_card_that_cannot_be_is_refused(
    database: Database, workspace_id: int, new: NewCard, problem: str
):
    with pytest.raises(BadInput, match=problem):
        added(database, workspace_id, new)


def test_a_card_cannot_stand_on_what_nobody_knows(database: Database, workspace_id: int):
    with pytest.raises(NotFound, match="there is no model card 'nobody'"):
        added(database, workspace_id, NewCard("acme/bot", "m", based_on="nobody"))


def test_what_is_learned_at_run_time_does_not_rename_an_own_card(
    database: Database, workspace_id: int
):
    added(database, workspace_id, NewCard("vllm/m", "m", name="Our bot", provider="vllm"))
    with database.write() as session:
        save_card(session, workspace_id, ModelCard("vllm/m", "m", "vllm", "m"), NOON)
        assert find_key(session, workspace_id, "m") == "vllm/m"
        saved = find_card(session, workspace_id, "vllm/m")
    assert saved is not None
    assert saved.card.name == "Our bot"


def test_an_unknown_model_gets_a_stub(database: Database, workspace_id: int):
    with database.write() as session:
        card_id = card_for_served(session, workspace_id, "openai", "mystery-9", on=DAY, now=NOON)
        same = card_for_served(session, workspace_id, "openai", "mystery-9", on=DAY, now=NOON)
        saved = find_card(session, workspace_id, "openai/mystery-9")
    assert saved is not None
    assert saved.id == card_id == same
    assert (saved.card.stands_on, saved.card.claims) == (None, ())


def test_a_surface_gets_no_card(database: Database, workspace_id: int):
    with database.write() as session:
        served = card_for_served(session, workspace_id, "import", "ChatGPT", on=DAY, now=NOON)
        assert served is None
        assert list_cards(session, workspace_id) == ()


def test_a_moving_alias_has_a_card_for_each_model_that_it_meant(
    database: Database, workspace_id: int
):
    with database.write() as session:
        for day in (date(2025, 5, 1), date(2026, 6, 1)):
            card_for_served(session, workspace_id, "deepseek", "deepseek-chat", on=day, now=NOON)
        cards = list_cards(session, workspace_id)
    assert {saved.card.key: saved.card.stands_on for saved in cards} == {
        "deepseek/deepseek-chat@deepseek-v3-0324": "deepseek/deepseek-v3-0324",
        "deepseek/deepseek-chat@deepseek-v4-flash": "deepseek/deepseek-v4-flash",
    }


def test_the_quantization_in_a_name_is_kept(database: Database, workspace_id: int):
    with database.write() as session:
        served = "llama3.1:8b-instruct-q4_K_M"
        card_for_served(session, workspace_id, "ollama", served, on=DAY, now=NOON)
        (saved,) = list_cards(session, workspace_id)
    summary = summarize(saved.card)
    assert (summary.quantization, shown_total(saved.card)) == ("q4_k_m", "8.03 B")


def test_an_own_deployment_is_found_by_the_name_that_was_served(
    database: Database, workspace_id: int
):
    own = added(
        database, workspace_id, NewCard("acme/chat", "chat-eu", provider="azure", based_on="gpt-4o")
    )
    with database.write() as session:
        found = [
            card_for_served(session, workspace_id, provider, "chat-eu", on=DAY, now=NOON)
            for provider in ("azure", "import")
        ]
    assert found == [own.id, own.id]


@pytest.mark.parametrize(
    ("asked", "served", "channel", "key"),
    [
        ("gpt-4o", "gpt-4o-2024-08-06", Channel.API, None),
        ("my-deployment", "gpt-4o-2024-08-06", Channel.API, "openai/gpt-4o-2024-08-06"),
        ("auto", "gpt-4o", Channel.API, "openai/gpt-4o"),
        ("gpt-4o", "who-knows", Channel.API, None),
        ("tiny", "gpt-4o", Channel.LOCAL, None),
        ("gpt-4o", None, Channel.API, None),
    ],
)
def test_an_answer_is_linked_to_the_model_that_answered(
    database: Database,
    workspace_id: int,
    asked: str,
    served: str | None,
    channel: Channel,
    key: str | None,
):
    target = Target("t", "openai", asked, channel)
    question = Question(1, workspace_id, 1, 1, 1, Prompt("p", "Which?"), target, 1)
    answer = make_asked(question, make_answer(served=Served(model=served)))
    with database.write() as session:
        card_id = card_for_answer(session, question, answer, None)
        cards = {saved.id: saved.card.key for saved in list_cards(session, workspace_id)}
    assert (None if card_id is None else cards[card_id]) == key
