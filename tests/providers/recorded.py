"""Recorded replies, and the questions and replies that provider tests are made of."""

from __future__ import annotations

import json
from pathlib import Path

from monitor.domain.json_value import JsonValue
from monitor.domain.question import Channel, Prompt, Question, Target
from monitor.domain.sampling import SamplingSettings
from monitor.domain.wire import WireReply

RECORDINGS = Path(__file__).parents[1] / "recordings"


def recorded(path: str) -> WireReply:
    recording = json.loads(RECORDINGS.joinpath(path).read_text("utf-8"))
    body = json.dumps(recording["body"]).encode()
    return WireReply(status=recording["status"], headers=recording["headers"], body=body)


def reply_of(body: JsonValue, *, status: int = 200, **headers: str) -> WireReply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return WireReply(status=status, headers=named, body=json.dumps(body).encode())


def raw_reply(body: bytes, *, status: int = 200) -> WireReply:
    return WireReply(status=status, headers={}, body=body)


def completion(content: JsonValue = "Acme.", **choice: JsonValue) -> dict[str, JsonValue]:
    """A Chat Completions body with one choice; `choice` replaces or adds to its fields."""
    message: JsonValue = {"role": "assistant", "content": content}
    fields = {"index": 0, "finish_reason": "stop", "message": message} | choice
    return {"id": "chatcmpl-1", "model": "tiny-1", "choices": [fields]}


def target_of(
    provider: str = "openai_compatible",
    *,
    base_url: str | None = "http://127.0.0.1:8000/v1",
    settings: SamplingSettings | None = None,
    system_prompt: str | None = None,
) -> Target:
    return Target(
        key="tiny",
        provider=provider,
        model="tiny-1",
        channel=Channel.API,
        settings=settings or SamplingSettings(),
        system_prompt=system_prompt,
        base_url=base_url,
    )


def question_of(target: Target, text: str = "Which CRM is best?") -> Question:
    return Question(
        id=1,
        workspace_id=1,
        run_id=1,
        prompt_version_id=1,
        target_id=1,
        prompt=Prompt(key="crm", text=text),
        target=target,
        repetition=1,
    )
