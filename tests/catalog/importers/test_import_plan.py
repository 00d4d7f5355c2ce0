from __future__ import annotations

from datetime import date

import pytest

from monitor.catalog.importers.plan import ImportPlan, contradiction, plan_import
from monitor.catalog.importers.told import ImportedModel, Origin
from monitor.catalog.shipped import shipped_cards
from monitor.domain.model_card import Basis, Claim, ModelCard

DAY = date(2026, 11, 24)
ORIGIN = Origin("ecologits", "EcoLogits", "https://ecologits.ai", DAY)
OTHER = Origin("pebble", "Pebble's list", "https://pebble.example", DAY)
B = 10**9


def model(model_id: str, *claims: Claim, sold_by: str | None = None) -> ImportedModel:
    return ImportedModel(model_id, None, claims, sold_by)


def total(count: float, *, basis: Basis = Basis.SECONDARY, origin: Origin = OTHER) -> Claim:
    return origin.claim("parameters.total", int(count * B), basis)


def plan(*models: ImportedModel, own: tuple[ModelCard, ...] = ()) -> ImportPlan:
    cards = dict(shipped_cards()) | {card.key: card for card in own}
    return plan_import(models, own, cards.get, origin_key="ecologits", on=DAY)


def test_a_claim_that_agrees_is_added():
    found = plan(model("gpt-oss-20b", total(20.95)))
    (addition,) = found.additions
    assert (addition.card, addition.supersedes) == ("openai/gpt-oss-20b", None)
    assert found.conflicts == ()


def test_what_differs_from_an_exact_claim_by_more_than_2_percent_is_a_conflict():
    (conflict,) = plan(model("gpt-oss-20b", total(22))).conflicts
    assert "21 B is known for certain" in conflict.told
    assert plan(model("gpt-oss-20b", total(21.4))).conflicts == ()


def test_a_range_that_holds_the_exact_count_is_no_conflict():
    wide = OTHER.claim("parameters.total", None, Basis.SECONDARY, low=10 * B, high=30 * B)
    assert plan(model("gpt-oss-20b", wide)).conflicts == ()


def test_an_estimate_outside_of_all_others_is_a_conflict():
    inside, outside = (total(n, basis=Basis.ESTIMATE) for n in (300, 900))
    assert len(plan(model("gpt-4o", inside)).additions) == 1
    (conflict,) = plan(model("gpt-4o", outside)).conflicts
    assert "outside of the 100-400 B" in conflict.told


def test_what_the_same_source_said_before_is_there_already():
    assert plan(model("gpt-oss-20b", total(21, origin=ORIGIN))).already == 1


def test_a_newer_estimate_of_the_same_source_takes_the_place_of_the_older_one():
    newer = total(300, basis=Basis.ESTIMATE, origin=ORIGIN)
    (addition,) = plan(model("gpt-4o", newer)).additions
    assert addition.supersedes == "parameters.total@ecologits"


def test_a_figure_that_was_reviewed_does_not_give_way_to_a_newer_file():
    (conflict,) = plan(model("gpt-oss-20b", total(25, origin=ORIGIN))).conflicts
    assert conflict.card == "openai/gpt-oss-20b"


def test_another_truth_or_date_is_a_conflict_and_a_coarser_date_is_none():
    closed = OTHER.claim("open_weights", value=False, basis=Basis.SECONDARY)
    (conflict,) = plan(model("gpt-oss-20b", closed)).conflicts
    assert "True is known" in conflict.told
    for day, conflicts in (("2024-05", 0), ("2024-05-14", 1), ("2023", 1)):
        claim = OTHER.claim("release_date", day, Basis.SECONDARY)
        assert len(plan(model("gpt-4o", claim)).conflicts) == conflicts


def test_more_active_parameters_than_all_are_impossible():
    active = OTHER.claim("parameters.active", 30 * B, Basis.SECONDARY)
    dense = ModelCard("acme/bot", "Bot", None, "bot", (total(20, basis=Basis.OFFICIAL),))
    (conflict,) = plan(model("bot", active), own=(dense,)).conflicts
    assert "at or below parameters.total" in conflict.told


def test_ids_that_mean_no_card_are_told_and_cards_of_the_workspace_are_found():
    own = ModelCard("acme/bot", "Bot", None, "bot")
    found = plan(model("bot", total(3)), model("mystery-9", total(3)), own=(own,))
    assert [each.card for each in found.additions] == ["acme/bot"]
    assert found.unresolved == ("mystery-9",)


@pytest.mark.parametrize("copy", ["bartowski/gpt-oss-20b-GGUF", "gpt-oss-20b-Q4_K_M"])
def test_a_copy_does_not_speak_for_the_model(copy: str):
    found = plan(model(copy, total(21)))
    assert found.additions == ()
    assert found.unresolved == (copy,)


def test_what_a_reseller_says_of_its_offer_is_passed_over():
    claim = OTHER.claim("context_window", 8000, Basis.SECONDARY)
    found = plan(model("gpt-oss-20b", claim, sold_by="cheap-host"))
    assert (found.additions, found.conflicts, found.passed_over) == ((), (), 1)
    assert plan(model("gpt-oss-20b", claim, sold_by="openai")).passed_over == 0


def test_the_end_of_a_snapshot_is_not_the_end_of_the_model():
    ends = OTHER.claim("retirement_date", "2026-12-01", Basis.OFFICIAL)
    (snapshot, *_) = shipped_cards()["openai/gpt-4o"].snapshots
    found = plan(model(snapshot.id, ends))
    assert (found.additions, found.conflicts) == ((), ())


def test_two_names_of_one_model_add_one_claim():
    claim = OTHER.claim("license", "Apache-2.0", Basis.SECONDARY)
    found = plan(model("gpt-oss-20b", claim), model("openai/gpt-oss-20b", claim))
    assert (len(found.additions), found.already) == (1, 1)


def test_a_text_that_differs_is_no_contradiction():
    one, other = (OTHER.claim("license", text, Basis.OFFICIAL) for text in ("MIT", "Apache-2.0"))
    assert contradiction([one], other) is None
