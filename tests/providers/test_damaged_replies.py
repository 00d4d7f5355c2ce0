from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.domain.answer import Answer
from monitor.errors import ProviderError
from monitor.providers.ollama import OLLAMA
from monitor.providers.protocol import Continues
from monitor.providers.registry import PROVIDERS
from tests.providers.damaged import damaged_replies
from tests.providers.recorded import question_of, target_of

NAMES = [
    "anthropic",
    "bedrock",
    "cohere",
    "dataforseo",
    "dataforseo_llm",
    "gemini",
    "ollama",
    "serpapi",
    "vertex",
]
FOLDERS = {"vertex": "gemini"}


def assert_can_be_stored(answer: Answer) -> None:
    for citation in answer.citations or ():
        assert citation.url
        assert (citation.start is None) == (citation.end is None)
        if citation.start is not None and citation.end is not None:
            assert 0 <= citation.start < citation.end <= len(answer.text)
    cited = {citation.url for citation in answer.citations or ()}
    assert not cited & {source.url for source in answer.retrieved or ()}


def assert_can_be_shown(error: ProviderError) -> None:
    assert len(error.message) <= 300
    assert "\n" not in error.message


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_reply_is_an_answer_or_a_provider_error(name: str, data: st.DataObject):
    reply = data.draw(damaged_replies(FOLDERS.get(name, name)))
    try:
        answer = PROVIDERS[name].read(reply)
    except ProviderError as error:
        assert_can_be_shown(error)
    else:
        assert_can_be_stored(answer)


@pytest.mark.parametrize("name", ["anthropic", "serpapi"])
@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_reply_is_continued_or_is_the_last_one(name: str, data: st.DataObject):
    provider = PROVIDERS[name]
    assert isinstance(provider, Continues)
    question = question_of(target_of(name, base_url=None))
    replies = data.draw(st.lists(damaged_replies(name), min_size=1, max_size=3))
    try:
        following = provider.next_request(question, "key-12345678", replies)
        assert_can_be_stored(provider.read_all(replies))
    except ProviderError as error:
        assert_can_be_shown(error)
    else:
        assert following is None or following.url.startswith("https://")


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_description_of_a_model_is_a_card_or_a_provider_error(data: st.DataObject):
    replies = data.draw(st.tuples(damaged_replies("ollama"), damaged_replies("ollama")))
    target = target_of("ollama", base_url=None)
    try:
        card = OLLAMA.read_discovery(target, replies, as_of=date(2026, 11, 24))
    except ProviderError as error:
        assert_can_be_shown(error)
    else:
        assert card.claims
