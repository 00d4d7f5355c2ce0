from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from monitor.catalog.shipped import conditional_rules, shipped_cards
from monitor.domain.question import Channel, Target
from monitor.domain.sampling import SamplingSettings
from monitor.errors import BadInput
from monitor.experiments.design import (
    Arm,
    Design,
    ExperimentKind,
    grounding_arms,
    ladder_arms,
    pair_arms,
    sweep_arms,
    system_prompt_arms,
)
from monitor.experiments.foresight import foresee
from monitor.experiments.order import in_random_order
from monitor.providers.registry import provider_named

BASE = Target("base", "openai", "gpt-4o", Channel.API, SamplingSettings(temperature=0.7))
OPENAI = provider_named("openai")


def test_a_sweep_has_an_arm_for_each_value_and_changes_nothing_else():
    arms = sweep_arms(BASE, "temperature", ["1", "0", "0.5"], OPENAI)
    assert [arm.level for arm in arms] == [0, 0.5, 1]
    assert [arm.target.settings.temperature for arm in arms] == [0, 0.5, 1]
    assert len({arm.target.key for arm in arms}) == 3
    for arm in arms:
        assert replace(arm.target, key=BASE.key, settings=BASE.settings) == BASE


def test_a_setting_that_the_model_refuses_is_not_swept_and_the_reason_is_told():
    target = replace(BASE, model="o3")
    with pytest.raises(BadInput, match="ignores or refuses temperature; the sweep was not run"):
        sweep_arms(target, "temperature", ["0", "1"], OPENAI)


def test_a_setting_that_holds_only_with_another_is_refused_without_it():
    rule = next(r for r in conditional_rules() if r["field"] == "temperature")
    models = rule["models"]
    assert isinstance(models, list)
    card = next(shipped_cards()[str(k)] for k in models if str(k).startswith("openai/"))
    with pytest.raises(BadInput, match="only with reasoning_effort"):
        sweep_arms(
            replace(BASE, model=card.model, settings=SamplingSettings(reasoning_effort="high")),
            "temperature",
            ["0", "1"],
            OPENAI,
        )


def test_a_setting_that_the_service_has_not_is_refused_with_those_it_has():
    with pytest.raises(BadInput, match=r"openai has no setting top_k.*It takes: "):
        sweep_arms(BASE, "top_k", ["1", "5"], OPENAI)


def test_efforts_keep_the_order_of_the_command():
    target = replace(BASE, model="gpt-unheard-of", settings=SamplingSettings())
    arms = sweep_arms(target, "reasoning_effort", ["minimal", "low", "high"], OPENAI)
    assert [(arm.label, arm.level) for arm in arms] == [
        ("reasoning_effort minimal", 0),
        ("reasoning_effort low", 1),
        ("reasoning_effort high", 2),
    ]


@pytest.mark.parametrize("values", [["0"], ["0", "0.0"], ["warm", "cold"], []])
def test_values_that_are_no_sweep_are_refused(values: list[str]):
    with pytest.raises(BadInput):
        sweep_arms(BASE, "temperature", values, OPENAI)


def test_a_ladder_is_of_one_family_and_asked_alike():
    small, middle, large = (replace(BASE, key=f"m{n}", model=f"m{n}") for n in range(3))
    assert len(ladder_arms([small, middle, large], ["qwen3", "qwen3", None])) == 3
    with pytest.raises(BadInput, match="families differ in more than size"):
        ladder_arms([small, middle, large], ["qwen3", "llama-3.1", None])
    warmer = replace(large, settings=SamplingSettings(temperature=1))
    with pytest.raises(BadInput, match="differ in settings, too"):
        ladder_arms([small, middle, warmer], ["qwen3"] * 3)
    with pytest.raises(BadInput, match="at least 3"):
        ladder_arms([small, middle], ["qwen3"] * 2)


def test_a_pair_differs_in_the_model_alone():
    tuned = replace(BASE, key="tuned", model="tuned")
    assert [arm.label for arm in pair_arms([BASE, tuned])] == ["base", "tuned"]
    with pytest.raises(BadInput, match="differ in web_search, too"):
        pair_arms([BASE, replace(tuned, web_search=True)])
    with pytest.raises(BadInput, match="two targets that differ"):
        pair_arms([BASE, replace(BASE, key="again")])


def test_grounding_needs_a_service_that_searches():
    closed, grounded = grounding_arms(BASE, OPENAI)
    assert (closed.target.web_search, grounded.target.web_search) == (False, True)
    with pytest.raises(BadInput, match="cannot be asked to search"):
        grounding_arms(replace(BASE, provider="llamacpp"), provider_named("llamacpp"))


def test_system_prompts_are_compared_with_the_target_as_it_is():
    arms = system_prompt_arms(BASE, ["Be brief.", "Be kind."])
    assert [arm.target.system_prompt for arm in arms] == [None, "Be brief.", "Be kind."]
    with pytest.raises(BadInput):
        system_prompt_arms(replace(BASE, system_prompt="Be brief."), ["Be brief."])


def test_each_round_asks_everything_once_in_an_order_of_its_own():
    asked = list(in_random_order(range(20), rounds=5, seed=3))
    rounds = [asked[n : n + 20] for n in range(0, 100, 20)]
    assert all(sorted(one) == list(range(20)) for one in rounds)
    assert len({tuple(one) for one in rounds}) == 5
    assert asked == list(in_random_order(range(20), rounds=5, seed=3))
    assert asked != list(in_random_order(range(20), rounds=5, seed=4))


def test_every_place_in_the_order_is_equally_likely():
    firsts = Counter(next(in_random_order("ab", rounds=1, seed=seed)) for seed in range(400))
    assert 150 < firsts["a"] < 250


def designed(kind: ExperimentKind, *, prompts: int, repeats: int, arms: int = 2) -> Design:
    made = tuple(Arm(str(n), BASE, float(n)) for n in range(arms))
    keys = tuple(f"p{n}" for n in range(prompts))
    return Design("x", kind, "temperature", made, keys, repeats, 1)


def test_more_prompts_find_more_than_more_repeats():
    few = foresee(designed(ExperimentKind.PAIR, prompts=10, repeats=2))
    repeated = foresee(designed(ExperimentKind.PAIR, prompts=10, repeats=4))
    many = foresee(designed(ExperimentKind.PAIR, prompts=20, repeats=2))
    assert few.points is not None
    assert repeated.points is not None
    assert many.points is not None
    assert many.points < repeated.points < few.points


def test_fifty_prompts_five_times_find_about_twelve_points():
    found = foresee(designed(ExperimentKind.PAIR, prompts=50, repeats=5))
    assert found.points == pytest.approx(0.115, abs=0.005)


def test_a_ladder_of_three_has_hardly_any_power():
    found = foresee(
        designed(ExperimentKind.LADDER, prompts=20, repeats=5, arms=3), sizes=(9.9, 10.2, 10.5)
    )
    assert found.ladder_power is not None
    assert found.ladder_power < 0.1
    assert "With 3 models no slope is estimated; 8 are needed." in found.text
