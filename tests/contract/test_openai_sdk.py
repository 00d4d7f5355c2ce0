"""The official openai package reads what the mock server says for OpenAI, Azure and xAI."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mock_models.serving import Mock

openai = pytest.importorskip("openai", reason="the dependency group contract is not installed")

PROMPT = "Which tools are best?"
MESSAGES = [{"role": "user", "content": PROMPT}]


@pytest.fixture
def client(mock: Mock) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{mock.url}/openai/v1", api_key="k", max_retries=0) as opened:
        yield opened


@pytest.fixture
def azure(mock: Mock) -> Iterator[openai.AzureOpenAI]:
    with openai.AzureOpenAI(
        azure_endpoint=f"{mock.url}/azure", api_version="2024-10-21", api_key="k", max_retries=0
    ) as opened:
        yield opened


def test_responses_give_text_citations_searches_and_usage(client: openai.OpenAI):
    response = client.responses.create(
        model="gpt-4o", input=PROMPT, tools=[{"type": "web_search"}], temperature=0.3
    )

    message = response.output[-1].content[0]
    assert "**Acme**" in response.output_text
    assert message.annotations
    for one in message.annotations:
        assert one.url in response.output_text[one.start_index : one.end_index]
    assert response.output[0].type == "web_search_call"
    assert response.output[0].action.query
    assert response.usage.total_tokens > 0
    assert response.model.startswith("gpt-4o-20")
    assert response.temperature == 0.3
    assert response.tools[0].user_location.country == "US"


def test_chat_gives_text_citations_and_usage(client: openai.OpenAI):
    completion = client.chat.completions.create(model="gpt-4o-search-preview", messages=MESSAGES)

    message = completion.choices[0].message
    assert "**Acme**" in message.content
    cited = message.annotations[0].url_citation
    assert cited.url in message.content[cited.start_index : cited.end_index]
    assert completion.usage.prompt_tokens > 0
    assert completion.system_fingerprint


def test_the_package_takes_the_errors_for_what_they_are(client: openai.OpenAI):
    def asked(fault: str) -> None:
        client.chat.completions.create(model=f"fault-{fault}", messages=MESSAGES)

    with pytest.raises(openai.AuthenticationError):
        asked("401")
    with pytest.raises(openai.NotFoundError) as missing:
        asked("404")
    assert missing.value.code == "model_not_found"
    with pytest.raises(openai.RateLimitError) as limited:
        asked("429-retry-after")
    assert limited.value.response.headers["retry-after"] == "2"
    with pytest.raises(openai.RateLimitError) as empty:
        asked("insufficient-quota")
    assert empty.value.code == "insufficient_quota"
    with pytest.raises(openai.InternalServerError):
        asked("529")
    with pytest.raises(openai.APIConnectionError):
        asked("reset")


def test_the_package_waits_and_asks_again(mock: Mock):
    with openai.OpenAI(base_url=f"{mock.url}/openai/v1", api_key="k", max_retries=2) as client:
        completion = client.chat.completions.create(
            model="fault-429-retry-after-ms@1", messages=MESSAGES
        )

    assert completion.choices[0].message.content


def test_models_are_listed(client: openai.OpenAI):
    assert [model.id for model in client.models.list()]


def test_azure_chat_gives_text_usage_and_filters(azure: openai.AzureOpenAI):
    completion = azure.chat.completions.create(model="my-deployment", messages=MESSAGES)

    assert "**Acme**" in completion.choices[0].message.content
    assert completion.model.startswith("my-deployment-20")
    assert completion.usage.total_tokens > 0
    assert completion.choices[0].model_extra["content_filter_results"]


def test_azure_tells_a_deployment_that_is_not_there(azure: openai.AzureOpenAI):
    with pytest.raises(openai.NotFoundError) as caught:
        azure.chat.completions.create(model="fault-404", messages=MESSAGES)

    assert caught.value.code == "DeploymentNotFound"


def test_xai_responses_give_text_and_flat_citations(mock: Mock):
    with openai.OpenAI(base_url=f"{mock.url}/xai/v1", api_key="k") as client:
        response = client.responses.create(
            model="grok-4", input=PROMPT, tools=[{"type": "web_search"}]
        )

    assert "**Acme**" in response.output_text
    assert all(one.url for one in response.output[-1].content[0].annotations)


@pytest.mark.parametrize(
    ("base_path", "model"),
    [
        ("/groq/openai/v1", "groq/compound"),
        ("/deepseek", "deepseek-reasoner"),
        ("/vllm/v1", "m"),
        ("/llamacpp/v1", "m"),
        ("/ollama/v1", "m"),
        ("/xai/v1", "grok-4"),
        ("/openai_compatible/v1", "m"),
    ],
)
def test_services_that_speak_chat_give_text_and_usage(mock: Mock, base_path: str, model: str):
    with openai.OpenAI(base_url=f"{mock.url}{base_path}", api_key="k") as client:
        completion = client.chat.completions.create(model=model, messages=MESSAGES)

    assert "**Acme**" in completion.choices[0].message.content
    assert completion.usage.total_tokens > 0
    assert completion.model == model
