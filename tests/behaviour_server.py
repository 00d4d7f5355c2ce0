"""A real HTTP server on loopback whose paths are behaviours, good and bad.

It speaks HTTP by hand, because a server library would not let it misbehave. Each request is
counted by its path without the query.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
import threading
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

OK_BODY = json.dumps({"text": "Acme and Bolt"}).encode()
_CHUNK = b"x" * 65_536


@dataclass(frozen=True, slots=True)
class Call:
    """One request as the server read it, and the way to answer it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    writer: asyncio.StreamWriter

    def argument(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    async def reply(self, status: int, body: bytes, **headers: str) -> None:
        await self.send(_head(status, {"content-length": str(len(body)), **headers}) + body)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()


class BehaviourServer:
    """A context manager; the server runs in a thread of its own on a free port."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.connections = 0
        self.peak_in_flight = 0
        self._in_flight = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._talks: set[asyncio.Task[None]] = set()
        self._port = 0

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self._port}"

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Awaitable[None]) -> None:
        async def await_it() -> None:
            await work

        asyncio.run_coroutine_threadsafe(await_it(), self._loop).result(timeout=10)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=1024)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        talk = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                call = await _read_call(reader, writer)
                self._in_flight += 1
                self.peak_in_flight = max(self.peak_in_flight, self._in_flight)
                try:
                    self.counts[call.path] += 1
                    await self._behave(call)
                finally:
                    self._in_flight -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client left
        finally:
            writer.close()

    async def _behave(self, call: Call) -> None:
        name = call.path.split("/")[1]
        if name == "flaky":
            await self._flaky(call)
        else:
            await _BEHAVIOURS[name](call)

    async def _flaky(self, call: Call) -> None:
        if self.counts[call.path] <= int(call.argument()):
            await call.reply(503, b'{"error": "try again"}')
        else:
            await call.reply(200, OK_BODY)


async def _read_call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Call:
    first = await reader.readexactly(1)
    if first == b"\x16":  # a TLS greeting, which plain servers answer in plain HTTP
        writer.write(_head(400, {"content-length": "0"}))
        raise ConnectionAbortedError
    rest = await reader.readuntil(b"\r\n\r\n")
    head = (first + rest).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    pairs = (line.split(": ", 1) for line in head[1:] if line)
    headers = {name.lower(): value for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Call(method, parts.path, query, headers, body, writer)


def _head(status: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {text}" for name, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def _ok(call: Call) -> None:
    await call.reply(200, OK_BODY, **{"X-Request-Id": "r-1", "Set-Cookie": "session=1"})


async def _refuses_temperature(call: Call) -> None:
    if "temperature" in json.loads(call.body)["sent"]:
        await call.reply(422, b"temperature is not taken")
    else:
        await call.reply(200, OK_BODY)


async def _status(call: Call) -> None:
    await call.reply(int(call.argument()), json.dumps({"error": call.argument()}).encode())


async def _slow(call: Call) -> None:
    """Nothing for the seconds of `first`, then the answer."""
    await asyncio.sleep(float(call.query["first"]))
    await call.reply(200, OK_BODY)


async def _drip(call: Call) -> None:
    """A byte now and then, without end."""
    await call.send(_head(200, {"content-length": "100000"}))
    for _ in range(100_000):
        await call.send(b" ")
        await asyncio.sleep(0.02)


async def _cut_off(call: Call) -> None:
    await call.send(_head(200, {"content-length": "1000"}) + OK_BODY)
    call.writer.close()


async def _hang_up(call: Call) -> None:
    """The end of the connection in place of a reply."""
    call.writer.close()


async def _reset(call: Call) -> None:
    taken: socket.socket = call.writer.get_extra_info("socket")
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    call.writer.transport.abort()


async def _huge(call: Call) -> None:
    """A body of `bytes`, told by its length or, with `chunked`, by nothing."""
    left = int(call.query["bytes"])
    if "chunked" in call.query:
        await call.send(_head(200, {"transfer-encoding": "chunked"}))
        while left > 0:
            piece = _CHUNK[:left]
            await call.send(b"%x\r\n%s\r\n" % (len(piece), piece))
            left -= len(piece)
        await call.send(b"0\r\n\r\n")
        return
    await call.send(_head(200, {"content-length": str(left)}))
    while left > 0:
        await call.send(_CHUNK[:left])
        left -= len(_CHUNK)


async def _gzip(call: Call) -> None:
    await call.reply(200, gzip.compress(OK_BODY), **{"content-encoding": "gzip"})


async def _gzip_bomb(call: Call) -> None:
    """64 MiB of zeros in some 64 kB."""
    packed = zlib.compressobj(9, wbits=31)
    body = b"".join(packed.compress(bytes(1 << 20)) for _ in range(64)) + packed.flush()
    await call.reply(200, body, **{"content-encoding": "gzip"})


async def _gzip_twice(call: Call) -> None:
    body = gzip.compress(gzip.compress(OK_BODY))
    await call.reply(200, body, **{"content-encoding": "gzip, gzip"})


async def _not_gzip(call: Call) -> None:
    await call.reply(200, OK_BODY, **{"content-encoding": "gzip"})


async def _html(call: Call) -> None:
    await call.reply(200, b"<html>A captive portal</html>", **{"content-type": "text/html"})


async def _not_http(call: Call) -> None:
    await call.send(b"220 mail.example.com ESMTP\r\n\r\n")
    call.writer.close()


async def _redirect(call: Call) -> None:
    await call.reply(302, b"", location="/ok")


async def _echo_headers(call: Call) -> None:
    """All that came, in the body and in a header, as a debugging proxy would."""
    shown = {"text": "Acme", "path": call.path, "query": call.query, "headers": call.headers}
    body = json.dumps(shown | {"body": call.body.decode("latin-1")}).encode()
    await call.reply(
        int(call.query.get("status", "200")),
        body,
        **{"X-Echo": call.headers.get("authorization", "")},
    )


async def _retry_after(call: Call) -> None:
    """A 429 that asks to wait for the seconds in the path."""
    await call.reply(429, b'{"error": "slow down"}', **{"retry-after": call.argument()})


_BEHAVIOURS: dict[str, Callable[[Call], Awaitable[None]]] = {
    "ok": _ok,
    "refuses-temperature": _refuses_temperature,
    "status": _status,
    "slow": _slow,
    "drip": _drip,
    "cut-off": _cut_off,
    "hang-up": _hang_up,
    "reset": _reset,
    "huge": _huge,
    "gzip": _gzip,
    "gzip-bomb": _gzip_bomb,
    "gzip-twice": _gzip_twice,
    "not-gzip": _not_gzip,
    "html": _html,
    "not-http": _not_http,
    "redirect": _redirect,
    "echo-headers": _echo_headers,
    "retry-after": _retry_after,
}
