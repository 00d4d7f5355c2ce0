from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.configuration.configuration import Configuration
from monitor.configuration.problem import MAX_PROBLEMS, BadConfiguration, Problem

Complaints = Callable[[str], list[str]]


def test_sections_must_be_there_and_hold_items(complaints: Complaints) -> None:
    text = """
    brands: 5
    prompts: []
    target: []
    """
    # The sound lines below give `targets` and `monitors`; `brands` and `prompts` stand twice.
    assert "3: target: unknown key `target`; did you mean `targets`?" in complaints(text)
    assert "1: brands: expected a list with at least one item, found the number 5" in complaints(
        text
    )
    assert "2: prompts: expected a list with at least one item, found an empty list" in complaints(
        text
    )


def test_brands_that_cannot_be_used(complaints: Complaints) -> None:
    text = r"""
    brands:
      - key: two words
        name: Asana
        kind: mine
        aliases: Asana app
        domains: ["https://www.asana.com/product", www.asana.com, asana]
        ambiguous: 1
        exclusion: [asana yoga]
      - name: 1984
      - kind: own
      - name: "bell \a"
      - name: "  "
      - name: ""
      - Trello
      -
    """
    assert complaints(text) == [
        (
            "2: brands[0].key: expected a short name of up to 64 letters, digits, `.`, `_` "
            'and `-`, such as `best-small-team`, found the text "two words"'
        ),
        '4: brands[0].kind: expected `own` or `competitor`, found the text "mine"',
        '5: brands[0].aliases: expected a list of texts, found the text "Asana app"',
        (
            "6: brands[0].domains[0]: expected a host name such as `acme.com`, "
            'found the text "https://www.asana.com/product"; write `asana.com`'
        ),
        (
            "6: brands[0].domains[1]: expected a host name such as `acme.com`, "
            'found the text "www.asana.com"; write `asana.com`'
        ),
        '6: brands[0].domains[2]: expected a host name such as `acme.com`, found the text "asana"',
        "7: brands[0].ambiguous: expected `true` or `false`, found the number 1",
        "8: brands[0].exclusion: unknown key `exclusion`; did you mean `exclusions`?",
        (
            "9: brands[1].name: expected a text, found the number 1984; "
            "put it in quotes to make it a text"
        ),
        "10: brands[2].name: missing; expected a text",
        (
            "11: brands[3].name: expected readable text, "
            "found the control character U+0007 as number 6"
        ),
        "12: brands[4].name: expected a text, found blanks alone",
        "13: brands[5].name: expected a text, found an empty text",
        '14: brands[6]: expected a group of keys, found the text "Trello"',
        "15: brands[7]: expected a group of keys, found nothing",
    ]


def test_prompts_that_cannot_be_used(complaints: Complaints) -> None:
    text = f"""
    prompts:
      - key: a
        text: ""
        language: english!
        country: USA
        topic: [x]
        tags: [x, 7]
      - text: {"x" * 10_001}
      - key: b
    """
    assert complaints(text) == [
        "3: prompts[0].text: expected the text to ask, such as a question, found an empty text",
        (
            "4: prompts[0].language: expected a language tag such as `en` or `pt-BR`, "
            'found the text "english!"'
        ),
        (
            "5: prompts[0].country: expected a country code of two letters such as `US`, "
            'found the text "USA"'
        ),
        "6: prompts[0].topic: expected a text, found a list",
        (
            "7: prompts[0].tags[1]: expected a text, found the number 7; "
            "put it in quotes to make it a text"
        ),
        "8: prompts[1].text: expected at most 10,000 characters, found 10,001",
        "9: prompts[2].text: missing; expected the text to ask, such as a question",
    ]


def test_settings_that_cannot_be_used(complaints: Complaints) -> None:
    text = """
    targets:
      - key: a
        provider: openai
        model: gpt-5
        settings:
          temperature: "hot"
          top_p: 0
          top_k: true
          min_p: .nan
          seed: 1.5
          max_tokens: 1000001
          frequency_penalty: -2.1
          presence_penalty: "1"
          stop: []
          reasoning_effort: 3
          temprature: 1
      - key: b
        provider: openai
        model: gpt-5
        settings: 0.7
    """
    assert complaints(text) == [
        '6: targets[0].settings.temperature: expected a number from 0 to 2, found the text "hot"',
        "7: targets[0].settings.top_p: expected a number above 0, up to 1, found the number 0",
        "8: targets[0].settings.top_k: expected a whole number of 1 or more, found `true`",
        "9: targets[0].settings.min_p: expected a number from 0 to 1, found the number nan",
        "10: targets[0].settings.seed: expected a whole number of 0 or more, found the number 1.5",
        (
            "11: targets[0].settings.max_tokens: expected a whole number from 1 to 1,000,000, "
            "found the number 1000001"
        ),
        (
            "12: targets[0].settings.frequency_penalty: expected a number from -2 to 2, "
            "found the number -2.1"
        ),
        (
            "13: targets[0].settings.presence_penalty: expected a number from -2 to 2, "
            'found the text "1"'
        ),
        "14: targets[0].settings.stop: expected a list of texts, at least one, found an empty list",
        (
            "15: targets[0].settings.reasoning_effort: expected a text, found the number 3; "
            "put it in quotes to make it a text"
        ),
        "16: targets[0].settings.temprature: unknown key `temprature`; did you mean `temperature`?",
        (
            "20: targets[1].settings: expected a group of keys such as `temperature: 0.7`, "
            "found the number 0.7"
        ),
    ]


def test_targets_that_cannot_be_used(complaints: Complaints) -> None:
    text = """
    targets:
      - key: a
        provider: openia
        model: 4
      - key: b
        provider: "?"
        model: m
      - key: c
        provider: openai_compatible
        model: m
      - key: d
        provider: openai
        model: m
        base_url: local
      - key: e
        provider: openai
        model: m
        base_url: ftp://example.com
        web_search: maybe
      - provider: openai
    """
    assert complaints(text) == [
        (
            "4: targets[0].model: expected the model's id as its provider writes it, "
            "found the number 4; put it in quotes to make it a text"
        ),
        (
            "6: targets[1].provider: unknown provider `?`; "
            "known: `llamacpp`, `openai`, `openai_compatible`"
        ),
        (
            "8: targets[2].base_url: missing; provider `openai_compatible` has no address of its "
            "own; expected the server's, such as `http://127.0.0.1:8080`"
        ),
        (
            "14: targets[3].base_url: `local` is the model that Namedrop starts itself and goes "
            "with `provider: llamacpp` alone; expected an address"
        ),
        "18: targets[4].base_url: expected an address such as `http://127.0.0.1:8080`",
        '19: targets[4].web_search: expected `true` or `false`, found the text "maybe"',
        (
            "20: targets[5].key: missing; expected a short name of up to 64 letters, digits, "
            "`.`, `_` and `-`, such as `best-small-team`"
        ),
        "20: targets[5].model: missing; expected the model's id as its provider writes it",
    ]


def test_a_misspelled_provider_is_suggested(complaints: Complaints) -> None:
    text = """
    targets:
      - {key: a, provider: openia, model: m}
    """
    assert complaints(text) == [
        "2: targets[0].provider: unknown provider `openia`; did you mean `openai`?"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "api_key_env: sk-proj-hunter2",
        "api_key_env: gsk_hunter2",
        "api_key: hunter2",
        "base_url: https://user:hunter2@example.com/v1",
        "base_url: https://example.com/v1?key=hunter2",
        "base_url: hunter2",
    ],
)
def test_a_secret_in_the_wrong_place_is_refused_and_never_shown(
    complaints: Complaints, line: str
) -> None:
    told = complaints(f"targets:\n  - key: a\n    provider: openai\n    model: m\n    {line}\n")
    assert len(told) == 1
    assert told[0].startswith(f"5: targets[0].{line.partition(':')[0]}: ")
    assert "hunter2" not in told[0]


def test_doubled_keys_and_names_are_told(complaints: Complaints) -> None:
    text = """
    brands:
      - {key: a, name: Acme}
      - {key: a, name: Zenith, aliases: [ACME]}
      - {name: ZÉNITH}
      - {name: Delta, aliases: [delta, DELTA, X, "®"], domains: [delta.com]}
      - {name: Faucets, domains: [DELTA.com]}
    prompts:
      - {key: p, text: one}
      - {key: p, text: two}
    targets:
      - {key: t, provider: openai, model: m}
      - {key: t, provider: openai, model: n}
    monitors:
      - {key: m}
      - {key: m}
    """
    assert complaints(text) == [
        "3: brands[1].key: expected a key of its own, found `a` at the item of line 2 too",
        (
            '3: brands[1].aliases[0]: expected a name or domain of one brand alone, found "ACME", '
            'which means "Acme" too'
        ),
        (
            '4: brands[2].name: expected a name or domain of one brand alone, found "ZÉNITH", '
            'which means "Zenith" too'
        ),
        '5: brands[3].aliases[2]: expected a name of two characters or more, found "X"',
        '5: brands[3].aliases[3]: expected a name with letters or digits, found "®"',
        (
            "6: brands[4].domains[0]: expected a name or domain of one brand alone, "
            'found "delta.com", which means "Delta" too'
        ),
        "9: prompts[1].key: expected a key of its own, found `p` at the item of line 8 too",
        "12: targets[1].key: expected a key of its own, found `t` at the item of line 11 too",
        "15: monitors[1].key: expected a key of its own, found `m` at the item of line 14 too",
    ]


def test_monitors_that_cannot_be_used(complaints: Complaints) -> None:
    text = """
    prompts:
      - {key: a, text: one, topic: tools, tags: [x]}
      - {key: b, text: two, topic: price, tags: [y]}
    monitors:
      - {key: a, prompts: [best, a], targets: [gtp], repeats: 0}
      - {key: b, prompts: {tags: [z], topics: [tool]}}
      - {key: c, prompts: {tags: [x], topics: [price]}}
      - {key: d, prompts: {}}
      - {key: e, prompts: {tagz: [x]}}
      - {key: f, prompts: {tags: []}}
      - {key: g, prompts: [], targets: none}
      - {key: h, prompts: 5, targets: {tags: [x]}}
      - {key: i, prompts: [c], targets: [gtp]}
      - {repeats: 2.5}
    """
    assert complaints(text) == [
        "5: monitors[0].repeats: expected a whole number from 1 to 100, found the number 0",
        "6: monitors[1].prompts.tags[0]: unknown tag `z`; known: `x`, `y`",
        "6: monitors[1].prompts.topics[0]: unknown topic `tool`; did you mean `tools`?",
        "7: monitors[2].prompts: selects nothing: no prompt has both the tag and the topic",
        "8: monitors[3].prompts: expected `tags` or `topics`, found neither",
        "9: monitors[4].prompts.tagz: unknown key `tagz`; did you mean `tags`?",
        "10: monitors[5].prompts.tags: expected a list of texts, at least one, found an empty list",
        (
            "11: monitors[6].prompts: expected `all` or a list of keys, at least one, "
            "found an empty list"
        ),
        '11: monitors[6].targets: expected `all` or a list of target keys, found the text "none"',
        (
            "12: monitors[7].prompts: expected `all`, a list of prompt keys, `{tags: [...]}` or "
            "`{topics: [...]}`, found the number 5"
        ),
        "12: monitors[7].targets: expected `all` or a list of target keys, found a group of keys",
        "13: monitors[8].prompts[0]: unknown prompt `c`; known: `a`, `b`",
        "13: monitors[8].targets[0]: unknown target `gtp`; did you mean `gpt`?",
        (
            "14: monitors[9].key: missing; expected a short name of up to 64 letters, digits, "
            "`.`, `_` and `-`, such as `best-small-team`"
        ),
        "14: monitors[9].repeats: expected a whole number from 1 to 100, found the number 2.5",
    ]


def test_a_monitor_is_not_blamed_for_an_item_that_cannot_be_read(complaints: Complaints) -> None:
    text = """
    prompts:
      - {key: a, text: ""}
    monitors:
      - {key: m, prompts: [a], targets: [gpt]}
    """
    assert complaints(text) == [
        "2: prompts[0].text: expected the text to ask, such as a question, found an empty text"
    ]


def test_at_most_twenty_problems_are_told_and_the_rest_is_counted(
    read: Callable[[str], Configuration],
) -> None:
    text = "brands:\n" + "  - {nam: x}\n" * 15
    with pytest.raises(BadConfiguration) as caught:
        read(text)
    assert len(caught.value.problems) == MAX_PROBLEMS
    assert caught.value.more == 10
    assert str(caught.value).endswith("\nand 10 more")


def test_a_problem_of_a_whole_file_has_neither_line_nor_key() -> None:
    assert str(Problem("n.yaml", None, None, "", "no such file")) == "n.yaml: no such file"


def test_a_message_stays_one_line_whatever_the_file_holds(complaints: Complaints) -> None:
    told = complaints('"a\\nb\\e[31m": 1\n')
    assert told == [
        (
            "1: a\\nb\\u001b[31m: unknown key `a\\nb\\u001b[31m`; "
            "known: `brands`, `budget`, `judge`, `limits`, `monitors`, `prompts`, `sources`, "
            "`targets`"
        )
    ]
