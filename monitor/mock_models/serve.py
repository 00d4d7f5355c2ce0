"""Runs the mock server by uvicorn, with the connection at hand for faults below HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.mock_models.app import TRANSPORT, MockModels
from monitor.mock_models.scenario import Scenario

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8900

_BACKLOG = 2048
_KEEP_ALIVE_S = 60
_GRACE_S = 1


class _Protocol(H11Protocol):
    """Gives the application its connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn itself narrows it
        super().connection_made(transport)
        app = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            scope["extensions"] = {**(scope.get("extensions") or {}), TRANSPORT: transport}
            await app(scope, receive, send)

        self.app = with_transport


def serve(host: str = LOOPBACK, port: int = DEFAULT_PORT, scenario: Scenario | None = None) -> None:
    """Serve until the process is told to end.

    Args:
        host: the address to listen on; any other than loopback lets everyone in.
        port: 0 takes a free one.
        scenario: the one that comes with the package where it is None.
    """
    server_for(host, port, scenario).run()


def server_for(host: str, port: int, scenario: Scenario | None = None) -> uvicorn.Server:
    """The server, not yet started; for callers that run it in a loop or thread of their own."""
    config = uvicorn.Config(
        MockModels(scenario),
        host=host,
        port=port,
        http=_Protocol,
        ws="none",
        # A reply that is broken on purpose would be logged as an error.
        log_level="critical",
        access_log=False,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
    )
    return uvicorn.Server(config)
