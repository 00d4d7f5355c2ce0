"""The official google-genai package reads what the mock server says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mock_models.serving import Mock

genai = pytest.importorskip("google.genai", reason="the dependency group contract is not installed")

PROMPT = "Which tools are best?"


@pytest.fixture(params=["v1beta", "v1"])
def client(mock: Mock, request: pytest.FixtureRequest) -> Iterator[genai.Client]:
    opened = genai.Client(
        api_key="k",
        http_options={"base_url": f"{mock.url}/gemini", "api_version": request.param},
    )
    yield opened
    opened.close()


def test_an_answer_gives_text_grounding_and_usage(client: genai.Client):
    answer = client.models.generate_content(
        model="gemini-2.5-pro",
        contents=PROMPT,
        config={"tools": [{"google_search": {}}], "temperature": 0.4, "seed": 5},
    )

    grounding = answer.candidates[0].grounding_metadata
    coded = answer.text.encode()
    assert "**Acme**" in answer.text
    assert grounding.web_search_queries
    assert grounding.grounding_chunks[0].web.title == "reviews.example"
    assert grounding.grounding_supports
    for support in grounding.grounding_supports:
        segment = support.segment
        assert coded[segment.start_index or 0 : segment.end_index].decode() == segment.text
    assert answer.usage_metadata.total_token_count > 0
    assert answer.model_version == "gemini-2.5-pro"


def test_a_blocked_prompt_has_no_candidates(client: genai.Client):
    answer = client.models.generate_content(model="fault-blocked", contents=PROMPT)

    assert not answer.candidates
    assert answer.prompt_feedback.block_reason == "PROHIBITED_CONTENT"


@pytest.mark.parametrize(("fault", "code"), [("404", 404), ("429-retry-info", 429), ("503", 503)])
def test_the_package_takes_the_errors_for_what_they_are(
    client: genai.Client, fault: str, code: int
):
    with pytest.raises(genai.errors.APIError) as caught:
        client.models.generate_content(model=f"fault-{fault}", contents=PROMPT)

    assert caught.value.code == code
