"""One HTTP call under deadlines and a size limit; the only module that speaks HTTP.

Statuses are not judged here: every complete reply comes back, whatever it says.
"""

from __future__ import annotations

import asyncio
import functools
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import BadRequest, ProviderError, TimedOut, Unreachable, UnreadableReply

MAX_BODY_BYTES = 8 * 1024 * 1024

_KEEP_ALIVE_S = 15
# Some providers send content policies longer than aiohttp's 8 KiB.
_MAX_HEADER_BYTES = 64 * 1024
# One layer of these grows at most a thousandfold for each chunk of 16 KiB that is read.
_READABLE_CODINGS = frozenset({"", "identity", "gzip", "deflate"})
_OWN_HEADERS = {
    "accept": "*/*",
    "accept-encoding": "gzip, deflate",
    "connection": "keep-alive",
    "user-agent": "namedrop",
}
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long a call may take, in seconds.

    Attributes:
        connect_s: until the connection stands.
        read_s: between two pieces of the reply; the first piece counts from the request.
        total_s: for the whole call, name lookup and body included.
    """

    connect_s: float = 10
    read_s: float = 60
    total_s: float = 120


class HttpClient:
    """An async context manager that sends calls over kept-alive connections, HTTP/1.1 only.

    How many calls are in flight is the caller's to limit. Redirects are not followed, cookies are
    not kept, and proxies or netrc files of the environment are not used. A private certificate
    authority is named by the environment variable SSL_CERT_FILE or SSL_CERT_DIR.

    Args:
        deadlines: for every call.
        max_body_bytes: the largest body that is read, counted after content decoding.
    """

    def __init__(
        self, deadlines: Deadlines | None = None, *, max_body_bytes: int = MAX_BODY_BYTES
    ) -> None:
        self._deadlines = deadlines or Deadlines()
        self._max_body_bytes = max_body_bytes
        self._timeout = httpx.Timeout(
            self._deadlines.read_s, connect=self._deadlines.connect_s, pool=None
        ).as_dict()
        self._transport: AiohttpTransport | None = None

    async def __aenter__(self) -> Self:
        self._transport = _open_transport()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None

    async def send(self, request: WireRequest, *, total_s: float | None = None) -> WireReply:
        """The complete reply to one call, whatever its status.

        Args:
            request: what to send; neither its headers nor its query show up in a message.
            total_s: a deadline for this call; it can only shorten the client's own.

        Raises:
            TimedOut: no complete reply in time; the call may have been billed.
            Unreachable: no connection, or it broke before the reply was complete.
            UnreadableReply: the body is too large or wrongly coded, or it is not HTTP.
            BadRequest: the address or a header cannot be sent.
        """
        limit_s = self._deadlines.total_s
        if total_s is not None:
            limit_s = min(limit_s, max(total_s, 0))
        place = _place(request.url)
        _check_headers(request.headers, place)
        try:
            async with asyncio.timeout(limit_s):
                return await self._exchange(request, place)
        except TimeoutError:
            raise TimedOut(
                f"{place} gave no complete reply within {limit_s:g} s; "
                "the call may have been billed all the same"
            ) from None
        except (httpx.RequestError, aiohttp.ClientError) as error:
            raise self._translated(error, place) from error

    async def _exchange(self, request: WireRequest, place: str) -> WireReply:
        if self._transport is None:
            raise RuntimeError("HttpClient is used outside of its 'async with' block")
        # The transport alone: of what a client does around it nothing is wanted here (cookies,
        # redirects, authentication), and it costs as much as sending.
        response = await self._transport.handle_async_request(
            httpx.Request(
                request.method,
                _parsed(request.url),
                headers={**_OWN_HEADERS, **request.headers},
                content=request.body,
                extensions={"timeout": self._timeout},
            )
        )
        try:
            headers = _by_name(response.headers.raw)
            coding = headers.get("content-encoding", "").strip().lower()
            if coding not in _READABLE_CODINGS:
                raise UnreadableReply(
                    f"the reply of {place} is coded as {coding[:40]!r}, which was not asked for",
                    status=response.status_code,
                )
            return WireReply(
                status=response.status_code,
                headers=headers,
                body=await self._read_body(response, place),
            )
        finally:
            await response.aclose()

    async def _read_body(self, response: httpx.Response, place: str) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._max_body_bytes:
                raise UnreadableReply(
                    f"the reply of {place} is larger than {self._max_body_bytes} bytes",
                    status=response.status_code,
                )
        return bytes(body)

    def _translated(
        self, error: httpx.RequestError | aiohttp.ClientError, place: str
    ) -> ProviderError:
        if isinstance(error, httpx.DecodingError):
            return UnreadableReply(f"the reply of {place} is not coded as its headers say")
        # The transport calls a refused or broken connection a connect timeout, so its cause tells.
        cause = error.__cause__ if isinstance(error, httpx.RequestError) else error
        match cause:
            case aiohttp.ClientResponseError():
                return UnreadableReply(f"{place} did not answer in HTTP; check scheme and port")
            case aiohttp.ConnectionTimeoutError():
                return TimedOut(
                    f"no connection to {place} within {self._deadlines.connect_s:g} s; "
                    "check the address and the network"
                )
            case aiohttp.ServerTimeoutError():
                return TimedOut(
                    f"{place} sent nothing for {self._deadlines.read_s:g} s; "
                    "the call may have been billed all the same"
                )
            case _:
                return Unreachable(_why_unreachable(cause, place))


def send_once(request: WireRequest, deadlines: Deadlines | None = None) -> WireReply:
    """The reply to a single call, for callers that are not async; raises as `HttpClient.send`.

    It runs its own event loop for the call, so it must not be called from within a running one.
    """

    async def exchange() -> WireReply:
        async with HttpClient(deadlines) as client:
            return await client.send(request)

    return asyncio.run(exchange())


@functools.cache
def _ssl_context() -> ssl.SSLContext:
    # Loading the authorities costs about 60 ms of CPU, so it is done once and only when needed.
    return httpx.create_ssl_context()


def _open_transport() -> AiohttpTransport:
    context = _ssl_context()
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, ssl=context, keepalive_timeout=_KEEP_ALIVE_S),
        cookie_jar=aiohttp.DummyCookieJar(),
        max_line_size=_MAX_HEADER_BYTES,
        max_field_size=_MAX_HEADER_BYTES,
    )
    return AiohttpTransport(verify=context, client=session)


def _by_name(raw: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their names in lower case; several of one name are joined by a comma."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


@functools.lru_cache(maxsize=256)
def _parsed(url: str) -> httpx.URL:
    return httpx.URL(url)


@functools.lru_cache(maxsize=256)
def _place(url: str) -> str:
    """The host and port of a URL and nothing else of it, for messages."""
    try:
        parsed = _parsed(url)
    except (httpx.InvalidURL, ValueError):
        # Not chained: the original message may quote the URL.
        raise BadRequest("the target's address is not a URL; check its base_url") from None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise BadRequest("the target's address needs http:// or https:// and a host name")
    port = parsed.port or {"http": 80, "https": 443}[parsed.scheme]
    return f"[{parsed.host}]:{port}" if ":" in parsed.host else f"{parsed.host}:{port}"


def _check_headers(headers: Mapping[str, str], place: str) -> None:
    for name, value in headers.items():
        if _HEADER_VALUE.fullmatch(value) is None:
            raise BadRequest(
                f"the header {name!r} for {place} holds a character that HTTP does not allow; "
                "check the key for a line break or a letter outside ASCII"
            )


def _why_unreachable(cause: BaseException | None, place: str) -> str:
    match cause:
        case aiohttp.ClientConnectorDNSError():
            return f"the host of {place} has no address; check its spelling and the network"
        case aiohttp.ClientConnectorCertificateError():
            return (
                f"the certificate of {place} is not trusted; "
                "name a private authority by SSL_CERT_FILE"
            )
        case aiohttp.ClientSSLError():
            return f"{place} does not speak TLS as expected; check https against http and the port"
        case aiohttp.ClientConnectorError():
            return f"{place} takes no connection; check that a server runs there and the port"
        case _:
            return (
                f"the connection to {place} broke before the reply was complete; "
                "check the server and any proxy before it"
            )
