from __future__ import annotations

import pytest

from monitor.errors import BadInput
from monitor.providers.azure import AZURE
from tests.providers.outgoing import (
    EVERYTHING,
    SECRET,
    asked,
    assert_secret_is_in,
    body_of,
    dropped_by,
)

RESOURCE = "https://acme.openai.azure.com"


def test_a_deployment_is_asked_through_chat_at_its_own_address():
    request = asked(AZURE, "my gpt/4", base_url=RESOURCE, settings=EVERYTHING)
    assert request.url == (
        f"{RESOURCE}/openai/deployments/my%20gpt%2F4/chat/completions?api-version=2024-10-21"
    )
    assert request.api_version == "2024-10-21"
    assert_secret_is_in(request, "api-key", SECRET)
    body = body_of(request)
    assert body["max_completion_tokens"] == 200
    assert body["seed"] == 7
    assert set(dropped_by(request)) == {"top_k", "min_p"}


def test_a_search_goes_to_responses_at_the_address_of_all_deployments():
    request = asked(AZURE, "my-gpt", base_url=RESOURCE, web_search=True, country="NO")
    assert request.url == f"{RESOURCE}/openai/v1/responses?api-version=v1"
    assert request.api_version == "v1"
    assert_secret_is_in(request, "api-key", SECRET)
    assert body_of(request) == {
        "model": "my-gpt",
        "input": "Which CRM is best?",
        "stream": False,
        "store": False,
        "tools": [
            {
                "type": "web_search_preview",
                "user_location": {"type": "approximate", "country": "NO"},
            }
        ],
    }


def test_api_and_version_can_be_chosen():
    options = {"api": "responses", "api_version": "preview"}
    request = asked(AZURE, "my-gpt", base_url=RESOURCE, options=options)
    assert request.url == f"{RESOURCE}/openai/v1/responses?api-version=preview"
    assert request.api_version == "preview"
    assert (request.sent, request.dropped) == ({}, ())


def test_a_search_that_chat_cannot_make_is_dropped_with_the_reason():
    request = asked(AZURE, "gpt", base_url=RESOURCE, web_search=True, options={"api": "chat"})
    assert "/chat/completions" in request.url
    assert set(dropped_by(request)) == {"web_search"}


@pytest.mark.parametrize(
    "base_url",
    [
        f"{RESOURCE}/",
        f"{RESOURCE}/openai",
        f"{RESOURCE}/openai/v1/",
        f"{RESOURCE}/openai/v1/responses?api-version=preview",
        f"{RESOURCE}/openai/deployments/old/chat/completions?api-version=2023-05-15",
    ],
)
def test_the_address_is_taken_however_it_was_copied(base_url: str):
    request = asked(AZURE, "gpt", base_url=base_url)
    assert request.url == (
        f"{RESOURCE}/openai/deployments/gpt/chat/completions?api-version=2024-10-21"
    )


def test_a_gateway_before_azure_keeps_its_path_and_query():
    request = asked(AZURE, "gpt", base_url="https://gate.example/team?tenant=7")
    assert request.url == (
        "https://gate.example/team/openai/deployments/gpt/chat/completions"
        "?tenant=7&api-version=2024-10-21"
    )


def test_a_target_must_say_where_its_resource_is():
    with pytest.raises(BadInput, match="needs a base_url"):
        asked(AZURE, "gpt")


@pytest.mark.parametrize("options", [{"api_version": 7}, {"api": ""}, {"api": "batch"}])
def test_an_option_that_cannot_be_used_is_refused(options: dict[str, object]):
    with pytest.raises(BadInput):
        asked(AZURE, "gpt", base_url=RESOURCE, options=options)
