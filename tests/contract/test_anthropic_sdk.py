"""The official anthropic package reads what the mock server says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mock_models.serving import Mock

anthropic = pytest.importorskip(
    "anthropic", reason="the dependency group contract is not installed"
)

MESSAGES = [{"role": "user", "content": "Which tools are best?"}]
SEARCH = {"type": "web_search_20250305", "name": "web_search"}


@pytest.fixture
def client(mock: Mock) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(
        base_url=f"{mock.url}/anthropic", api_key="k", max_retries=0
    ) as opened:
        yield opened


def test_a_message_gives_text_citations_searches_and_usage(client: anthropic.Anthropic):
    message = client.messages.create(
        model="claude-sonnet-4-0", max_tokens=500, messages=MESSAGES, tools=[SEARCH]
    )

    blocks = [block for block in message.content if block.type == "text"]
    assert "**Acme**" in "".join(block.text for block in blocks)
    cited = [one for block in blocks for one in block.citations or ()]
    assert {one.type for one in cited} == {"web_search_result_location"}
    uses = [block for block in message.content if block.type == "server_tool_use"]
    results = [block for block in message.content if block.type == "web_search_tool_result"]
    assert len(uses) == len(results) == message.usage.server_tool_use.web_search_requests
    assert results[0].content[0].url == "https://reviews.example/best"
    assert message.model == "claude-sonnet-4-20260115"
    assert message.stop_reason == "end_turn"


def test_a_paused_turn_is_taken_up_by_sending_it_back(mock: Mock):
    with anthropic.Anthropic(
        base_url=f"{mock.url}/fault/paused/anthropic", api_key="k", max_retries=0
    ) as client:
        asked = {"model": "claude-sonnet-4-0", "max_tokens": 500, "tools": [SEARCH]}
        paused = client.messages.create(messages=MESSAGES, **asked)
        said = {"role": "assistant", "content": paused.content}
        done = client.messages.create(messages=[*MESSAGES, said], **asked)

    assert paused.stop_reason == "pause_turn"
    assert done.stop_reason == "end_turn"
    assert done.content[0].tool_use_id == paused.content[-1].id


def test_a_refusal_has_its_stop_reason(client: anthropic.Anthropic):
    message = client.messages.create(model="fault-refused", max_tokens=5, messages=MESSAGES)

    assert (message.stop_reason, message.content) == ("refusal", [])


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("400", "BadRequestError"),
        ("401", "AuthenticationError"),
        ("404", "NotFoundError"),
        ("429", "RateLimitError"),
        ("500", "InternalServerError"),
        ("529", "OverloadedError"),
        ("reset", "APIConnectionError"),
    ],
)
def test_the_package_takes_the_errors_for_what_they_are(
    client: anthropic.Anthropic, fault: str, error: str
):
    with pytest.raises(anthropic.AnthropicError) as caught:
        client.messages.create(model=f"fault-{fault}", max_tokens=5, messages=MESSAGES)

    assert type(caught.value).__name__ == error
