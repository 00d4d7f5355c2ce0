from __future__ import annotations

import re
from collections import Counter
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.mock_models.answers import REFUSAL, Answers
from monitor.mock_models.call import Ask
from monitor.mock_models.dice import dice_for
from monitor.mock_models.draft import Draft, Sentence, cut_to, marked, tokens_in
from monitor.mock_models.faults import Ending
from monitor.mock_models.scenario import Scenario, Source, scenario_of

SCENARIO = scenario_of(
    """
brands:
  - {name: Acme, rate: 0.8, domain: acme.example}
  - {name: Bolt, rate: 0.3}
  - {name: Core, rate: 0.0}
  - {name: Dyna, rate: 1.0}
sources: [{url: "https://reviews.example/a", title: A}, {url: "https://news.example/b", title: B}]
search_rate: 0.5
citation_rate: 0.6
rules:
  - {model: hot, temperature: [0.9, 2], rates: {Bolt: 0.7}}
  - {model: shy, refusal_rate: 0.4}
""",
    name="s",
)
ANSWERS = Answers(SCENARIO)
MANY = 2000


def drafts(ask: Ask, answers: Answers = ANSWERS, count: int = MANY) -> list[Draft]:
    return [answers.draft("openai", ask, repetition=at) for at in range(1, count + 1)]


def near(share: float, of: float, count: int = MANY) -> bool:
    """Within four standard deviations, which a right server misses once in 16,000 times."""
    return abs(share - of) <= 4 * sqrt(of * (1 - of) / count) + 1e-9


def share_of(drawn: list[Draft], name: str) -> float:
    return sum(f"**{name}**" in draft.text for draft in drawn) / len(drawn)


@pytest.mark.parametrize(
    ("brand", "rate"), [("Acme", 0.8), ("Bolt", 0.3), ("Core", 0.0), ("Dyna", 1.0)]
)
def test_brands_are_named_as_often_as_stated(brand: str, rate: float):
    assert near(share_of(drafts(Ask("m", "Which?")), brand), rate)


def test_brands_are_named_independently_over_prompts_as_well():
    drawn = [ANSWERS.draft("x", Ask("m", f"Which {at}?"), repetition=1) for at in range(MANY)]

    assert near(share_of(drawn, "Acme"), 0.8)


def test_a_rule_changes_the_rate_at_its_temperatures_alone():
    assert near(share_of(drafts(Ask("hot", "Which?", temperature=1.0)), "Bolt"), 0.7)
    assert near(share_of(drafts(Ask("hot", "Which?", temperature=0.2)), "Bolt"), 0.3)


def test_refusals_come_as_often_as_stated():
    drawn = drafts(Ask("shy", "Which?"))
    refused = [draft for draft in drawn if draft.ending is Ending.REFUSED]

    assert near(len(refused) / MANY, 0.4)
    assert {draft.text for draft in refused} == {REFUSAL}


def test_a_search_runs_and_cites_as_often_as_stated():
    drawn = drafts(Ask("m", "Which?", web_search=True))
    searched = [draft for draft in drawn if draft.searches]
    named = [one for draft in searched for one in draft.sentences if "**Dyna**" in one.text]

    assert near(len(searched) / MANY, 0.5)
    assert near(sum(bool(one.cited) for one in named) / len(named), 0.6, len(named))
    assert all(not draft.sources for draft in drawn if not draft.searches)


def test_frequent_brands_tend_to_stand_first():
    first = Counter(re.search(r"1\. \*\*(\w+)", draft.text)[1] for draft in drafts(Ask("m", "W")))

    assert first["Dyna"] > first["Acme"] > first["Bolt"]


def test_an_answer_without_brands_names_none():
    nobody = Answers(Scenario.model_validate({"brands": [{"name": "Acme", "rate": 0}]}))

    assert "Acme" not in nobody.draft("x", Ask("m", "Which?"), repetition=1).text


@given(
    prompt=st.text(min_size=1, max_size=50),
    repetition=st.integers(1, 10**6),
    temperature=st.none() | st.floats(0, 2),
    web_search=st.booleans(),
)
def test_the_same_request_gets_the_same_draft(
    prompt: str, repetition: int, temperature: float | None, web_search: bool
):
    ask = Ask("m", prompt, {"top_p": 0.9}, temperature=temperature, web_search=web_search)

    once = Answers(SCENARIO).draft("openai", ask, repetition=repetition)

    assert Answers(SCENARIO).draft("openai", ask, repetition=repetition) == once


@pytest.mark.parametrize(
    "other",
    [Ask("n", "Which?"), Ask("m", "What?"), Ask("m", "Which?", {"top_p": 0.5})],
    ids=["model", "prompt", "settings"],
)
def test_another_request_gets_other_draws(other: Ask):
    assert [draft.text for draft in drafts(other, count=20)] != [
        draft.text for draft in drafts(Ask("m", "Which?"), count=20)
    ]


def draft_of(*sentences: Sentence) -> Draft:
    source = Source(url="https://a.example/", title="A")
    return Draft(dice_for("x"), 1, sentences, 1, sources=(source,))


texts = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=20)


@given(st.lists(st.tuples(texts, st.sampled_from(["", "\n", "\n\n"]), st.booleans()), max_size=6))
def test_marks_stand_where_they_are_told(parts: list[tuple[str, str, bool]]):
    draft = draft_of(*(Sentence(t + end, (0,) if cited else ()) for t, end, cited in parts))

    text, places = marked(draft, lambda _: "[1]")

    assert [text[p.start : p.end] for p in places] == [t for t, _, cited in parts if cited]
    assert all(text[p.end : p.mark_end] == "[1]" for p in places)
    assert marked(draft, lambda _: "")[0] == draft.text


@given(st.lists(texts, min_size=1, max_size=5), st.integers(1, 30))
def test_a_cut_answer_is_a_beginning_within_the_limit(parts: list[str], max_tokens: int):
    draft = draft_of(*(Sentence(part) for part in parts))

    cut = cut_to(draft, max_tokens)

    assert draft.text.startswith(cut.text)
    assert tokens_in(cut.text) <= max_tokens
    assert (cut.ending is Ending.TRUNCATED) == (cut.text != draft.text)
