from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.domain.answer import Answer, Outcome
from monitor.domain.json_value import JsonValue
from monitor.domain.question import Target
from monitor.domain.sampling import SamplingSettings
from monitor.errors import BadInput, UnreadableReply
from monitor.providers.seams import Answers
from monitor.providers.simulated import SIMULATED
from tests.providers.asked import asked, full_target, plain_target
from tests.providers.recorded import reply_of

BRANDS = ["Acme", "Globex", "Initech"]


def target_with(**options: JsonValue) -> Target:
    return plain_target("simulated", "dice-1", brands=BRANDS, **options)


def answered(target: Target, repetition: int = 1) -> Answer:
    return SIMULATED.read(SIMULATED.answer(asked(target, repetition=repetition)))


def test_it_answers_without_a_call():
    assert isinstance(SIMULATED, Answers)
    assert SIMULATED.request(asked(target_with()), None).url == "simulated:"
    answer = answered(target_with(rate=1))
    assert answer.outcome is Outcome.OK
    assert answer.served.model == "dice-1"
    assert sorted(answer.text.count(f"**{brand}**") for brand in BRANDS) == [1, 1, 1]


def test_the_same_question_has_the_same_answer_and_another_repetition_another_one():
    answers = [answered(target_with(), repetition).text for repetition in range(1, 21)]
    again = [answered(target_with(), repetition).text for repetition in range(1, 21)]
    assert answers == again
    assert len(set(answers)) > 5


@pytest.mark.parametrize(
    "changed",
    [
        replace(target_with(), model="dice-2"),
        replace(target_with(), settings=SamplingSettings(temperature=0.5)),
        replace(target_with(), system_prompt="Be brief."),
        target_with(seed=1),
    ],
    ids=["model", "settings", "system prompt", "seed"],
)
def test_answers_depend_on_all_that_is_asked(changed: Target):
    numbers = range(1, 21)
    before = [answered(target_with(), number).text for number in numbers]
    assert before != [answered(changed, number).text for number in numbers]


def test_the_key_of_a_target_changes_nothing():
    renamed = replace(target_with(), key="other")
    assert answered(renamed).text == answered(target_with()).text


@pytest.mark.parametrize("rate", [0, 0.2, 0.7, 1])
def test_each_brand_is_named_as_often_as_the_rate_says(rate: float):
    texts = [answered(target_with(rate=rate), number).text for number in range(1, 501)]
    for brand in BRANDS:
        share = sum(brand in text for text in texts) / len(texts)
        # Five standard errors of 500 draws are 0.11 at most.
        assert abs(share - rate) <= 0.11


def test_a_web_search_cites_a_page_of_each_brand():
    target = replace(target_with(rate=1), web_search=True)
    answer = answered(target)
    cited = [(one.url, answer.text[one.start : one.end]) for one in answer.citations or ()]
    assert sorted(cited) == [
        ("https://acme.example/", "**Acme**"),
        ("https://globex.example/", "**Globex**"),
        ("https://initech.example/", "**Initech**"),
    ]
    assert answer.searches == ("Best skis?",)
    assert answer.searched is True
    assert answered(target_with(rate=1)).citations == ()


def test_nobody_is_named_where_no_brand_is_known():
    answer = answered(plain_target("simulated", "dice-1"))
    assert answer.text == "It depends on what you need; no single product stands out."


def test_every_setting_counts_as_sent():
    target = full_target("simulated", "dice-1", brands=BRANDS)
    request = SIMULATED.request(asked(target), None)
    assert request.sent == target.settings.given() | {"web_search": True}
    assert [one.field for one in request.dropped] == ["country"]


@pytest.mark.parametrize("options", [{"rate": 2}, {"brands": "Acme"}, {"seed": -1}])
def test_an_option_of_the_wrong_type_is_refused(options: dict[str, JsonValue]):
    with pytest.raises(BadInput, match=next(iter(options))):
        SIMULATED.request(asked(plain_target("simulated", "dice-1", **options)), None)


def test_a_reply_of_another_is_unreadable():
    with pytest.raises(UnreadableReply):
        SIMULATED.read(reply_of({"choices": []}))
