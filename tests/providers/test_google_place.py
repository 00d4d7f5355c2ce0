from __future__ import annotations

import re
from dataclasses import replace

import pytest

from monitor.domain.question import Prompt
from monitor.providers import google_place
from monitor.providers.google_place import (
    country_of,
    google_country,
    google_language,
    google_location_code,
)
from tests.providers.asked import asked, plain_target


@pytest.mark.parametrize(
    ("country", "code"),
    [("US", 2840), ("GB", 2826), ("NO", 2578), ("de", 2276), ("AF", 2004), ("XX", None)],
)
def test_a_country_has_the_location_code_of_its_number(country: str, code: int | None):
    assert google_location_code(country) == code


def test_all_249_countries_are_there_once():
    pairs = re.findall(r"([A-Z]{2})(\d+)", google_place._NUMERIC)
    assert len(pairs) == len(dict(pairs)) == len({number for _, number in pairs}) == 249


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("pt-BR", "pt-BR"),
        ("pt", "pt"),
        ("zh", "zh-CN"),
        ("zh-Hant", "zh-TW"),
        ("nn", "no"),
        ("es-419", "es-419"),
    ],
)
def test_a_language_is_cut_to_what_google_knows(tag: str, expected: str):
    assert google_language(tag) == expected


def test_the_united_kingdom_has_a_code_of_its_own():
    assert google_country("GB") == "uk"


def test_the_targets_country_goes_before_the_prompts():
    prompt = Prompt("p", "Best skis?", country="se")
    question = replace(asked(plain_target("serpapi", "ai_mode")), prompt=prompt)
    assert country_of(question) == "SE"
    target = replace(question.target, country="NO")
    assert country_of(replace(question, target=target)) == "NO"
    assert country_of(asked(plain_target("serpapi", "ai_mode"))) is None
