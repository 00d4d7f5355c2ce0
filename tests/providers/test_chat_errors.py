from __future__ import annotations

import pytest

from monitor.domain.json_value import JsonValue
from monitor.domain.wire import WireReply
from monitor.errors import (
    BadCredentials,
    BadRequest,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    UnknownModel,
    UnsupportedSetting,
)
from monitor.providers.openai_compatible import OPENAI_COMPATIBLE
from tests.providers.recorded import raw_reply, recorded, reply_of


def error_of(reply: WireReply) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        OPENAI_COMPATIBLE.read(reply)
    return caught.value


def openai_error(message: str, **fields: JsonValue) -> JsonValue:
    return {"error": {"message": message, "type": "invalid_request_error", **fields}}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (301, BadRequest),
        (400, BadRequest),
        (401, BadCredentials),
        (402, QuotaExhausted),
        (403, BadCredentials),
        (404, UnknownModel),
        (405, BadRequest),
        (408, Overloaded),
        (409, Overloaded),
        (413, BadRequest),
        (422, BadRequest),
        (429, RateLimited),
        (500, Overloaded),
        (502, Overloaded),
        (503, Overloaded),
        (504, Overloaded),
        (529, Overloaded),
    ],
)
def test_each_status_has_its_error(status: int, expected: type[ProviderError]):
    error = error_of(reply_of(openai_error("It did not work."), status=status))
    assert type(error) is expected
    assert error.status == status


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("error-400-type", BadRequest),
        ("error-400-context", BadRequest),
        ("error-404-path", BadRequest),
        ("error-503-loading", Overloaded),
    ],
)
def test_each_recorded_failure_of_the_llama_cpp_server_has_its_error(
    name: str, expected: type[ProviderError]
):
    error = error_of(recorded(f"llamacpp/{name}.json"))
    assert type(error) is expected


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, openai_error("The model `x` does not exist.", code="model_not_found")),
        (400, openai_error("The requested model 'x' does not exist.", code="model_not_found")),
        (404, {"error": "model 'x' not found, try pulling it first"}),
        (404, {"object": "error", "message": "The model `x` does not exist.", "code": 404}),
        (404, {"error": {"code": "DeploymentNotFound", "message": "The API deployment ..."}}),
        (400, {"object": "error", "message": "Invalid model: x", "type": "invalid_model"}),
    ],
)
def test_an_unknown_model_is_recognized_in_every_dialect(status: int, body: JsonValue):
    assert type(error_of(reply_of(body, status=status))) is UnknownModel


@pytest.mark.parametrize("body", [b"", b"404 page not found", b'{"detail":"Not Found"}'])
def test_a_404_that_speaks_of_no_model_points_at_the_address(body: bytes):
    error = error_of(raw_reply(body, status=404))
    assert type(error) is BadRequest
    assert "base_url" in error.message


@pytest.mark.parametrize(
    ("body", "setting"),
    [
        (
            openai_error(
                "Unsupported parameter: 'temperature' is not supported with this model.",
                param="temperature",
                code=None,
            ),
            "temperature",
        ),
        (
            openai_error(
                "Unsupported parameter: 'max_tokens' is not supported with this model."
                " Use 'max_completion_tokens' instead.",
                code="unsupported_parameter",
            ),
            "max_tokens",
        ),
        (openai_error("Unrecognized request argument supplied: top_k"), "top_k"),
        (openai_error("Unknown parameter: 'min_p'.", param="min_p"), "min_p"),
        (
            {
                "detail": [
                    {
                        "type": "extra_forbidden",
                        "loc": ["body", "seed"],
                        "msg": "Extra inputs are not permitted",
                    }
                ]
            },
            "seed",
        ),
        (
            openai_error(
                "Web search options not supported with this model.", param="web_search_options"
            ),
            None,
        ),
    ],
)
def test_a_setting_that_the_model_does_not_take_is_named_in_our_words(
    body: JsonValue, setting: str | None
):
    for status in (400, 422):
        error = error_of(reply_of(body, status=status))
        assert isinstance(error, UnsupportedSetting)
        assert error.setting == setting


@pytest.mark.parametrize(
    "body",
    [
        openai_error("You exceeded your current quota.", code="insufficient_quota"),
        {"error": {"message": "Insufficient Balance", "type": "unknown_error"}},
    ],
)
def test_used_up_credit_is_permanent_although_its_status_is_429(body: JsonValue):
    error = error_of(reply_of(body, status=429))
    assert type(error) is QuotaExhausted
    assert not error.temporary


def test_a_rate_limit_tells_how_long_to_wait():
    error = error_of(reply_of(openai_error("Slow down."), status=429, retry_after="12"))
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == 12


def test_an_overload_tells_how_long_to_wait_until_a_date():
    date = "Tue, 24 Nov 2026 10:00:00 GMT"
    until = "Tue, 24 Nov 2026 10:00:30 GMT"
    error = error_of(reply_of({}, status=503, date=date, retry_after=until))
    assert isinstance(error, Overloaded)
    assert error.retry_after_s == 30


def test_the_provider_can_say_that_a_server_error_is_permanent_or_another_is_not():
    assert type(error_of(reply_of({}, status=500, x_should_retry="false"))) is BadRequest
    assert type(error_of(reply_of({}, status=400, x_should_retry="true"))) is Overloaded


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ({"code": 429, "message": "Provider returned error"}, RateLimited),
        ({"code": "502", "message": "Upstream"}, Overloaded),
        ({"type": "server_error", "message": "Sorry"}, Overloaded),
        ({"type": "rate_limit_error", "message": "Slow down"}, RateLimited),
        ({"message": "The model `x` does not exist"}, UnknownModel),
        ({"message": "Invalid API key"}, BadCredentials),
        ("something broke", BadRequest),
    ],
)
def test_an_error_inside_a_200_is_recognized(error: JsonValue, expected: type[ProviderError]):
    raised = error_of(reply_of({"error": error}))
    assert type(raised) is expected
    assert raised.status == 200


def test_an_error_inside_a_choice_is_recognized():
    choice = {"finish_reason": "error", "error": {"code": 503, "message": "Upstream is down"}}
    assert type(error_of(reply_of({"choices": [choice]}))) is Overloaded


def test_an_error_page_in_html_gives_a_readable_message():
    page = b"<html><head><title>502 Bad Gateway</title></head><body>...</body></html>"
    assert error_of(raw_reply(page, status=502)).message == "HTTP 502: 502 Bad Gateway"
    page = b"<html><style>p { color: red }</style><p>Down for\n<b>repair</b></p></html>"
    assert error_of(raw_reply(page, status=503)).message == "HTTP 503: Down for repair"


def test_what_a_gateway_adds_from_upstream_is_part_of_the_message():
    body = {"error": {"message": "Provider returned error", "metadata": {"raw": "model is busy"}}}
    assert error_of(reply_of(body, status=429)).message.endswith("error: model is busy")


def test_a_message_is_one_line_of_at_most_300_characters():
    message = error_of(reply_of(openai_error("a\n\tb\x00" + "x" * 5000), status=400)).message
    assert message.startswith("HTTP 400: a b\ufffdxxx")
    assert len(message) == 300
    assert message.endswith("…")


def test_an_empty_failure_still_has_a_message():
    assert error_of(raw_reply(b"", status=500)).message == "HTTP 500: no message"


def test_a_key_that_the_provider_repeats_is_masked():
    body = openai_error("Incorrect API key provided: sk-proj-abcdefghijklmnop. Find it at ...")
    message = error_of(reply_of(body, status=401)).message
    assert "abcdefgh" not in message
    assert "[key]" in message
