from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.answer import COUNTED_OUTCOMES, Answer, Outcome, Usage
from monitor.domain.json_value import JsonValue
from monitor.domain.wire import WireReply
from monitor.errors import ProviderError, UnreadableReply
from monitor.providers.llamacpp import LLAMACPP
from monitor.providers.openai_compatible import OPENAI_COMPATIBLE
from monitor.providers.thoughts import without_thoughts
from tests.providers.disturbed import disturbed
from tests.providers.recorded import completion, raw_reply, recorded, reply_of


def answer_or_error(reply: WireReply) -> Answer | ProviderError:
    try:
        return OPENAI_COMPATIBLE.read(reply)
    except ProviderError as error:
        return error


def read(body: JsonValue, **headers: str) -> Answer:
    return OPENAI_COMPATIBLE.read(reply_of(body, **headers))


def test_a_recorded_answer_is_read_in_full():
    answer = LLAMACPP.read(recorded("llamacpp/answer.json"))
    assert answer.text.startswith("A CRM (Customer Relationship Management) is")
    assert answer.outcome is Outcome.OK
    assert answer.finish_reason == "stop"
    assert answer.usage == Usage(input_tokens=42, output_tokens=29, cached_input_tokens=0)
    assert answer.usage_raw["total_tokens"] == 71
    assert answer.served.model == "smollm2-135m-instruct"
    assert answer.served.fingerprint == "b0-unknown"
    assert answer.served.request_id.startswith("chatcmpl-")
    assert answer.citations is None
    assert answer.failure is None


def test_an_answer_that_reached_the_limit_is_truncated():
    answer = LLAMACPP.read(recorded("llamacpp/answer-truncated.json"))
    assert answer.outcome is Outcome.TRUNCATED
    assert answer.text
    assert answer.usage.output_tokens == 20


def test_a_refusal_stands_in_its_own_field_and_ends_with_stop():
    message = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
    answer = read(completion(message=message))
    assert answer.outcome is Outcome.REFUSED
    assert answer.text == "I cannot help with that."
    assert answer.finish_reason == "stop"


def test_a_refusal_may_be_a_part_of_the_content():
    answer = read(completion([{"type": "refusal", "refusal": "No."}]))
    assert (answer.outcome, answer.text) == (Outcome.REFUSED, "No.")


@pytest.mark.parametrize(
    ("finish_reason", "outcome"),
    [
        ("stop", Outcome.OK),
        ("length", Outcome.TRUNCATED),
        ("content_filter", Outcome.BLOCKED),
        ("tool_calls", Outcome.PAUSED),
        ("refusal", Outcome.REFUSED),
        ("eos", Outcome.OK),
        ("some_new_word", Outcome.OK),
        (None, Outcome.OK),
    ],
)
def test_each_finish_reason_has_its_outcome_and_keeps_its_word(
    finish_reason: str | None, outcome: Outcome
):
    answer = read(completion(finish_reason=finish_reason))
    assert answer.outcome is outcome
    assert answer.finish_reason == finish_reason


def test_a_filtered_choice_without_message_is_blocked():
    body = {"choices": [{"finish_reason": "content_filter", "index": 0}]}
    answer = read(body)
    assert (answer.outcome, answer.text) == (Outcome.BLOCKED, "")


@pytest.mark.parametrize("finish_reason", ["stop", "length"])
@pytest.mark.parametrize("content", [None, "", "  \n", [], "<think>Acme? Globex?"])
def test_an_answer_without_visible_text_does_not_count(
    content: JsonValue, finish_reason: str | None
):
    answer = read(completion(content, finish_reason=finish_reason))
    assert answer.outcome is Outcome.PARTIAL
    assert answer.outcome not in COUNTED_OUTCOMES


def test_content_in_parts_is_joined_without_the_thinking_parts():
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "Globex?"}]},
        {"type": "text", "text": "Acme "},
        {"type": "text", "text": "and Initech."},
        {"type": "new_kind", "text": "never shown"},
        "stray",
    ]
    assert read(completion(parts)).text == "Acme and Initech."


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("<think>Globex?</think>\n\nAcme.", "Acme."),
        ("<thinking>Globex?</thinking>Acme.", "Acme."),
        ("Globex is worse.\n</think>\n\nAcme.", "Acme."),
        ("Acme. <think>Globex?</think>Initech.", "Acme. Initech."),
        ("  Acme.", "  Acme."),
        ("The tag </think> ends a thought.", "The tag </think> ends a thought."),
        ("Acme has a <think> tag.", "Acme has a <think> tag."),
    ],
)
def test_what_a_model_only_thinks_is_not_part_of_its_answer(content: JsonValue, shown: str):
    assert read(completion(content)).text == shown


@given(st.text())
def test_a_text_without_tags_is_left_as_it_is(text: str):
    if "<think" not in text and "</think" not in text:
        assert without_thoughts(text) == text


@given(st.lists(st.sampled_from(["<think>", "</think>", "<thinking>", "a", "\n", " "])))
def test_no_complete_thought_is_ever_left(pieces: list[str]):
    shown = without_thoughts("".join(pieces))
    _, opened, rest = shown.partition("<think>")
    assert not (opened and "</think>" in rest)


def test_reasoning_is_taken_out_of_the_visible_output():
    usage = {
        "prompt_tokens": 65,
        "completion_tokens": 300,
        "total_tokens": 365,
        "prompt_tokens_details": {"cached_tokens": 40},
        "completion_tokens_details": {"reasoning_tokens": 256},
    }
    answer = read(completion() | {"usage": usage})
    assert answer.usage == Usage(
        input_tokens=65, output_tokens=44, reasoning_tokens=256, cached_input_tokens=40
    )
    assert answer.usage_raw == usage


def test_reasoning_that_is_counted_beside_the_output_is_not_taken_out_twice():
    usage = {
        "prompt_tokens": 12,
        "completion_tokens": 1,
        "total_tokens": 241,
        "completion_tokens_details": {"reasoning_tokens": 228},
    }
    answer = read(completion() | {"usage": usage})
    assert answer.usage.output_tokens == 1
    assert answer.usage.reasoning_tokens == 228


def test_usage_that_is_absent_is_not_known():
    answer = read(completion())
    assert answer.usage == Usage()
    assert answer.usage_raw is None


def test_an_empty_fingerprint_is_not_known():
    assert read(completion() | {"system_fingerprint": ""}).served.fingerprint is None


def test_a_reply_without_an_id_is_identified_by_its_header():
    body = completion()
    del body["id"]
    assert read(body, x_request_id="req-9").served.request_id == "req-9"


def test_texts_that_postgresql_cannot_hold_are_replaced():
    answer = read(completion("A\x00cme \ud800!") | {"usage": {"no\x00te": "\udfff", "n": 1}})
    assert answer.text == "A\ufffdcme \ufffd!"
    assert answer.usage_raw == {"no\ufffdte": "\ufffd", "n": 1}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "an empty body"),
        (b"{", "ends too early"),
        (b'{"choices": [{"message": {"content": "Ac', "ends too early"),
        (b'{"choices": [1,', "ends too early"),
        (b"data: {}", "something else at character 0"),
        (b"[]", "found a list"),
        (b'"Acme"', "found a text"),
        (b"null", "found null"),
        (b"{}", "one choice, found none"),
        (b'{"choices": []}', "one choice, found none"),
        (b'{"choices": [null]}', "one choice, found none"),
        (b"<!DOCTYPE html><title>Sign in</title>", "an HTML page: Sign in"),
        (b'{"a": "\xff', "no UTF-8 were replaced"),
        (b'{"n": ' + b"9" * 5000 + b"}", "Expected a JSON object"),
        (b'{"a":' * 100_000, "nested too deep"),
    ],
)
def test_a_reply_that_is_no_completion_is_unreadable_and_says_what_it_is(body: bytes, message: str):
    with pytest.raises(UnreadableReply, match=message):
        OPENAI_COMPATIBLE.read(raw_reply(body))


def test_bytes_that_are_no_utf8_do_not_lose_the_answer():
    body = json.dumps(completion("Caf_ Acme")).encode().replace(b"_", b"\xe9")
    assert OPENAI_COMPATIBLE.read(raw_reply(body)).text == "Caf\ufffd Acme"


FULL = completion("<think>a</think>Acme") | {
    "usage": {
        "prompt_tokens": 4,
        "completion_tokens": 5,
        "total_tokens": 9,
        "completion_tokens_details": {"reasoning_tokens": 2},
        "prompt_tokens_details": {"cached_tokens": 1},
    },
    "system_fingerprint": "fp_1",
    "error": None,
}
FAILED = {
    "error": {
        "message": "Unsupported parameter: 'temperature'",
        "type": "invalid_request_error",
        "param": "temperature",
        "code": None,
        "metadata": {"raw": "upstream"},
    },
    "detail": [{"loc": ["body", "top_k"], "msg": "Extra inputs", "type": "extra_forbidden"}],
}


@given(
    body=st.sampled_from([FULL, FAILED]).flatmap(disturbed),
    status=st.sampled_from([200, 200, 201, 302, 400, 401, 404, 422, 429, 500, 529]),
)
def test_whatever_comes_back_is_an_answer_or_a_provider_error(body: JsonValue, status: int):
    found = answer_or_error(reply_of(body, status=status))
    if isinstance(found, ProviderError):
        assert "\n" not in found.message
        assert 0 < len(found.message) <= 300
        return
    usage = found.usage
    counts = (usage.input_tokens, usage.output_tokens, usage.reasoning_tokens)
    assert all(count is None or 0 <= count < 2**63 for count in counts)
    stored = json.dumps([found.text, found.usage_raw, found.served.model], allow_nan=False)
    assert "\\u0000" not in stored


@given(st.binary(max_size=60), st.sampled_from([200, 400, 502]))
def test_whatever_bytes_come_back_no_other_error_escapes(body: bytes, status: int):
    with pytest.raises(ProviderError):
        OPENAI_COMPATIBLE.read(raw_reply(body, status=status))
