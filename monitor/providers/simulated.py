"""Answers of no model, made up without a network: for trying things out and for tests.

Which brands are named, and how often, is known beforehand, so figures can be checked against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from monitor.domain.answer import Answer, Citation, Outcome, Served, Usage
from monitor.domain.json_value import JsonObject, canonical_json
from monitor.domain.question import Channel, Question
from monitor.domain.sampling import Dropped, SamplingSettings
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import UnreadableReply
from monitor.providers.extras import Extras
from monitor.providers.json_calls import sampling_fields
from monitor.providers.made_up_reply import made_up_reply, what_is_asked
from monitor.providers.protocol import Features
from monitor.providers.reading import decode_object, int_at, list_at, object_at, objects_at, text_at

URL = "simulated:"


@dataclass(frozen=True, slots=True)
class Simulated:
    """The provider without a model; it also implements `Answers`."""

    name: str
    channel: Channel
    api_key_env: str | None
    base_url: str
    wire_names: Mapping[str, str]
    options: Mapping[str, str]
    features: Features

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """A call that is answered here and never sent; its body is what the answer depends on.

        Raises:
            BadInput: an option cannot be used.
        """
        del secret
        target = question.target
        no_place = Dropped("country", "a made-up answer comes from nowhere")
        account = sampling_fields(target, self.wire_names, provider=self.name) | Extras(
            sent={"web_search": True} if target.web_search else {},
            dropped=(no_place,) if target.country is not None else (),
        )
        body = canonical_json(what_is_asked(question)).encode()
        return WireRequest("POST", URL, {}, body, account.sent, account.dropped)

    def answer(self, question: Question) -> WireReply:
        """The reply; the same for the same prompt, model, settings, options and repetition.

        Raises:
            BadInput: an option cannot be used.
        """
        return made_up_reply(question)

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply of this provider's own.

        Raises:
            UnreadableReply: it is another's.
        """
        body = decode_object(reply)
        text = text_at(body, "text")
        if reply.status != 200 or text is None:
            raise UnreadableReply("Expected a simulated answer, found none", status=reply.status)
        cited = (_citation(one, text) for one in objects_at(body, "citations"))
        queries = tuple(q for q in list_at(body, "searches") if isinstance(q, str) and q)
        usage = object_at(body, "usage")
        return Answer(
            text=text,
            outcome=Outcome.OK,
            finish_reason="stop",
            citations=tuple(one for one in cited if one is not None),
            retrieved=(),
            searches=queries,
            usage=Usage(int_at(usage, "input"), int_at(usage, "output")),
            usage_raw=usage or None,
            served=Served(model=text_at(body, "model")),
            searched=bool(queries),
        )


def _citation(told: JsonObject, text: str) -> Citation | None:
    url, start, end = text_at(told, "url"), int_at(told, "start"), int_at(told, "end")
    if url is None:
        return None
    if start is None or end is None or not start < end <= len(text):
        start = end = None
    return Citation(url, text_at(told, "title"), start, end)


SIMULATED = Simulated(
    name="simulated",
    channel=Channel.SIMULATED,
    api_key_env=None,
    base_url=URL,
    wire_names={field.name: field.name for field in fields(SamplingSettings)},
    options={
        "brands": "The names that answers may hold.",
        "rate": "The probability from 0 to 1 with which an answer names each; 0.5 when left out.",
        "seed": "A whole number; another one gives other answers. 0 when left out.",
    },
    features=Features(web_search=True, citations=True, retrieved=True, searches=True),
)
