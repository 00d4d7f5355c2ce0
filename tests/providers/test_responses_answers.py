from __future__ import annotations

from decimal import Decimal

import pytest

from monitor.domain.answer import COUNTED_OUTCOMES, Outcome, Source, Usage
from monitor.domain.json_value import JsonValue
from monitor.errors import (
    BadCredentials,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    UnknownModel,
    UnreadableReply,
    UnsupportedSetting,
)
from monitor.providers.azure import AZURE
from monitor.providers.openai import OPENAI
from monitor.providers.protocol import Provider
from monitor.providers.xai import XAI_PROVIDER
from tests.providers.recorded import recorded, reply_of


def response(*output: JsonValue, **fields: JsonValue) -> dict[str, JsonValue]:
    return {"object": "response", "status": "completed", "output": list(output), **fields}


def message(*texts: str) -> dict[str, JsonValue]:
    parts: list[JsonValue] = [{"type": "output_text", "text": text} for text in texts]
    return {"type": "message", "role": "assistant", "content": parts}


def search(**action: JsonValue) -> dict[str, JsonValue]:
    return {"type": "web_search_call", "action": {"type": "search", **action}}


def test_parts_are_one_text_and_messages_are_paragraphs():
    answer = OPENAI.read(recorded("openai/responses-search.json"))
    assert answer.text == (
        "I will search.\n\nGrüße: Acme leads 🥇. "
        "([acme.example](https://acme.example/crm?utm_source=openai)) Globex is cheaper."
    )
    assert (answer.outcome, answer.finish_reason) == (Outcome.OK, "completed")


def test_spans_count_characters_of_the_whole_text_though_the_offsets_drifted():
    answer = OPENAI.read(recorded("openai/responses-search.json"))
    cited, unplaced = answer.citations
    assert answer.text[cited.start : cited.end] == (
        "([acme.example](https://acme.example/crm?utm_source=openai))"
    )
    assert (cited.url, cited.title) == ("https://acme.example/crm?utm_source=openai", "Acme CRM")
    assert (unplaced.url, unplaced.start, unplaced.end) == ("https://nowhere.example/", None, None)


def test_cited_retrieved_and_searched_are_three_lists():
    answer = OPENAI.read(recorded("openai/responses-search.json"))
    assert answer.retrieved == (
        Source("https://reviews.example/crm"),
        Source("https://globex.example/"),
    )
    assert answer.searches == ("best crm", "crm test")
    assert answer.searched is True


def test_usage_and_echoed_settings_are_in_our_terms():
    answer = OPENAI.read(recorded("openai/responses-search.json"))
    assert answer.usage == Usage(
        input_tokens=900,
        output_tokens=56,
        reasoning_tokens=64,
        cached_input_tokens=100,
        searches=1,
    )
    assert answer.effective == {
        "temperature": 0.5,
        "max_tokens": 400,
        "reasoning_effort": "low",
        "verbosity": "low",
        "service_tier": "default",
        "web_search": True,
        "search_context_size": "low",
        "country": "NO",
    }
    assert answer.served.snapshot == "gpt-5-2025-08-07"
    assert answer.served.request_id == "resp_1"


@pytest.mark.parametrize(
    ("name", "outcome", "text"),
    [
        ("responses-refusal", Outcome.REFUSED, "I cannot help with that."),
        ("responses-all-reasoning", Outcome.PARTIAL, ""),
        ("responses-blocked", Outcome.BLOCKED, "Acme"),
    ],
)
def test_what_is_no_evidence_does_not_count(name: str, outcome: Outcome, text: str):
    answer = OPENAI.read(recorded(f"openai/{name}.json"))
    assert (answer.outcome, answer.text) == (outcome, text)
    assert answer.outcome not in COUNTED_OUTCOMES
    assert answer.failure is None


@pytest.mark.parametrize(
    ("body", "outcome", "finish_reason"),
    [
        (response(message("Acme.")), Outcome.OK, "completed"),
        (response(message(" ")), Outcome.PARTIAL, "completed"),
        (response(message("Acme."), status="cancelled"), Outcome.PARTIAL, "cancelled"),
        (response(message("Acme."), status="incomplete"), Outcome.PARTIAL, "incomplete"),
        (response(status="in_progress"), Outcome.PAUSED, "in_progress"),
        (response({"type": "function_call"}), Outcome.PAUSED, "completed"),
        (
            response(
                message("Ac"),
                status="incomplete",
                incomplete_details={"reason": "max_output_tokens"},
            ),
            Outcome.TRUNCATED,
            "max_output_tokens",
        ),
    ],
)
def test_each_status_has_its_outcome(body: JsonValue, outcome: Outcome, finish_reason: str):
    answer = OPENAI.read(reply_of(body))
    assert (answer.outcome, answer.finish_reason) == (outcome, finish_reason)


def test_a_failure_inside_a_200_is_an_error():
    with pytest.raises(Overloaded, match="failed to generate"):
        OPENAI.read(recorded("openai/responses-failed.json"))


def test_retrieved_sources_are_unknown_when_a_search_does_not_tell_them():
    answer = OPENAI.read(reply_of(response(search(query="crm"), message("Acme."))))
    assert (answer.retrieved, answer.searches, answer.citations) == (None, ("crm",), ())


def test_without_a_search_the_lists_are_known_to_be_empty():
    answer = OPENAI.read(reply_of(response(message("Acme."))))
    assert (answer.retrieved, answer.searches, answer.citations) == ((), (), ())
    assert answer.searched is False
    assert answer.usage.searches == 0


def test_a_cited_page_is_not_listed_as_retrieved_under_another_spelling():
    url = "https://acme.example/"
    note = {"type": "url_citation", "url": url + "?utm_source=openai"}
    said = {"type": "output_text", "text": "Acme.", "annotations": [note, note]}
    found = search(sources=[{"url": url}, {"url": "https://acme.example"}, {"type": "api"}])
    answer = OPENAI.read(reply_of(response(found, {"type": "message", "content": [said]})))
    assert [one.url for one in answer.citations] == [url + "?utm_source=openai"]
    assert answer.retrieved == ()


def test_a_search_model_of_chat_cites_in_the_nested_shape():
    answer = OPENAI.read(recorded("openai/chat-search.json"))
    (citation,) = answer.citations
    assert answer.text[citation.start : citation.end] == (
        "[globex.example](https://globex.example/crm)"
    )
    assert (answer.searched, answer.retrieved, answer.searches) == (True, None, None)
    assert answer.served.fingerprint is None


@pytest.mark.parametrize("body", [{}, {"output": None}, {"output": {}}, {"object": "response"}])
def test_a_body_of_neither_shape_is_unreadable(body: JsonValue):
    with pytest.raises(UnreadableReply):
        OPENAI.read(reply_of(body))


@pytest.mark.parametrize(
    ("param", "setting"),
    [
        ("temperature", "temperature"),
        ("max_output_tokens", "max_tokens"),
        ("max_completion_tokens", "max_tokens"),
        ("reasoning.effort", "reasoning_effort"),
        ("web_search_options", "web_search"),
        ("tools", None),
    ],
)
def test_a_refused_field_of_either_api_has_our_name(param: str, setting: str | None):
    error = {"message": f"Unsupported parameter: '{param}'", "param": param, "code": None}
    with pytest.raises(UnsupportedSetting) as caught:
        OPENAI.read(reply_of({"error": error}, status=400))
    assert caught.value.setting == setting


def test_links_that_azure_did_not_annotate_are_citations():
    answer = AZURE.read(recorded("azure/responses-inline-links.json"))
    assert [(one.url, one.title, one.start, one.end) for one in answer.citations] == [
        ("https://acme.example/", "Acme Inc.", 12, 41),
        ("https://news.example/a_(b)", "News", 58, 92),
    ]
    assert answer.retrieved == (Source("https://other.example"),)


def test_links_in_an_answer_of_azure_without_a_search_are_no_citations():
    answer = AZURE.read(reply_of(response(message("See [Acme](https://acme.example/)."))))
    assert answer.citations == ()


def test_a_prompt_that_azure_filters_is_blocked_although_its_status_is_400():
    answer = AZURE.read(recorded("azure/error-400-prompt-filtered.json"))
    assert (answer.outcome, answer.text) == (Outcome.BLOCKED, "")
    assert answer.finish_reason == "content_filter"


@pytest.mark.parametrize(
    ("provider", "name", "expected"),
    [
        (AZURE, "azure/error-401.json", BadCredentials),
        (AZURE, "azure/error-404-deployment.json", UnknownModel),
        (XAI_PROVIDER, "xai/error-400-key.json", BadCredentials),
        (XAI_PROVIDER, "xai/error-403-credits.json", QuotaExhausted),
        (XAI_PROVIDER, "xai/error-404-model.json", UnknownModel),
    ],
)
def test_each_failure_is_its_error(provider: Provider, name: str, expected: type[ProviderError]):
    with pytest.raises(ProviderError) as caught:
        provider.read(recorded(name))
    assert type(caught.value) is expected


def test_xai_tells_queries_in_arguments_and_the_cost_in_ticks():
    answer = XAI_PROVIDER.read(recorded("xai/responses-search.json"))
    assert answer.searches == ("best crm",)
    assert answer.usage.searches == 2
    assert answer.usage.output_tokens == 10
    assert answer.cost_usd == Decimal("0.0025")
    assert answer.served.snapshot == "grok-4-0709"


def test_a_page_of_xai_is_not_found_in_a_longer_url():
    answer = XAI_PROVIDER.read(recorded("xai/responses-search.json"))
    root, page = answer.citations
    assert root.start is None
    assert answer.text[page.start : page.end] == "[[1]](https://acme.example/company)"


def test_chat_of_xai_counts_reasoning_beside_the_output():
    answer = XAI_PROVIDER.read(recorded("xai/chat.json"))
    assert answer.text == "Acme."
    assert (answer.usage.output_tokens, answer.usage.reasoning_tokens) == (2, 40)
    assert answer.searched is True
    assert answer.cost_usd == Decimal("0.0000001")
