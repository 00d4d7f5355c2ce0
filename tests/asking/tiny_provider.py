"""A real, tiny provider: it asks at a path of the behaviour server and reads {"text": ...}."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from monitor.domain.answer import Answer, Outcome, Served
from monitor.domain.json_value import JsonObject
from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.question import Channel, Prompt, Question, Target
from monitor.domain.sampling import Dropped, SamplingSettings
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import (
    BadCredentials,
    BadInput,
    BadRequest,
    Overloaded,
    RateLimited,
    UnreadableReply,
    UnsupportedSetting,
)
from monitor.providers.protocol import Features
from monitor.providers.retry_after import retry_after_from

TEMPORARY_STATUSES = {408, 409, 500, 502, 503, 529}


@dataclass(frozen=True, slots=True)
class TinyProvider:
    """`model` is the path to ask at; `effective` is what it claims the server echoed."""

    effective: JsonObject | None = None
    api_key_env: str | None = None
    name: str = "tiny"
    channel: Channel = Channel.SIMULATED
    base_url: str | None = None
    wire_names: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    features: Features = field(default_factory=Features)

    def request(self, question: Question, secret: str | None) -> WireRequest:
        target = question.target
        if target.base_url is None:
            raise BadInput("the target has no base_url; give one")
        settings = target.settings
        if settings.top_k is not None:
            raise UnsupportedSetting("top_k is not taken", setting="top_k")
        is_penalized = settings.presence_penalty is not None
        sent = {k: v for k, v in settings.given().items() if k != "presence_penalty"}
        return WireRequest(
            method="POST",
            url=f"{target.base_url}{target.model}",
            headers={"authorization": f"Bearer {secret}"} if secret else {},
            body=json.dumps({"q": question.prompt.text, "key": secret, "sent": sent}).encode(),
            sent=sent,
            dropped=(Dropped("presence_penalty", "not taken"),) if is_penalized else (),
            api_version="2026-01-01",
        )

    def read(self, reply: WireReply) -> Answer:
        told = reply.body.decode()
        if reply.status == 429:
            raise RateLimited(told, status=429, retry_after_s=retry_after_from(reply.headers))
        if reply.status in TEMPORARY_STATUSES:
            raise Overloaded(told, status=reply.status)
        if reply.status == 401:
            raise BadCredentials(told, status=401)
        if reply.status == 422:
            raise UnsupportedSetting(told, setting="temperature", status=422)
        if reply.status != 200:
            raise BadRequest(told, status=reply.status)
        if not told.startswith("{"):
            raise UnreadableReply("no JSON object", status=200)
        return Answer(
            text=json.loads(told)["text"],
            outcome=Outcome.OK,
            served=Served(request_id=reply.headers.get("x-echo")),
            effective=self.effective,
            searched=False,
        )

    def discovery_requests(self, target: Target, secret: str | None) -> tuple[WireRequest, ...]:
        headers = {"authorization": f"Bearer {secret}"}
        return tuple(
            WireRequest("GET", f"{target.base_url}{path}", headers)
            for path in target.model.split("+")
        )

    def read_discovery(
        self, target: Target, replies: tuple[WireReply, ...], *, as_of: date
    ) -> ModelCard:
        if any(reply.status != 200 for reply in replies):
            raise BadRequest("the server tells nothing")
        claims = tuple(
            Claim("told", reply.body.decode(), Basis.DISCOVERED_AT_RUNTIME, "server", as_of)
            for reply in replies
        )
        return ModelCard("tiny/m", "m", "tiny", target.model, claims)


@dataclass(frozen=True, slots=True)
class TurningProvider(TinyProvider):
    """An answer is the texts of so many replies."""

    turns: int = 1

    def next_request(
        self, question: Question, secret: str | None, replies: Sequence[WireReply]
    ) -> WireRequest | None:
        return self.request(question, secret) if len(replies) < self.turns else None

    def read_all(self, replies: Sequence[WireReply]) -> Answer:
        answers = [self.read(reply) for reply in replies]
        return replace(answers[-1], text="".join(answer.text for answer in answers))


def target_of(
    base_url: str | None,
    path: str,
    *,
    settings: SamplingSettings | None = None,
    web_search: bool = False,
    system_prompt: str | None = None,
    api_key_env: str | None = None,
) -> Target:
    return Target(
        key="t",
        provider="tiny",
        model=path,
        channel=Channel.SIMULATED,
        settings=settings or SamplingSettings(),
        web_search=web_search,
        system_prompt=system_prompt,
        base_url=base_url,
        api_key_env=api_key_env,
    )


def question_of(target: Target, question_id: int = 1) -> Question:
    return Question(
        id=question_id,
        workspace_id=1,
        run_id=1,
        prompt_version_id=1,
        target_id=1,
        prompt=Prompt("p", "Which CRM is best?"),
        target=target,
        repetition=1,
    )
