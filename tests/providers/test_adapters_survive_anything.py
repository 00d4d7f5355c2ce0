"""Whatever an adapter is given to read, it gives an answer or a provider's error."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonValue
from monitor.domain.wire import WireReply
from monitor.errors import ProviderError
from monitor.providers.protocol import Provider
from monitor.providers.registry import PROVIDERS
from tests.providers.disturbed import disturbed
from tests.providers.recorded import RECORDINGS, raw_reply, reply_of

NAMES = (
    "azure",
    "deepseek",
    "groq",
    "mistral",
    "openai",
    "openrouter",
    "perplexity",
    "vllm",
    "xai",
)
BODIES: dict[str, list[JsonValue]] = {
    name: [
        json.loads(path.read_text("utf-8"))["body"]
        for path in sorted((RECORDINGS / name).glob("*.json"))
    ]
    for name in NAMES
}


def answer_or_none(provider: Provider, reply: WireReply) -> Answer | None:
    try:
        return provider.read(reply)
    except ProviderError:
        return None


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_a_disturbed_body_is_an_answer_or_a_provider_error(name: str, data: st.DataObject):
    body = data.draw(st.sampled_from(BODIES[name]).flatmap(disturbed))
    status = data.draw(st.sampled_from([200, 200, 200, 400, 401, 404, 422, 429, 500]))
    answer = answer_or_none(PROVIDERS[name], reply_of(body, status=status))
    if answer is None:
        return
    for citation in answer.citations or ():
        if citation.start is not None:
            assert 0 <= citation.start < citation.end <= len(answer.text)
    cited = {citation.url for citation in answer.citations or ()}
    assert not cited & {source.url for source in answer.retrieved or ()}
    assert answer.cost_usd is None or 0 <= answer.cost_usd < 2**33
    usage = answer.usage
    counts = (usage.input_tokens, usage.output_tokens, usage.reasoning_tokens, usage.searches)
    assert all(count is None or 0 <= count < 2**63 for count in counts)
    stored = json.dumps([answer.text, answer.usage_raw, answer.effective], allow_nan=False)
    assert "\\u0000" not in stored


@pytest.mark.parametrize("name", NAMES)
@given(body=st.binary(max_size=40), status=st.sampled_from([200, 400, 502]))
def test_bytes_that_are_no_answer_are_a_provider_error(name: str, body: bytes, status: int):
    with pytest.raises(ProviderError):
        PROVIDERS[name].read(raw_reply(body, status=status))


@pytest.mark.parametrize("name", NAMES)
def test_lists_that_a_provider_says_it_cannot_tell_are_always_none(name: str):
    provider = PROVIDERS[name]
    for body in BODIES[name]:
        answer = answer_or_none(provider, reply_of(body))
        if answer is not None:
            assert provider.features.citations or answer.citations is None
            assert provider.features.retrieved or answer.retrieved is None
            assert provider.features.searches or answer.searches is None
            assert provider.features.cost or answer.cost_usd is None
