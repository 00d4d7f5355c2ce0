from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

import pytest

from monitor.domain.json_value import JsonObject
from monitor.domain.question import Question
from monitor.metrics.by_parameters import Gate
from monitor.reports.experiment import experiment_result
from monitor.reports.experiment_json import experiment_json
from monitor.reports.experiment_words import agreement_words, pair_words
from monitor.storage.engine import Database
from monitor.storage.experiments import NewExperiment, save_experiment
from tests.factories.answers import NOON
from tests.factories.experiments import result_of, tuned_names_globex
from tests.factories.many_models import MadeModel
from tests.factories.runs import make_run


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def test_a_pair_is_compared_prompt_by_prompt_and_mcnemar_stands_beside(database: Database):
    models = [MadeModel("base", 10**9), MadeModel("tuned", 10**9)]
    found = result_of(database, "pair", models, tuned_names_globex)
    acme, globex = found.pairs
    assert globex.difference is not None
    assert globex.difference.mean > 0.5
    assert globex.q is not None
    assert globex.q < 0.05
    assert globex.prompts.first_only == 0
    assert globex.prompts.second_only >= 6
    assert pair_words(globex).startswith("associated with tuned-0.2: higher by")
    assert pair_words(acme).startswith("associated with tuned-0.2: lower by")


def test_arms_that_do_not_differ_tell_what_would_have_been_found(database: Database):
    models = [MadeModel("base", 10**9), MadeModel("other", 10**9)]
    found = result_of(database, "pair", models, tuned_names_globex)
    told = pair_words(found.pairs[0])
    assert "no association shown; with these 10 prompts" in told
    assert "points would have been found with 80 % power" in told
    assert "no association shown" in agreement_words(found.agreement)


def test_a_ladder_of_three_is_shown_and_its_sizes_are_not_tested(database: Database):
    models = [MadeModel(f"m{n}", 10 ** (9 + n)) for n in range(3)]
    found = result_of(database, "ladder", models, tuned_names_globex)
    assert {each.by_total.gate for each in found.ladder} == {Gate.NO_TEST}
    written = experiment_json(found)
    assert written["ladder"][0]["by_total"]["verdict"] == "not tested: fewer than 5 models (3)"
    assert "cause" not in str(written)


def test_before_all_questions_have_ended_nothing_is_tested(database: Database):
    planned = make_run(database)
    arm: JsonObject = {
        "label": "cool",
        "target_id": planned.target_ids["cool"],
        "target_key": "cool",
        "level": 0.0,
    }
    design: JsonObject = {
        "varied": "temperature",
        "arms": [arm],
        "prompt_keys": ["p0", "p1"],
        "repeats": 3,
        "seed": 1,
        "foresight": "",
    }
    with database.write() as session:
        new = NewExperiment("tried", "sweep", design, planned.run_id)
        save_experiment(session, planned.workspace_id, new, NOON)
    found = experiment_result(database, planned.workspace_id, "tried")
    assert (found.trends, found.pairs, found.agreement) == ((), (), None)
    assert found.counts.ended == 0


def test_a_ladder_of_eight_has_a_slope_within_its_family(database: Database):
    models = [MadeModel(f"m{n}", round(10 ** (9 + n / 3))) for n in range(8)]

    def bigger_name_acme(model: MadeModel, question: Question) -> str:
        drawn = crc32(f"{model.name} {question.prompt.key} {question.repetition}".encode()) % 100
        return "Acme." if drawn < 10 + 11 * int(model.name[1:]) else "Globex."

    found = result_of(database, "ladder", models, bigger_name_acme)
    acme = found.ladder[0]
    assert acme.by_total.primary is not None
    assert acme.by_total.primary.interval.low > 0
    assert acme.by_total.within_families
    assert acme.q_total is not None
    assert acme.q_total < 0.05
    assert len(found.pairs) == 7 * 2
