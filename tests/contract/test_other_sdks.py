"""The packages of Ollama, Cohere, Perplexity, Mistral and OpenRouter read what the mock says."""

from __future__ import annotations

import httpx
import pytest

from tests.mock_models.serving import Mock

NOT_INSTALLED = "the dependency group contract is not installed"
MESSAGES = [{"role": "user", "content": "Which tools are best?"}]


def test_ollama_gives_text_usage_and_the_model(mock: Mock):
    ollama = pytest.importorskip("ollama", reason=NOT_INSTALLED)
    with ollama.Client(host=f"{mock.url}/ollama") as client:
        answer = client.chat(
            model="llama3.2", messages=MESSAGES, options={"temperature": 0.2, "num_predict": 4}
        )
        listed = client.list()
        shown = client.show("llama3.2")
        with pytest.raises(ollama.ResponseError) as caught:
            client.chat(model="fault-404", messages=MESSAGES)

    assert len(answer.message.content) == 16
    assert (answer.done_reason, answer.eval_count) == ("length", 4)
    assert listed.models[0].details.quantization_level == "Q4_K_M"
    assert shown.modelinfo["general.parameter_count"] == 3_212_749_888
    assert caught.value.error == "model 'fault-404' not found"


def test_cohere_gives_text_citations_and_usage(mock: Mock):
    cohere = pytest.importorskip("cohere", reason=NOT_INSTALLED)
    documents = [{"id": "doc:0", "data": {"text": "Acme leads", "url": "https://a.example/"}}]

    # The client leaves its connections open, so it gets one that is closed here.
    with httpx.Client() as connections:
        client = cohere.ClientV2(
            api_key="k", base_url=f"{mock.url}/cohere", httpx_client=connections, max_retries=0
        )
        answer = client.chat(model="command-a", messages=MESSAGES, documents=documents)
        with pytest.raises(cohere.NotFoundError):
            client.chat(model="fault-404", messages=MESSAGES)

    text = answer.message.content[0].text
    assert "**Acme**" in text
    assert answer.message.citations
    for one in answer.message.citations:
        assert text[one.start : one.end] == one.text
    assert answer.message.citations[0].sources[0].id == "doc:0"
    assert answer.usage.billed_units.output_tokens > 0


def test_perplexity_gives_text_citations_and_cost(mock: Mock):
    perplexity = pytest.importorskip("perplexity", reason=NOT_INSTALLED)
    with perplexity.Perplexity(
        api_key="k", base_url=f"{mock.url}/perplexity", max_retries=0
    ) as client:
        answer = client.chat.completions.create(model="sonar", messages=MESSAGES)
        with pytest.raises(perplexity.RateLimitError):
            client.chat.completions.create(model="fault-429", messages=MESSAGES)

    assert "**Acme**" in answer.choices[0].message.content
    assert answer.citations[0] == "https://reviews.example/best"
    assert answer.search_results[0].title == "Reviews"
    assert answer.usage.cost.total_cost > 0


def test_mistral_gives_text_and_usage(mock: Mock):
    mistralai = pytest.importorskip("mistralai.client", reason=NOT_INSTALLED)
    with mistralai.Mistral(api_key="k", server_url=f"{mock.url}/mistral") as client:
        answer = client.chat.complete(
            model="mistral-small-latest", messages=MESSAGES, random_seed=3
        )

    assert "**Acme**" in answer.choices[0].message.content
    assert answer.usage.completion_tokens > 0
    assert answer.model == "mistral-small-latest"


def test_openrouter_gives_text_cost_and_searches(mock: Mock):
    openrouter = pytest.importorskip("openrouter", reason=NOT_INSTALLED)
    with openrouter.OpenRouter(api_key="k", server_url=f"{mock.url}/openrouter/api/v1") as client:
        answer = client.chat.send(model="openai/gpt-4o:online", messages=MESSAGES)

    assert "**Acme**" in answer.choices[0].message.content
    assert answer.usage.total_tokens > 0
    assert answer.usage.cost > 0
    assert answer.usage.server_tool_use_details.web_search_requests == 1
