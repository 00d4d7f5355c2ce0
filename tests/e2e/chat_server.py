"""A model server that counts what it is asked: Chat Completions with a delay, on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


def completion(text: str) -> bytes:
    """The body of a reply with this text."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 5, "completion_tokens": 9, "total_tokens": 14}
    return json.dumps({"id": "x", "model": "m-1", "choices": [choice], "usage": usage}).encode()


def refusal(setting: str) -> bytes:
    """The body of the HTTP 400 for a setting that the model does not take."""
    message = f"Unsupported parameter: '{setting}' is not supported with this model."
    error = {"message": message, "type": "invalid_request_error", "param": setting, "code": None}
    return json.dumps({"error": error}).encode()


class ChatServer:
    """A context manager: `asked` counts requests by prompt, `bodies` replies to some otherwise."""

    def __init__(self, *, delay_s: float = 0.1) -> None:
        self.asked: Counter[str] = Counter()
        self.bodies: dict[str, bytes] = {}
        self.refused_setting = ""
        self.echoes_key = False
        self._lock = threading.Lock()
        self._delay_s = delay_s
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def total(self) -> int:
        with self._lock:
            return self.asked.total()

    def wait_for(self, requests: int, *, timeout_s: float = 30) -> None:
        ends_at = time.monotonic() + timeout_s
        while self.total() < requests:
            assert time.monotonic() < ends_at, f"only {self.total()} of {requests} requests came"
            time.sleep(0.01)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, body: bytes, key: str) -> tuple[int, bytes]:
        asked = json.loads(body)
        prompt = asked["messages"][-1]["content"]
        with self._lock:
            self.asked[prompt] += 1
        time.sleep(self._delay_s)
        if self.refused_setting in asked:
            return 400, refusal(self.refused_setting)
        if prompt in self.bodies:
            return 200, self.bodies[prompt]
        echoed = f"\n\nYour key is {key}" if self.echoes_key else ""
        return 200, completion(f"1. Acme\n2. Globex\n\nAsked: {prompt}{echoed}")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self._answer

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status, reply = answer(body, self.headers.get("authorization", ""))
                try:
                    self.send_response(status)
                    self.send_header("content-type", "application/json")
                    self.send_header("content-length", str(len(reply)))
                    self.end_headers()
                    self.wfile.write(reply)
                except OSError:
                    self.close_connection = True  # the asker was killed

            def log_message(self, *_arguments: object) -> None:
                pass

        return Handler
