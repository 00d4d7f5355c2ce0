from __future__ import annotations

import pytest

from monitor.errors import NotFound
from monitor.storage.engine import Database
from monitor.storage.experiments import (
    NewExperiment,
    brands_named_in_run,
    experiment_named,
    find_experiment,
    list_experiments,
    save_experiment,
)
from monitor.storage.workspaces import ensure_workspace
from tests.factories.analyzed import make_panel
from tests.factories.answers import NOON
from tests.factories.runs import make_run


def test_an_experiment_is_kept_with_its_design_and_belongs_to_one_workspace(database: Database):
    planned = make_run(database)
    new = NewExperiment("warmth", "sweep", {"varied": "temperature", "arms": []}, planned.run_id)
    with database.write() as session:
        saved = save_experiment(session, planned.workspace_id, new, NOON)
        stranger = ensure_workspace(session, "stranger", NOON)
    with database.read() as session:
        assert experiment_named(session, planned.workspace_id, "warmth") == saved
        assert list_experiments(session, planned.workspace_id) == (saved,)
        assert find_experiment(session, stranger, "warmth") is None
        with pytest.raises(NotFound, match="there is: none"):
            experiment_named(session, stranger, "warmth")
        with pytest.raises(NotFound, match="there is: warmth"):
            experiment_named(session, planned.workspace_id, "other")


def test_the_brands_of_each_counted_answer_are_read_by_target_and_prompt(database: Database):
    planned = make_panel(database)
    acme, globex = planned.brand_ids["acme"], planned.brand_ids["globex"]
    with database.read() as session:
        named = brands_named_in_run(session, planned.workspace_id, planned.run_id)
    cool, warm = (named[planned.target_ids[key]] for key in ("cool", "warm"))
    # A failure and a refusal are no answers.
    assert sorted(map(sorted, (s for sets in cool.values() for s in sets))) == sorted(
        [[acme], [acme, globex], []]
    )
    assert sorted(map(sorted, (s for sets in warm.values() for s in sets))) == sorted(
        [[globex], [globex], [acme]]
    )
