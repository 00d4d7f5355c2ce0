from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Iterator

import pytest

from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import (
    BadRequest,
    ProviderError,
    TimedOut,
    Unreachable,
    UnreadableReply,
)
from monitor.http import Deadlines, HttpClient, send_once
from tests.behaviour_server import OK_BODY, BehaviourServer

SHORT = Deadlines(connect_s=0.3, read_s=0.3, total_s=0.6)
SECRET = "sk-0123456789abcdef"


@pytest.fixture(scope="module")
def server() -> Iterator[BehaviourServer]:
    with BehaviourServer() as running:
        yield running


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def get(url: str, headers: dict[str, str] | None = None) -> WireRequest:
    return WireRequest("GET", url, headers or {})


def failure_of(url: str, deadlines: Deadlines = SHORT) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        send_once(get(url, {"authorization": f"Bearer {SECRET}"}), deadlines)
    return caught.value


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_reply_comes_back_whole_with_lower_case_header_names(server: BehaviourServer):
    reply = send_once(get(server.url("/ok")))

    assert (reply.status, reply.body) == (200, OK_BODY)
    assert reply.headers["x-request-id"] == "r-1"


def test_a_post_carries_its_body_and_headers(server: BehaviourServer):
    request = WireRequest(
        "POST", server.url("/echo-headers?a=1"), {"X-Own": "yes"}, b'{"q": "best crm"}'
    )

    echoed = json.loads(send_once(request).body)

    assert echoed["body"] == '{"q": "best crm"}'
    assert echoed["query"] == {"a": "1"}
    assert echoed["headers"]["x-own"] == "yes"
    assert echoed["headers"]["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("status", [302, 400, 401, 404, 429, 500, 529])
def test_no_status_is_judged(server: BehaviourServer, status: int):
    assert send_once(get(server.url(f"/status/{status}"))).status == status


def test_a_redirect_is_not_followed(server: BehaviourServer):
    before = server.counts["/ok"]

    reply = send_once(get(server.url("/redirect")))

    assert (reply.status, reply.headers["location"]) == (302, "/ok")
    assert server.counts["/ok"] == before


@pytest.mark.anyio
async def test_cookies_are_not_sent_back_and_the_connection_is_kept(server: BehaviourServer):
    before = server.connections
    async with HttpClient() as client:
        await client.send(get(server.url("/ok")))
        second = await client.send(get(server.url("/echo-headers")))

    assert "cookie" not in json.loads(second.body)["headers"]
    assert server.connections == before + 1


def test_a_packed_body_is_unpacked(server: BehaviourServer):
    assert send_once(get(server.url("/gzip"))).body == OK_BODY


def test_silence_ends_at_the_read_deadline(server: BehaviourServer):
    error = failure_of(server.url("/slow?first=5"))

    assert type(error) is TimedOut
    assert f"{server.place} sent nothing for 0.3 s" in error.message


def test_a_dripping_body_ends_at_the_total_deadline(server: BehaviourServer):
    error = failure_of(server.url("/drip"))

    assert type(error) is TimedOut
    assert "no complete reply within 0.6 s" in error.message


@pytest.mark.anyio
async def test_the_deadline_of_one_call_only_shortens(server: BehaviourServer):
    patient = Deadlines(read_s=5, total_s=5)
    async with HttpClient(patient) as client:
        with pytest.raises(TimedOut, match=r"within 0\.2 s"):
            await client.send(get(server.url("/slow?first=3")), total_s=0.2)
    async with HttpClient(SHORT) as client:
        with pytest.raises(TimedOut, match=r"within 0\.6 s"):
            await client.send(get(server.url("/drip")), total_s=60)


def test_a_connection_that_is_never_taken_ends_at_the_connect_deadline():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            error = failure_of(f"http://127.0.0.1:{port}/")

    assert type(error) is TimedOut
    assert f"no connection to 127.0.0.1:{port} within 0.3 s" in error.message


def test_a_closed_port_is_unreachable():
    port = free_port()

    error = failure_of(f"http://127.0.0.1:{port}/v1?key={SECRET}")

    assert type(error) is Unreachable
    assert error.message == (
        f"127.0.0.1:{port} takes no connection; check that a server runs there and the port"
    )


@pytest.mark.parametrize("path", ["/cut-off", "/reset", "/hang-up"])
def test_a_connection_that_breaks_is_unreachable(server: BehaviourServer, path: str):
    error = failure_of(server.url(path))

    assert type(error) is Unreachable
    assert f"{server.place} broke before the reply was complete" in error.message


def test_a_server_without_tls_is_unreachable_over_https(server: BehaviourServer):
    error = failure_of(f"https://{server.place}/ok")

    assert type(error) is Unreachable
    assert "check https against http" in error.message


@pytest.mark.parametrize("query", ["bytes=2000", "bytes=2000&chunked=1"])
@pytest.mark.anyio
async def test_a_body_over_the_limit_is_not_read_on(server: BehaviourServer, query: str):
    async with HttpClient(max_body_bytes=1999) as client:
        with pytest.raises(UnreadableReply, match="larger than 1999 bytes") as caught:
            await client.send(get(server.url(f"/huge?{query}")))
    assert caught.value.status == 200


@pytest.mark.anyio
async def test_a_body_of_just_the_limit_is_read(server: BehaviourServer):
    async with HttpClient(max_body_bytes=2000) as client:
        reply = await client.send(get(server.url("/huge?bytes=2000")))
    assert len(reply.body) == 2000


def test_a_small_body_that_unpacks_to_a_large_one_is_refused(server: BehaviourServer):
    error = failure_of(server.url("/gzip-bomb"), Deadlines())

    assert type(error) is UnreadableReply
    assert f"larger than {8 * 1024 * 1024} bytes" in error.message


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/gzip-twice", "coded as 'gzip, gzip'"),
        ("/not-gzip", "not coded as its headers say"),
        ("/not-http", "did not answer in HTTP"),
    ],
)
def test_what_cannot_be_decoded_is_unreadable(server: BehaviourServer, path: str, what: str):
    error = failure_of(server.url(path))

    assert type(error) is UnreadableReply
    assert what in error.message


@pytest.mark.parametrize(
    "url",
    [f"ftp://host/?key={SECRET}", f"/v1?key={SECRET}", f"http://h:port{SECRET}/", "", "http://"],
)
def test_an_address_that_is_none_is_a_bad_request(url: str):
    error = failure_of(url)

    assert type(error) is BadRequest
    assert SECRET not in error.message


@pytest.mark.parametrize("value", [f"Bearer {SECRET}\n", f"Bearer {SECRET}é", "a\r\nb: c"])
def test_a_header_that_cannot_be_sent_is_a_bad_request(server: BehaviourServer, value: str):
    with pytest.raises(BadRequest, match="check the key for a line break") as caught:
        send_once(get(server.url("/ok"), {"authorization": value}))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "path",
    [
        "/cut-off",
        "/reset",
        "/slow?first=5&key={}",
        "/drip?key={}",
        "/not-http?key={}",
        "/gzip-twice",
    ],
)
def test_no_message_tells_the_query_or_a_header(server: BehaviourServer, path: str):
    error = failure_of(server.url(path.format(SECRET)))

    assert SECRET not in error.message
    assert SECRET not in repr(error)


def test_the_address_of_a_call_is_not_logged(
    server: BehaviourServer, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.INFO):
        send_once(get(server.url(f"/ok?key={SECRET}")))
    assert SECRET not in caplog.text


@pytest.mark.anyio
async def test_two_hundred_calls_are_in_flight_at_once():
    with BehaviourServer() as server:
        async with HttpClient() as client:
            calls = (client.send(get(server.url("/slow?first=0.8"))) for _ in range(200))
            replies: list[WireReply] = await asyncio.gather(*calls)

        assert [reply.body for reply in replies] == [OK_BODY] * 200
        assert server.peak_in_flight == 200
        assert server.counts["/slow"] == 200


@pytest.mark.anyio
async def test_a_cancelled_call_leaves_the_client_usable(server: BehaviourServer):
    async with HttpClient() as client:
        call = asyncio.create_task(client.send(get(server.url("/slow?first=5"))))
        await asyncio.sleep(0.05)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await client.send(get(server.url("/ok")))).status == 200


@pytest.mark.anyio
async def test_a_client_that_is_not_open_says_so(server: BehaviourServer):
    with pytest.raises(RuntimeError, match="async with"):
        await HttpClient().send(get(server.url("/ok")))
