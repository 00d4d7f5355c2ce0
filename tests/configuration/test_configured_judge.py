from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.configuration.configuration import Configuration, JudgeChoice, KnownProviders
from monitor.configuration.problem import BadConfiguration
from monitor.configuration.read import configuration_of
from monitor.configuration.template import write_template
from monitor.providers.registry import PROVIDERS

Complaints = Callable[[str], list[str]]


def test_no_judge_is_the_default(read: Callable[[str], Configuration]):
    assert read("").judge is None


def test_a_judge_is_a_target_with_a_limit(read: Callable[[str], Configuration]):
    assert read("judge: {target: gpt}").judge == JudgeChoice("gpt", 100)
    assert read("judge: {target: gpt, limit: 7}").judge == JudgeChoice("gpt", 7)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("judge: {target: gtp}", "1: judge.target: unknown target `gtp`; did you mean `gpt`?"),
        ("judge: {limit: 3}", "1: judge.target: missing; expected the key of a target"),
        (
            "judge: {target: gpt, limit: 0}",
            "1: judge.limit: expected a whole number from 1 to 100,000, found the number 0",
        ),
        ("judge: gpt", '1: judge: expected a group of keys, found the text "gpt"'),
        (
            "judge: {target: gpt, limits: 3}",
            "1: judge.limits: unknown key `limits`; did you mean `limit`?",
        ),
    ],
)
def test_a_judge_that_cannot_be_used_is_told_with_its_place(
    complaints: Complaints, text: str, told: str
):
    assert complaints(text) == [told]


def test_a_target_that_only_pretends_cannot_judge():
    text = """
brands: [{name: Acme}]
prompts: [{text: Which is best?}]
targets: [{key: seeded, provider: simulated, model: m, options: {brands: [Acme]}}]
monitors: [{key: weekly}]
judge: {target: seeded}
"""
    with pytest.raises(BadConfiguration, match="`seeded` cannot judge"):
        configuration_of(text.encode(), file="n.yaml", known=KnownProviders.of(PROVIDERS.values()))


def test_the_judge_that_is_commented_out_in_the_template_is_valid(tmp_path: Path):
    path = tmp_path / "namedrop.yaml"
    write_template(path)
    before, mark, after = path.read_text(encoding="utf-8").partition("# judge:\n")
    commented, _, rest = after.partition("\n\n")
    section = "\n".join(line.removeprefix("# ") for line in (mark + commented).splitlines())
    content = f"{before}{section}\n\n{rest}".replace("target: my-server", "target: smollm2-cold")
    known = KnownProviders.of(PROVIDERS.values())
    judge = configuration_of(content.encode(), file="n.yaml", known=known).judge
    assert judge == JudgeChoice("smollm2-cold", 100)
