"""The server as an ASGI application: reads requests, sends replies, and sends them badly on demand.

To end a connection within a body or by a reset, the application needs the connection itself. It is
handed over under `TRANSPORT` in the scope's extensions by `monitor.mock_models.serve`; under
another server those two faults close the connection as far as that server allows.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from monitor.clock import utc_now
from monitor.mock_models.call import Call
from monitor.mock_models.faults import Manner
from monitor.mock_models.reply import HUGE_BYTES, Reply
from monitor.mock_models.scenario import Scenario, default_scenario
from monitor.mock_models.server import MockServer

TRANSPORT = "namedrop.transport"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_CHUNK = b" " * 65_536
_DRIP_S = 0.1
_NO_LINGER = struct.pack("ii", 1, 0)


class MockModels:
    """The application; one instance holds the counters and is used by one event loop."""

    def __init__(self, scenario: Scenario | None = None) -> None:
        self._server = MockServer(scenario or default_scenario(), utc_now)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError(f"this server speaks HTTP alone, not {scope['type']}")
        timed = self._server.reply(await _read_call(scope, receive))
        if timed.delay_s:
            await asyncio.sleep(timed.delay_s)
        await self._send(scope, receive, send, timed.reply)

    async def _send(self, scope: Message, receive: Receive, send: Send, reply: Reply) -> None:
        slow_s = self._server.scenario.slow_s
        match reply.manner:
            case Manner.SLOW_FIRST_BYTE:
                if await _still_there(receive, slow_s):
                    await _send_whole(send, reply)
            case Manner.SLOW_DRIP:
                await _drip(receive, send, reply, slow_s)
            case Manner.CUT_OFF:
                await _cut_off(scope, send, reply)
            case Manner.RESET:
                _reset(scope)
            case Manner.HUGE:
                await _send_huge(send, reply)
            case _:
                await _send_whole(send, reply)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _read_call(scope: Message, receive: Receive) -> Call:
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return Call(
        method=scope["method"],
        path=raw_path.partition(b"?")[0].decode("latin-1"),
        query={name: values[0] for name, values in query.items()},
        headers={
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        },
        body=body,
    )


def _start(reply: Reply, length: int) -> Message:
    headers = {"content-type": reply.content_type, "content-length": str(length), **reply.headers}
    return {
        "type": "http.response.start",
        "status": reply.status,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
    }


async def _send_whole(send: Send, reply: Reply) -> None:
    await send(_start(reply, len(reply.body)))
    await send({"type": "http.response.body", "body": reply.body})


async def _send_huge(send: Send, reply: Reply) -> None:
    """Spaces before the body, which JSON allows."""
    await send(_start(reply, HUGE_BYTES + len(reply.body)))
    for _ in range(HUGE_BYTES // len(_CHUNK)):
        await send({"type": "http.response.body", "body": _CHUNK, "more_body": True})
    await send({"type": "http.response.body", "body": reply.body})


async def _drip(receive: Receive, send: Send, reply: Reply, slow_s: float) -> None:
    """Spaces, one by one, and the body at last."""
    drops = max(int(slow_s / _DRIP_S), 1)
    await send(_start(reply, drops + len(reply.body)))
    for _ in range(drops):
        await send({"type": "http.response.body", "body": b" ", "more_body": True})
        if not await _still_there(receive, _DRIP_S):
            return
    await send({"type": "http.response.body", "body": reply.body})


async def _cut_off(scope: Message, send: Send, reply: Reply) -> None:
    """Half of the body, then the end of the connection."""
    half = reply.body[: len(reply.body) // 2]
    await send(_start(reply, len(reply.body)))
    await send({"type": "http.response.body", "body": half, "more_body": True})
    transport = _transport(scope)
    if transport is not None:
        transport.close()


def _reset(scope: Message) -> None:
    transport = _transport(scope)
    if transport is None:
        return
    taken: socket.socket = transport.get_extra_info("socket")
    # A connection that is closed without lingering ends in a reset (socket(7), SO_LINGER).
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()


def _transport(scope: Message) -> asyncio.Transport | None:
    transport: asyncio.Transport | None = (scope.get("extensions") or {}).get(TRANSPORT)
    return transport


async def _still_there(receive: Receive, seconds: float) -> bool:
    """Wait; False as soon as the client has gone."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
            return False
    return True
