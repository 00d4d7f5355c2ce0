from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from monitor.domain.question import Prompt
from monitor.storage.configured import (
    current_brands,
    save_brands,
    save_prompts,
    save_targets,
    targets_by_id,
)
from monitor.storage.engine import Database
from monitor.storage.tables import PromptVersionRow
from tests.factories.answers import NOON
from tests.factories.runs import ACME, GLOBEX, make_run, make_target


def test_a_brand_that_leaves_the_configuration_is_archived_and_comes_back_the_same(
    database: Database,
):
    planned = make_run(database)
    with database.write() as session:
        save_brands(session, planned.workspace_id, [ACME], NOON)
        assert [s.brand for s in current_brands(session, planned.workspace_id)] == [ACME]
        saved = save_brands(session, planned.workspace_id, [ACME, GLOBEX], NOON)
    assert {s.brand.key: s.id for s in saved} == planned.brand_ids


def test_editing_a_prompt_makes_a_new_version(database: Database):
    planned = make_run(database, prompts=1)

    def versions(prompt: Prompt) -> int:
        with database.write() as session:
            return save_prompts(
                session, planned.workspace_id, [prompt], is_branded=lambda _: False, now=NOON
            )["p0"]

    same = Prompt("p0", "Which tool is best for job 0?", "en", topic="new topic")
    first = versions(same)
    assert versions(same) == first
    assert versions(replace(same, text="Which one?")) != first
    assert versions(replace(same, text="Which one?", country="NO")) != first


def test_whether_a_prompt_is_branded_follows_the_brands(database: Database):
    planned = make_run(database, prompts=1)
    prompt = Prompt("p0", "Which tool is best for job 0?", "en")
    with database.write() as session:
        save_prompts(session, planned.workspace_id, [prompt], is_branded=lambda _: True, now=NOON)
        assert session.scalars(sa.select(PromptVersionRow.branded)).all() == [True]


def test_another_temperature_begins_a_new_target_and_keeps_the_old_one(database: Database):
    planned = make_run(database, targets=("cool",))
    old = planned.target_ids["cool"]
    with database.write() as session:
        changed = make_target(temperature=0.9)
        new = save_targets(session, planned.workspace_id, [changed], NOON)["cool"]
        known = targets_by_id(session, planned.workspace_id)
    assert new != old
    assert known[new].target == changed
    assert known[old].archived_at == NOON


def test_another_key_variable_is_the_same_target(database: Database):
    planned = make_run(database, targets=("cool",))
    with database.write() as session:
        changed = make_target(temperature=0.0, api_key_env="OTHER_KEY")
        saved = save_targets(session, planned.workspace_id, [changed], NOON)
        known = targets_by_id(session, planned.workspace_id)
    assert saved == planned.target_ids
    assert known[saved["cool"]].target.api_key_env == "OTHER_KEY"
