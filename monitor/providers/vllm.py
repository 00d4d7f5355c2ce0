"""vLLM: Chat Completions, and what the server tells of the models that it serves.

It tells no number of parameters. Shape: https://docs.vllm.ai, serving/openai_compatible_server,
read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitor.domain.json_value import JsonObject
from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.question import Channel, Target
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import UnknownModel, UnreadableReply
from monitor.providers.chat_errors import error_from
from monitor.providers.openai_chat import ChatCompletions
from monitor.providers.reading import decode_object, int_at, objects_at, single_line, text_at

_SOURCE = "vLLM server, GET /v1/models"


@dataclass(frozen=True, slots=True)
class VLLM(ChatCompletions):
    """The vLLM server, which also implements `Discovers`."""

    def discovery_requests(self, target: Target, secret: str | None) -> tuple[WireRequest, ...]:
        """The one call to make: the list of models.

        Raises:
            BadInput: the target's base_url is no HTTP URL.
            BadCredentials: the key cannot be sent in a header.
        """
        url = self.address(target, "/models")
        return (WireRequest(method="GET", url=url, headers=self.headers(secret)),)

    def read_discovery(
        self, target: Target, replies: tuple[WireReply, ...], *, as_of: date
    ) -> ModelCard:
        """What the reply tells of the model, each figure a claim discovered at run time.

        Raises:
            UnknownModel: the server does not serve the target's model.
            ProviderError: the reply tells nothing.
        """
        (reply,) = replies
        if not 200 <= reply.status < 300:
            raise error_from(reply, self.settings_by_wire_name())
        entries = objects_at(decode_object(reply), "data")
        entry = _entry_for(target.model, entries)
        base = _base_of(entry, entries)
        return ModelCard(
            key=f"{self.name}/{target.model.lower()}",
            name=target.model,
            provider=self.name,
            model=target.model,
            claims=tuple(_claims(entry, base, as_of)),
        )


def _entry_for(model: str, entries: tuple[JsonObject, ...]) -> JsonObject:
    known = [text for entry in entries if (text := text_at(entry, "id"))]
    if not known:
        raise UnreadableReply("Expected the vLLM server to list its models, found none")
    for entry in entries:
        if entry.get("id") == model:
            return entry
    served = ", ".join(known)
    raise UnknownModel(single_line(f"Expected one of the served models, {served}; got {model}"))


def _base_of(entry: JsonObject, entries: tuple[JsonObject, ...]) -> JsonObject:
    """The entry of the model that a LoRA adapter changes; an empty one for any other model."""
    parent = text_at(entry, "parent")
    matching = (one for one in entries if parent is not None and one.get("id") == parent)
    return next(matching, {})


def _claims(entry: JsonObject, base: JsonObject, as_of: date) -> Iterator[Claim]:
    root = text_at(entry, "root")
    if root is not None:
        yield Claim("weights.source", root, Basis.DISCOVERED_AT_RUNTIME, _SOURCE, as_of)
    parent = text_at(entry, "parent")
    if parent is not None:
        yield Claim("adapter.base_model", parent, Basis.DISCOVERED_AT_RUNTIME, _SOURCE, as_of)
    own, inherited = int_at(entry, "max_model_len"), int_at(base, "max_model_len")
    if own or inherited:
        yield Claim(
            field="context_window",
            value=own or inherited,
            basis=Basis.DISCOVERED_AT_RUNTIME if own else Basis.INHERITED,
            source=_SOURCE,
            as_of=as_of,
            unit="tokens",
            note=None if own else f"of {parent}, which the adapter changes",
        )


VLLM_SERVER = VLLM(
    name="vllm",
    channel=Channel.LOCAL,
    base_url="http://127.0.0.1:8000",
    never_searches=True,
    takes_schema=True,
    wire_names={
        "temperature": "temperature",
        "top_p": "top_p",
        "top_k": "top_k",
        "min_p": "min_p",
        "seed": "seed",
        "max_tokens": "max_tokens",
        "frequency_penalty": "frequency_penalty",
        "presence_penalty": "presence_penalty",
        "stop": "stop",
        "reasoning_effort": "reasoning_effort",
    },
)
