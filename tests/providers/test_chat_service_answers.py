"""Answers of Groq, Mistral, DeepSeek and vLLM."""

from __future__ import annotations

import pytest

from monitor.domain.answer import Outcome, Source
from monitor.errors import ProviderError, QuotaExhausted, UnknownModel, UnsupportedSetting
from monitor.providers.deepseek import DEEPSEEK
from monitor.providers.groq import GROQ
from monitor.providers.mistral import MISTRAL
from monitor.providers.protocol import Provider
from monitor.providers.vllm import VLLM_SERVER
from tests.providers.recorded import recorded


def test_what_a_compound_system_found_is_retrieved_unless_the_text_links_it():
    answer = GROQ.read(recorded("groq/chat-compound.json"))
    (citation,) = answer.citations
    assert answer.text[citation.start : citation.end] == "[Acme](https://acme.example/)"
    assert answer.retrieved == (Source("https://globex.example/", "Globex"),)
    assert answer.searches == ("best crm",)
    assert (answer.searched, answer.usage.searches) == (True, 1)


def test_a_link_of_a_model_that_did_not_search_is_no_citation():
    answer = GROQ.read(recorded("groq/chat-plain.json"))
    assert (answer.citations, answer.retrieved, answer.searches) == (None, (), ())
    assert answer.searched is False


def test_the_thinking_parts_of_mistral_are_no_answer():
    answer = MISTRAL.read(recorded("mistral/chat-thinking.json"))
    assert answer.text == "Acme."
    assert answer.served.snapshot == "magistral-small-2509"


def test_the_thinking_of_deepseek_stands_beside_the_answer():
    answer = DEEPSEEK.read(recorded("deepseek/chat-thinking.json"))
    assert answer.text == "Acme."
    assert (answer.usage.output_tokens, answer.usage.reasoning_tokens) == (5, 25)
    assert answer.served.fingerprint == "fp_1_prod0820_fp8_kvcache"


def test_a_prompt_that_deepseek_calls_a_risk_is_blocked():
    answer = DEEPSEEK.read(recorded("deepseek/error-400-risk.json"))
    assert (answer.outcome, answer.text) == (Outcome.BLOCKED, "")


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        (MISTRAL, "mistral/chat-thinking.json"),
        (DEEPSEEK, "deepseek/chat-thinking.json"),
        (VLLM_SERVER, "vllm/chat.json"),
    ],
)
def test_a_service_without_a_search_is_known_not_to_have_searched(provider: Provider, name: str):
    answer = provider.read(recorded(name))
    assert answer.searched is False
    assert (answer.citations, answer.retrieved, answer.searches) == (None, None, None)


@pytest.mark.parametrize(
    ("provider", "name", "expected"),
    [
        (GROQ, "groq/error-400-decommissioned.json", UnknownModel),
        (MISTRAL, "mistral/error-400-model.json", UnknownModel),
        (MISTRAL, "mistral/error-422.json", UnsupportedSetting),
        (DEEPSEEK, "deepseek/error-402.json", QuotaExhausted),
        (DEEPSEEK, "deepseek/error-400-model.json", UnknownModel),
    ],
)
def test_each_failure_is_its_error(provider: Provider, name: str, expected: type[ProviderError]):
    with pytest.raises(ProviderError) as caught:
        provider.read(recorded(name))
    assert type(caught.value) is expected


def test_a_field_that_mistral_refuses_has_our_name():
    with pytest.raises(UnsupportedSetting) as caught:
        MISTRAL.read(recorded("mistral/error-422.json"))
    assert caught.value.setting == "seed"
