from __future__ import annotations

import pytest

from monitor.domain.answer import Outcome
from monitor.errors import BadCredentials, ProviderError, UnknownModel
from monitor.providers.azure import AZURE
from tests.wire.expected import Expected, assert_read_as
from tests.wire.shared_wire import recording, recording_names

STRAITS_TIMES = (
    "https://www.straitstimes.com/world/"
    "while-you-were-sleeping-5-stories-you-might-have-missed-nov-19-2025"
)
ANSWERS = {
    "chat-content-filter": Expected(
        characters=0,
        outcome=Outcome.BLOCKED,
        model="gpt-35-turbo",
        tokens=(15, 19, None),
        searched=False,
    ),
    "chat-ratelimit-headers": Expected(
        characters=105,
        model="gpt-4.1-mini-2025-04-14",
        snapshot="gpt-4.1-mini-2025-04-14",
        tokens=(16, 22, 0),
        cited=0,
        searched=False,
    ),
    "responses-web-search": Expected(
        characters=1511,
        model="gpt-4.1-mini",
        tokens=(10_188, 405, 0),
        cited=3,
        searches=2,
        first=STRAITS_TIMES,
        last=STRAITS_TIMES,
        span=(453, 576),
        searched=True,
    ),
}
ERRORS: dict[str, tuple[type[ProviderError], int]] = {
    "error-401": (BadCredentials, 401),
    "error-404-deployment": (UnknownModel, 404),
}


def test_every_recording_has_its_expectation():
    assert recording_names("azure") == ANSWERS.keys() | ERRORS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_is_read_as_it_was_given(name: str):
    assert_read_as(AZURE.read(recording("azure", name)), ANSWERS[name])


@pytest.mark.parametrize("name", ERRORS)
def test_each_failure_is_its_error(name: str):
    kind, status = ERRORS[name]
    with pytest.raises(ProviderError) as caught:
        AZURE.read(recording("azure", name))
    assert (type(caught.value), caught.value.status) == (kind, status)


def test_links_that_have_no_annotation_are_citations_with_the_words_of_the_link():
    answer = AZURE.read(recording("azure", "responses-web-search"))
    annotated, *harvested = answer.citations
    assert annotated.title.startswith("While You Were Sleeping")
    assert [(one.title, one.start, one.end) for one in harvested] == [
        ("The Straits Times", 869, 992),
        ("The Straits Times", 1321, 1444),
    ]
