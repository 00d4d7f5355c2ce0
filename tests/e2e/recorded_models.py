"""The mock models with a record of each call, so that a test knows who was asked what and when."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from monitor.mock_models.scenario import default_scenario, scenario_of
from monitor.mock_models.serve import LOOPBACK, server_for
from tests.e2e.forked import Forked, Surroundings
from tests.e2e.waiting import free_port, wait_for

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

CALLS = "/_calls"


@dataclass(frozen=True, slots=True)
class Call:
    """A question as it came to the models.

    Attributes:
        at: when, in seconds since 1970.
        status: of the reply; None for one that was not begun.
        id: the reply's own; None for a failure.
        tokens: what an answer cost, sent whole or not.
    """

    at: float
    model: str
    prompt: str
    status: int | None = None
    id: str | None = None
    tokens: int = 0


@dataclass(slots=True)
class RecordedModels:
    """The mock models in a process of their own."""

    folder: Path
    delay_s: tuple[float, float] = (0.02, 0.08)
    scenario: str | None = None
    port: int = field(default_factory=free_port)
    _process: Forked | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """The address for providers of the kind openai_compatible."""
        return f"{self.url}/openai/v1"

    def counts(self) -> dict[str, Any]:
        counted: dict[str, Any] = self._get("/_mock/counts")
        return counted

    def calls(self) -> list[Call]:
        return [Call(**call) for call in self._get(CALLS)]

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=20) as reply:
            return json.load(reply)

    def _answers(self) -> bool | None:
        try:
            self.counts()
        except OSError:
            return None
        return True

    def __enter__(self) -> Self:
        around = Surroundings(self.folder, {}, self.folder / "mock-models.log")
        self._process = Forked(_serve, self.port, self.delay_s, self.scenario, around=around)
        try:
            wait_for(self._answers, "the mock models", logs=self.folder)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()


def _serve(port: int, delay_s: tuple[float, float], scenario: str | None) -> None:
    chosen = default_scenario() if scenario is None else scenario_of(scenario, name="scenario")
    server = server_for(LOOPBACK, port, chosen.model_copy(update={"delay_s": delay_s}))
    server.config.app = _Recorder(server.config.app)
    server.run()


class _Recorder:
    """Writes down each POST that passes, and shows the record."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._calls: list[dict[str, Any]] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == CALLS:
            await _send_json(send, self._calls)
        elif scope["method"] == "POST":
            await self._recorded(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _recorded(self, scope: Message, receive: Receive, send: Send) -> None:
        call: dict[str, Any] = {"at": time.time()}
        body = b""

        async def heard() -> Message:
            nonlocal body
            message = await receive()
            if message["type"] == "http.request" and "prompt" not in call:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    asked = json.loads(body)
                    call.update(model=asked["model"], prompt=_prompt_in(asked))
                    self._calls.append(call)
            return message

        async def said(message: Message) -> None:
            if message["type"] == "http.response.start":
                call["status"] = message["status"]
            elif call["status"] == 200 and "id" not in call:
                call.update(_answer_in(message["body"]))
            await send(message)

        await self._app(scope, heard, said)


def _prompt_in(asked: dict[str, Any]) -> str:
    """Of a chat completion, whose last message it is, or of a response."""
    return str(asked["messages"][-1]["content"] if "messages" in asked else asked["input"])


def _answer_in(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return {"id": answer["id"], "tokens": answer["usage"]["total_tokens"]}


async def _send_json(send: Send, data: object) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(data).encode()})
