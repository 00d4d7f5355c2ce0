"""The mock server on a free port of loopback, in a thread of its own, and calls to it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from monitor.domain.json_value import JsonValue
from monitor.domain.wire import WireReply, WireRequest
from monitor.http import Deadlines, send_once
from monitor.mock_models.scenario import Scenario, default_scenario
from monitor.mock_models.serve import server_for

START_TIMEOUT_S = 20
CHAT = "/openai_compatible/v1/chat/completions"


@dataclass(frozen=True, slots=True)
class Mock:
    """A running mock server."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> WireReply:
        return send_once(WireRequest("GET", self.url + path, {"authorization": "Bearer k"}))

    def post(
        self,
        path: str,
        body: JsonValue,
        headers: Mapping[str, str] | None = None,
        deadlines: Deadlines | None = None,
    ) -> WireReply:
        sent = {"authorization": "Bearer k", "content-type": "application/json", **(headers or {})}
        request = WireRequest("POST", self.url + path, sent, json.dumps(body).encode())
        return send_once(request, deadlines)

    def chat(
        self, prompt: str, *, path: str = CHAT, model: str = "m", **settings: JsonValue
    ) -> WireReply:
        messages: JsonValue = [{"role": "user", "content": prompt}]
        return self.post(path, {"model": model, "messages": messages, **settings})


@contextmanager
def running_mock(scenario: Scenario | None = None) -> Iterator[Mock]:
    server = server_for("127.0.0.1", 0, scenario or default_scenario())
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_TIMEOUT_S
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the mock server did not start")
        time.sleep(0.01)
    try:
        yield Mock(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(timeout=20)
