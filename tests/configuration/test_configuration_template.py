from __future__ import annotations

from pathlib import Path

import pytest

from monitor.configuration.configuration import Configuration, KnownProviders, missing_keys
from monitor.configuration.read import configuration_of, read_configuration
from monitor.configuration.template import demo_configuration, write_template
from monitor.errors import BadInput
from monitor.providers.registry import PROVIDERS

REAL = KnownProviders.of(PROVIDERS.values())


def written(folder: Path) -> Path:
    path = folder / "namedrop.yaml"
    write_template(path)
    return path


def temperatures(configuration: Configuration) -> list[float | None]:
    return [each.settings.temperature for each in configuration.targets]


def test_the_template_runs_as_it_is_with_the_local_model(tmp_path: Path) -> None:
    configuration = read_configuration(written(tmp_path), REAL)
    assert temperatures(configuration) == [0.0, 0.7, 1.2]
    assert {each.base_url for each in configuration.targets} == {"local"}
    assert len(configuration.brands) == 5
    assert len(configuration.monitors[0].prompt_keys) >= 6
    assert missing_keys(configuration, configuration.targets, known=REAL, environ={}) == []


def test_no_prompt_of_the_files_names_a_brand(tmp_path: Path) -> None:
    for configuration in (read_configuration(written(tmp_path), REAL), demo_configuration(REAL)):
        names = [each.name.lower() for each in configuration.brands]
        texts = [each.text.lower() for each in configuration.prompts]
        assert not [text for text in texts if any(name in text for name in names)]


def test_the_target_that_is_commented_out_in_the_template_is_valid(tmp_path: Path) -> None:
    text = written(tmp_path).read_text(encoding="utf-8")
    before, mark, after = text.partition("  # - key: my-server\n")
    body, rule, rest = after.partition("\n# ----")
    example = "\n".join(line.removeprefix("  # ") for line in (mark + body).split("\n"))
    indented = "\n".join(f"  {line}" for line in example.strip().split("\n"))
    content = f"{before}{indented}\n{rule}{rest}".encode()
    target = configuration_of(content, file="n.yaml", known=REAL).targets[-1]
    assert target.provider == "openai_compatible"
    assert target.settings.given().keys() == {
        "temperature",
        "top_p",
        "top_k",
        "min_p",
        "seed",
        "max_tokens",
        "frequency_penalty",
        "presence_penalty",
        "stop",
        "reasoning_effort",
    }


def test_the_demo_asks_ten_prompts_three_times_at_three_temperatures() -> None:
    demo = demo_configuration(REAL)
    assert temperatures(demo) == [0.0, 0.7, 1.2]
    (monitor,) = demo.monitors
    assert (monitor.key, len(monitor.prompt_keys), monitor.repeats) == ("demo", 10, 3)


def test_the_template_and_the_demo_look_for_the_same_brands(tmp_path: Path) -> None:
    template = read_configuration(written(tmp_path), REAL)
    assert {each.name for each in template.brands} == {
        each.name for each in demo_configuration(REAL).brands
    }


def test_a_file_that_exists_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "namedrop.yaml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match="expected a file that does not exist yet"):
        write_template(path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written: No such file or directory"):
        write_template(tmp_path / "absent" / "namedrop.yaml")
