from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import BadInput
from monitor.mock_models.scenario import default_scenario, read_scenario, scenario_of

GOOD = """
seed: 7
delay_s: [0.1, 0.2]
brands:
  - {name: Acme, rate: 0.8, domain: acme.example}
  - {name: Bolt, rate: 0.2}
rules:
  - {provider: "open*", model: "gpt-*", temperature: [0.5, 1], rates: {Bolt: 0.9}}
faults: {429-retry-after: 0.2, "503@1": 0.1}
"""


def test_the_default_scenario_is_good():
    scenario = default_scenario()

    assert len(scenario.brands) == 5
    assert scenario.delay_s == (0, 0)


def test_a_scenario_is_read_from_a_file(tmp_path: Path):
    path = tmp_path / "scenario.yaml"
    path.write_text(GOOD)

    scenario = read_scenario(path)

    assert [brand.name for brand in scenario.brands] == ["Acme", "Bolt"]
    assert scenario.faults == {"429-retry-after": 0.2, "503@1": 0.1}


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        (("openai", "gpt-5", 0.5), True),
        (("openai", "gpt-5", 1.0), True),
        (("openai", "gpt-5", 1.01), False),
        (("openai", "gpt-5", None), False),
        (("openai", "claude", 0.7), False),
        (("groq", "gpt-oss", 0.7), False),
    ],
)
def test_a_rule_holds_for_its_providers_models_and_temperatures(
    asked: tuple[str, str, float | None], fits: bool
):
    assert scenario_of(GOOD, name="s").rules[0].fits(*asked) is fits


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("brands: [", "expected YAML"),
        ("just words", "expected keys such as `brands:`"),
        ("seed: 1", "brands: Field required"),
        ("brands: []", "brands: Tuple should have at least 1 item"),
        ("brands: [{name: Acme, rate: 1.5}]", "brands.0.rate: Input should be less than or equal"),
        ("brands: [{name: Acme, rate: 1}]\nbrnads: 1", "brnads: Extra inputs"),
        (GOOD.replace("Bolt: 0.9", "Bold: 0.9"), "'Bold' is no brand of this scenario"),
        (GOOD.replace("429-retry-after", "429-retry-afte"), "did you mean '429-retry-after'?"),
        (GOOD.replace("503@1", "503@x"), "expected a number after the @"),
        (GOOD.replace('0.2, "503', '0.95, "503'), "add up to at most 1"),
        (GOOD.replace("[0.1, 0.2]", "[0.3, 0.2]"), "the shorter time first, found 0.3, 0.2"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(text: str, told: str):
    with pytest.raises(BadInput) as caught:
        scenario_of(text, name="my.yaml")

    assert told in str(caught.value)
    assert str(caught.value).startswith("my.yaml: ")


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path: Path):
    with pytest.raises(BadInput, match=r"nothing\.yaml: the scenario cannot be read"):
        read_scenario(tmp_path / "nothing.yaml")
