from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Callable

import pytest

from monitor.domain.json_value import JsonValue
from monitor.domain.wire import WireReply
from monitor.errors import TimedOut, Unreachable
from monitor.http import Deadlines
from monitor.mock_models.app import MockModels
from monitor.mock_models.scenario import default_scenario
from monitor.mock_models.services import SERVICES
from tests.mock_models.serving import CHAT, Mock, running_mock

MESSAGES: JsonValue = [{"role": "user", "content": "Which tools are best?"}]
OPENAI = "/openai/v1/chat/completions"


def body_of(reply: WireReply) -> dict[str, JsonValue]:
    assert reply.status == 200, reply.body
    read: dict[str, JsonValue] = json.loads(reply.body)
    return read


def text_of(reply: WireReply) -> str:
    return str(json.loads(reply.body)["choices"][0]["message"]["content"])


def counts(mock: Mock) -> dict[str, JsonValue]:
    return body_of(mock.get("/_mock/counts"))


def test_the_root_lists_every_provider_and_fault(mock: Mock):
    told = body_of(mock.get("/"))

    assert set(told["providers"]) == set(SERVICES)
    assert "429-retry-after" in told["faults"]


def test_identical_requests_are_the_repetitions_of_one_question(mock: Mock):
    first = [mock.chat("Which?").body for _ in range(6)]
    mock.post("/_mock/reset", {})

    assert [mock.chat("Which?").body for _ in range(6)] == first
    assert len({text_of(WireReply(200, {}, body)) for body in first}) > 1


def test_a_header_tells_the_repetition(mock: Mock):
    counted = [mock.chat("Which?").body for _ in range(3)]

    def told(repetition: str) -> WireReply:
        body = {"model": "m", "messages": [{"role": "user", "content": "Which?"}]}
        return mock.post(CHAT, body, {"x-mock-repetition": repetition})

    assert [told(str(at)).body for at in (1, 2, 3)] == counted
    assert told("two").status == 400


def test_a_fault_does_not_use_up_a_repetition(mock: Mock):
    expected = mock.chat("Which?").body
    mock.post("/_mock/reset", {})

    assert mock.chat("Which?", path=f"/fault/503{CHAT}").status == 503
    assert mock.chat("Which?").body == expected


def test_requests_answers_and_tokens_are_counted(mock: Mock):
    for prompt in ("One?", "One?", "Two?"):
        mock.chat(prompt)
    mock.chat("One?", path=f"/fault/429{CHAT}")
    mock.chat("Three?", path=OPENAI)

    told = counts(mock)

    assert told["requests"] == 5
    assert told["answers"] == 4
    assert told["distinct_questions"] == 3
    assert told["by_provider"] == {"openai_compatible": 4, "openai": 1}
    assert told["by_path"] == {CHAT: 4, OPENAI: 1}
    assert told["by_status"] == {"200": 4, "429": 1}
    assert told["by_fault"] == {"429": 1}
    assert told["spend"]["by_provider"]["openai_compatible"]["input_tokens"] == 3


def test_a_reset_sets_all_counts_to_zero(mock: Mock):
    mock.chat("One?")

    assert body_of(mock.post("/_mock/reset", {})) == {"reset": True}
    assert counts(mock)["requests"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer bad-key"},
        {"x-api-key": "bad-key"},
        {"api-key": "bad-key"},
        {"x-goog-api-key": "bad-key"},
        {"authorization": "Basic " + b64encode(b"login:bad-key").decode()},
        {"authorization": "AWS4-HMAC-SHA256 Credential=bad-key/20260101/us-east-1/bedrock"},
        {"authorization": ""},
    ],
)
def test_a_bad_key_or_none_is_refused_by_every_way(mock: Mock, headers: dict[str, str]):
    reply = mock.post(OPENAI, {"model": "m", "messages": MESSAGES}, headers)

    assert reply.status == 401
    assert json.loads(reply.body)["error"]["code"] == "invalid_api_key"


@pytest.mark.parametrize("query", ["?key=bad-key", "?api_key=bad-key"])
def test_a_bad_key_in_the_query_is_refused(mock: Mock, query: str):
    assert mock.chat("Which?", path=OPENAI + query).status == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "", "x-api-key": "k"},
        {"authorization": "", "api-key": "k"},
        {"authorization": "", "x-goog-api-key": "k"},
        {"authorization": "Basic " + b64encode(b"login:password").decode()},
    ],
)
def test_any_other_key_is_taken(mock: Mock, headers: dict[str, str]):
    assert mock.post(OPENAI, {"model": "m", "messages": MESSAGES}, headers).status == 200


def test_a_local_server_needs_no_key(mock: Mock):
    reply = mock.post(
        "/ollama/api/chat",
        {"model": "m", "messages": MESSAGES, "stream": False},
        {"authorization": ""},
    )

    assert reply.status == 200


def test_a_fault_is_asked_for_by_path_header_or_model(mock: Mock):
    body: JsonValue = {"model": "m", "messages": MESSAGES}

    assert mock.post(f"/fault/503{OPENAI}", body).status == 503
    assert mock.post(OPENAI, body, {"x-mock-fault": "409"}).status == 409
    assert mock.chat("Which?", path=OPENAI, model="fault-404").status == 404
    assert mock.chat("Which?", path=CHAT, model="openai/fault-529").status == 529


def test_a_fault_can_end_after_some_of_identical_requests(mock: Mock):
    statuses = [mock.chat("Which?", path=CHAT, model="fault-429@2").status for _ in range(4)]

    assert statuses == [429, 429, 200, 200]
    assert mock.chat("Other?", path=CHAT, model="fault-429@2").status == 429


def test_an_unknown_fault_is_told(mock: Mock):
    reply = mock.chat("Which?", path=f"/fault/428{CHAT}")

    assert reply.status == 400
    assert "did you mean" in json.loads(reply.body)["error"]["message"]


def test_unsupported_temperature_lets_a_request_without_one_pass(mock: Mock):
    path = f"/fault/unsupported-temperature{OPENAI}"

    refused = mock.chat("Which?", path=path, temperature=0.2)

    assert refused.status == 400
    assert json.loads(refused.body)["error"]["param"] == "temperature"
    assert mock.chat("Which?", path=path).status == 200


def test_a_rule_rejects_what_the_model_does_not_take(mock: Mock):
    assert mock.chat("Which?", path=OPENAI, model="gpt-5", temperature=1).status == 400
    assert mock.chat("Which?", path=OPENAI, model="gpt-4o", temperature=1).status == 200


def test_the_shares_of_a_scenario_commit_faults():
    scenario = default_scenario().model_copy(update={"faults": {"429": 0.2, "503": 0.1}})
    with running_mock(scenario) as mock:
        statuses = [mock.chat(f"Which {at}?").status for at in range(300)]

    assert 0.1 < statuses.count(429) / 300 < 0.3
    assert 0.03 < statuses.count(503) / 300 < 0.2
    assert statuses.count(200) + statuses.count(429) + statuses.count(503) == 300


@pytest.mark.parametrize("fault", ["cut-off", "reset"])
def test_a_connection_ends_before_the_reply_does(mock: Mock, fault: str):
    with pytest.raises(Unreachable):
        mock.chat("Which?", path=f"/fault/{fault}{CHAT}")


@pytest.mark.parametrize("fault", ["slow-first-byte", "slow-drip"])
def test_a_slow_reply_comes_at_last(fault: str):
    scenario = default_scenario().model_copy(update={"slow_s": 0.4})
    with running_mock(scenario) as mock:
        began = time.monotonic()
        reply = mock.chat("Which?", path=f"/fault/{fault}{CHAT}")

    assert time.monotonic() - began >= 0.35
    assert text_of(reply)


def test_a_slow_reply_ends_with_the_client_that_waits_for_it(mock: Mock):
    short = Deadlines(connect_s=1, read_s=0.2, total_s=0.3)
    body: JsonValue = {"model": "m", "messages": MESSAGES}

    with pytest.raises(TimedOut):
        mock.post(f"/fault/slow-drip{CHAT}", body, deadlines=short)

    assert mock.chat("Which?").status == 200


def test_answers_take_the_time_of_the_scenario():
    scenario = default_scenario().model_copy(update={"delay_s": (0.3, 0.4)})
    with running_mock(scenario) as mock:
        began = time.monotonic()
        mock.chat("Which?")

    assert 0.3 <= time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("wrong-content-type", lambda r: r.headers["content-type"] == "application/octet-stream"),
        ("invalid-json", lambda r: r.body.startswith(b"{") and not r.body.endswith(b"}")),
        ("html-200", lambda r: r.body.startswith(b"<!DOCTYPE html>")),
        ("empty-200", lambda r: r.body == b""),
    ],
)
def test_a_reply_is_wrong_in_its_manner(mock: Mock, fault: str, check: Callable[[WireReply], bool]):
    reply = mock.chat("Which?", path=f"/fault/{fault}{CHAT}")

    assert reply.status == 200
    assert check(reply)


def test_max_tokens_cuts_the_answer_and_says_so(mock: Mock):
    body = body_of(mock.chat("Which?", max_tokens=5))

    assert body["choices"][0]["finish_reason"] == "length"
    assert len(body["choices"][0]["message"]["content"]) == 20


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nobody/v1/x", 404), ("/openai/v1/nothing", 404), ("/anthropic/v2/messages", 404)],
)
def test_an_unknown_path_is_not_found(mock: Mock, path: str, status: int):
    assert mock.post(path, {}).status == status


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"model": "m"},
        {"messages": MESSAGES},
        {"model": "m", "messages": []},
        {"model": "m", "messages": MESSAGES, "temperature": "hot"},
        {"model": "m", "messages": MESSAGES, "temperature": 3},
        {"model": "m", "messages": MESSAGES, "max_tokens": 0},
        {"model": "m", "messages": MESSAGES, "stream": True},
    ],
)
def test_a_wrong_request_is_refused(mock: Mock, body: JsonValue):
    assert mock.post(CHAT, body).status == 400


def test_a_paused_answer_is_continued(mock: Mock):
    path = "/fault/paused/anthropic/v1/messages"
    version = {"anthropic-version": "2023-06-01"}
    body = {
        "model": "claude-sonnet-4-0",
        "max_tokens": 500,
        "messages": MESSAGES,
        "tools": [{"type": "web_search_20250305", "name": "web_search"}],
    }

    paused = body_of(mock.post(path, body, version))
    said = [*MESSAGES, {"role": "assistant", "content": paused["content"]}]
    done = body_of(mock.post(path, {**body, "messages": said}, version))

    assert paused["stop_reason"] == "pause_turn"
    assert paused["content"][-1]["type"] == "server_tool_use"
    assert done["stop_reason"] == "end_turn"
    assert done["content"][0]["type"] == "web_search_tool_result"


def test_a_page_token_is_redeemed_for_the_overview(mock: Mock):
    found = body_of(mock.get("/fault/paused/serpapi/search.json?engine=google&q=best+tools"))
    token = found["ai_overview"]["page_token"]

    redeemed = body_of(
        mock.get(f"/serpapi/search.json?engine=google_ai_overview&page_token={token}")
    )

    assert redeemed["search_parameters"]["q"] == "best tools"
    assert redeemed["ai_overview"]["text_blocks"]
    assert mock.get("/serpapi/search.json?engine=google_ai_overview&page_token=x").status == 400


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/openai/v1/models", "data"),
        ("/vllm/v1/models", "data"),
        ("/llamacpp/v1/models", "data"),
        ("/llamacpp/props", "default_generation_settings"),
        ("/ollama/api/tags", "models"),
    ],
)
def test_a_server_tells_of_itself(mock: Mock, path: str, key: str):
    assert body_of(mock.get(path))[key]
    assert mock.get(f"/fault/503{path}").status == 503


def test_ollama_tells_of_a_model(mock: Mock):
    shown = body_of(mock.post("/ollama/api/show", {"model": "m"}))

    assert shown["model_info"]["general.parameter_count"] == 3_212_749_888


def test_the_application_speaks_nothing_but_http():
    async def never() -> dict[str, object]:
        return {}

    async def nowhere(message: object) -> None:
        raise AssertionError(message)

    coroutine = MockModels()({"type": "websocket"}, never, nowhere)
    with pytest.raises(RuntimeError, match="not websocket"):
        coroutine.send(None)
