from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from monitor.configuration.configuration import (
    Configuration,
    KnownProviders,
    Monitor,
    key_variable,
    missing_keys,
)
from monitor.configuration.problem import BadConfiguration
from monitor.configuration.read import configuration_of, read_configuration
from monitor.domain.findings import Brand, BrandKind
from monitor.domain.question import Channel, Prompt, Target
from monitor.domain.sampling import SamplingSettings

Read = Callable[[str], Configuration]

COMPLETE = """
brands:
  - key: asana
    name: Asana
    kind: own
    aliases: [Asana app]
    domains: [Asana.com]
    exclusions: [asana yoga]
    ambiguous: true
    case_sensitive: true
    context_words: [task]
prompts:
  - key: best
    text: |
      Which tool is best?
    language: PT-br
    country: "no"
    topic: tools
    tags: [category]
targets:
  - key: one
    provider: openai
    model: gpt-5
    base_url: https://example.com/v1/
    web_search: true
    system_prompt: Be brief.
    country: us
    api_key_env: MY_KEY
    settings:
      temperature: 1
      top_p: 0.5
      top_k: 40
      min_p: 0
      seed: 7
      max_tokens: 200
      frequency_penalty: -2
      presence_penalty: 2
      stop: ["\\n", end]
      reasoning_effort: low
monitors:
  - key: weekly
    prompts: [best]
    targets: [one]
    repeats: 5
"""


def test_every_key_of_a_file_reaches_the_domain(tmp_path: Path, known: KnownProviders) -> None:
    path = tmp_path / "namedrop.yaml"
    path.write_text(COMPLETE, encoding="utf-8")
    assert read_configuration(path, known) == Configuration(
        brands=(
            Brand(
                key="asana",
                name="Asana",
                kind=BrandKind.OWN,
                aliases=("Asana app",),
                domains=("asana.com",),
                exclusions=("asana yoga",),
                ambiguous=True,
                case_sensitive=True,
                context_words=("task",),
            ),
        ),
        prompts=(
            Prompt(
                key="best",
                text="Which tool is best?",
                language="pt-BR",
                country="NO",
                topic="tools",
                tags=("category",),
            ),
        ),
        targets=(
            Target(
                key="one",
                provider="openai",
                model="gpt-5",
                channel=Channel.API,
                settings=SamplingSettings(
                    temperature=1.0,
                    top_p=0.5,
                    top_k=40,
                    min_p=0.0,
                    seed=7,
                    max_tokens=200,
                    frequency_penalty=-2.0,
                    presence_penalty=2.0,
                    stop=("\n", "end"),
                    reasoning_effort="low",
                ),
                web_search=True,
                system_prompt="Be brief.",
                country="US",
                base_url="https://example.com/v1",
                api_key_env="MY_KEY",
            ),
        ),
        monitors=(Monitor("weekly", ("best",), ("one",), 5),),
        file=str(path),
        target_lines={"one": 20},
    )


def test_what_is_left_out_has_its_default(read: Read) -> None:
    configuration = read("brands:\n  - name: Acme\n    aliases:\n    kind:\n")
    assert configuration.brands == (Brand(key="acme", name="Acme"),)
    assert configuration.targets[0] == Target("gpt", "openai", "gpt-5", Channel.API)
    assert configuration.monitors == (Monitor("weekly", ("best",), ("gpt",), 3),)


def test_norway_stays_norway(read: Read) -> None:
    assert read("prompts:\n  - {text: Hvem?, country: NO}\n").prompts[0].country == "NO"


def test_the_word_local_stands_for_the_model_that_is_started(read: Read) -> None:
    text = "targets:\n  - {key: a, provider: llamacpp, model: m, base_url: local}\n"
    target = read(text).targets[0]
    assert (target.base_url, target.channel) == ("local", Channel.LOCAL)


def test_keys_that_are_left_out_are_made_from_name_and_text(read: Read) -> None:
    configuration = read(
        """
        brands:
          - {name: Monday.com}
        prompts:
          - {text: Which is best?}
          - {text: Which is best, country: DE}
          - {text: What else?, key: which-is-best-2}
        """
    )
    assert [each.key for each in configuration.brands] == ["monday-com"]
    assert [each.key for each in configuration.prompts] == [
        "which-is-best",
        "which-is-best-3",
        "which-is-best-2",
    ]


def test_monitors_select_by_key_tag_and_topic_in_the_order_of_the_file(read: Read) -> None:
    configuration = read(
        """
        prompts:
          - {key: a, text: one, topic: tools, tags: [x, y]}
          - {key: b, text: two, topic: price, tags: [y]}
          - {key: c, text: three, topic: tools}
        monitors:
          - {key: keys, prompts: [c, a, c]}
          - {key: tags, prompts: {tags: [x, y]}}
          - {key: topics, prompts: {topics: [tools]}}
          - {key: both, prompts: {tags: [y], topics: [tools]}}
          - {key: everything, prompts: all}
        """
    )
    assert {each.key: "".join(each.prompt_keys) for each in configuration.monitors} == {
        "keys": "ac",
        "tags": "ab",
        "topics": "ac",
        "both": "a",
        "everything": "abc",
    }


def test_a_missing_key_is_a_problem_of_running_only(read: Read, known: KnownProviders) -> None:
    configuration = read(
        """
        targets:
          - {key: a, provider: openai, model: m}
          - {key: b, provider: openai, model: m, api_key_env: OTHER_KEY}
          - {key: c, provider: llamacpp, model: m}
          - {key: d, provider: openai_compatible, model: m, base_url: "http://127.0.0.1"}
        """
    )
    targets = configuration.targets
    assert [key_variable(each, known) for each in targets] == [
        "OPENAI_API_KEY",
        "OTHER_KEY",
        None,
        None,
    ]
    blank = {"OPENAI_API_KEY": " "}
    told = missing_keys(configuration, targets, known=known, environ=blank)
    assert [str(each) for each in told] == [
        (
            "namedrop.yaml:2: target `a` needs the key of provider `openai`: "
            "expected it in the environment variable OPENAI_API_KEY, which is not set"
        ),
        (
            "namedrop.yaml:3: target `b` needs the key of provider `openai`: "
            "expected it in the environment variable OTHER_KEY, which is not set"
        ),
    ]
    given_keys = {"OPENAI_API_KEY": "x", "OTHER_KEY": "y"}
    assert missing_keys(configuration, targets, known=known, environ=given_keys) == []
    assert missing_keys(configuration, targets[2:], known=known, environ={}) == []


LINES = COMPLETE.split("\n")
WORDS = st.sampled_from(
    [
        "brands:",
        "  - key: b",
        "    name: 1",
        "  -",
        "[]",
        "~",
        "- a",
        "    prompts: {tags: [q]}",
        "    targets: [[a]]",
        "    settings: []",
        "    prompts: {all: 1}",
        "&a",
        "    base_url: 'h://['",
        "    stop: [[]]",
        "    domains: ['//[', 'ä.de']",
        '    text: "\\0"',
        "    temperature: 1e999",
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """The complete file with some lines dropped and others put in."""
    lines = [line for line in LINES if draw(st.integers(0, 9))]
    for word in draw(st.lists(WORDS | st.text(max_size=12), max_size=5)):
        lines.insert(draw(st.integers(0, len(lines))), word)
    return "\n".join(lines)


@given(
    content=st.binary(max_size=200) | damaged().map(lambda each: each.encode("utf-8", "replace"))
)
def test_any_file_is_read_or_raises_its_problems(content: bytes, known: KnownProviders) -> None:
    try:
        configuration = configuration_of(content, file="n.yaml", known=known)
    except BadConfiguration as error:
        shown = [line for line in str(error).split("\n") if not line.startswith("and ")]
        told_well = len(shown) == len(error.problems)
        sound = told_well and all(line.startswith("n.yaml:") for line in shown)
    else:
        sound = all(each.prompt_keys and each.target_keys for each in configuration.monitors)
    assert sound
