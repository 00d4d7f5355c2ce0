"""The Chat Completions shape that OpenAI defined and most servers speak.

A service that deviates is a `ChatCompletions` with other wire names, or a subclass of it.
Shape: https://platform.openai.com/docs/api-reference/chat, read in November 2026.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit, urlunsplit

from monitor.domain.answer import Answer, Outcome, Served, Usage
from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.question import Channel, Question, Target
from monitor.domain.sampling import Dropped
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import BadCredentials, BadInput, UnreadableReply
from monitor.providers.chat_errors import error_from
from monitor.providers.protocol import Features
from monitor.providers.reading import decode_object, int_at, object_at, objects_at, text_at

_OUTCOMES: Mapping[str, Outcome] = {
    "length": Outcome.TRUNCATED,
    "max_tokens": Outcome.TRUNCATED,
    "model_length": Outcome.TRUNCATED,
    "content_filter": Outcome.BLOCKED,
    "safety": Outcome.BLOCKED,
    "refusal": Outcome.REFUSED,
    "tool_calls": Outcome.PAUSED,
    "function_call": Outcome.PAUSED,
}
"""A reason that is not here is an ordinary end; the provider's word is kept beside the outcome."""

_THINKING_TAGS = ("think", "thinking")


@dataclass(frozen=True, slots=True)
class ChatCompletions:
    """A service that speaks Chat Completions.

    Attributes:
        wire_names: the wire name of each of our settings that the service takes; the others
            are dropped, and the sampling record says so.
        base_url: without "/chat/completions"; a bare host means "/v1" below it.
    """

    name: str
    channel: Channel
    wire_names: Mapping[str, str]
    base_url: str | None = None
    api_key_env: str | None = None
    features: Features = field(default_factory=Features)
    options: Mapping[str, str] = field(default_factory=dict)

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that asks the question.

        Raises:
            BadInput: the target has no usable base_url.
            BadCredentials: the key cannot be sent in a header.
        """
        target = question.target
        given = target.settings.given()
        sent = {name: value for name, value in given.items() if name in self.wire_names}
        body: dict[str, JsonValue] = {
            "model": target.model,
            "messages": _messages(question),
            "stream": False,
            **{self.wire_names[name]: value for name, value in sent.items()},
        }
        return WireRequest(
            method="POST",
            url=self.address(target, "/chat/completions"),
            headers=request_headers(secret) | {"content-type": "application/json"},
            body=json.dumps(body).encode(),
            sent=sent,
            dropped=self._dropped(target, given),
        )

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply.

        Raises:
            ProviderError: the reply holds no answer; the class tells whether to try again.
        """
        if not 200 <= reply.status < 300:
            raise error_from(reply, self.settings_by_wire_name())
        body = decode_object(reply)
        choices = objects_at(body, "choices")
        if any(source.get("error") for source in (body, *choices[:1])):
            raise error_from(reply, self.settings_by_wire_name())
        if not choices:
            raise UnreadableReply(
                "Expected a chat completion with one choice, found none", status=reply.status
            )
        return _answer(body, choices[0], reply)

    def settings_by_wire_name(self) -> dict[str, str]:
        """Our name for each setting as the service names it."""
        return {wire: ours for ours, wire in self.wire_names.items()}

    def address(self, target: Target, path: str) -> str:
        """The URL of a path below the API's root.

        Raises:
            BadInput: neither the target nor the service has a base_url, or it is no HTTP URL.
        """
        root = self.root(target)
        return urlunsplit(root._replace(path=root.path + path))

    def root(self, target: Target) -> SplitResult:
        """The API's root, whose path does not end in a slash; the query of a base_url is kept.

        Raises:
            BadInput: neither the target nor the service has a base_url, or it is no HTTP URL.
        """
        base_url = target.base_url or self.base_url
        if base_url is None:
            raise BadInput(
                f"Target {target.key!r}: the provider {self.name!r} needs a base_url, such as"
                ' "http://127.0.0.1:8000/v1"; none was given.'
            )
        try:
            parts = urlsplit(base_url.strip())
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            usable = False
        if not usable:
            raise BadInput(
                f"Target {target.key!r}: expected a base_url that begins with http:// or https://,"
                f" found {base_url!r}."
            )
        path = parts.path.rstrip("/").removesuffix("/chat/completions") or "/v1"
        return parts._replace(path=path, fragment="")

    def _dropped(self, target: Target, given: Mapping[str, JsonValue]) -> tuple[Dropped, ...]:
        absent = [name for name in given if name not in self.wire_names]
        if target.web_search:
            absent.append("web_search")
        if target.country is not None:
            absent.append("country")
        return tuple(Dropped(name, f"{self.name} has no such setting") for name in absent)


def request_headers(secret: str | None) -> dict[str, str]:
    """The headers of every call: JSON wanted, and the key as a bearer token where there is one.

    Raises:
        BadCredentials: the key holds characters that no header can carry.
    """
    headers = {"accept": "application/json"}
    key = (secret or "").strip()
    if not key:
        return headers
    if not (key.isascii() and key.isprintable()):
        raise BadCredentials(
            "Expected a key of printable ASCII characters, found others; set the variable again"
        )
    return headers | {"authorization": f"Bearer {key}"}


def _messages(question: Question) -> list[JsonValue]:
    system = question.target.system_prompt
    messages: list[JsonValue] = [] if system is None else [{"role": "system", "content": system}]
    return [*messages, {"role": "user", "content": question.prompt.text}]


def _answer(body: JsonObject, choice: JsonObject, reply: WireReply) -> Answer:
    message = object_at(choice, "message")
    shown = without_thoughts(_content_text(message))
    refusal = text_at(message, "refusal") or _part_texts(message, "refusal")
    finish_reason = text_at(choice, "finish_reason")
    outcome = _OUTCOMES.get((finish_reason or "").lower(), Outcome.OK)
    if refusal:
        outcome = Outcome.REFUSED
    elif not shown.strip() and outcome in {Outcome.OK, Outcome.TRUNCATED}:
        # Nothing was said (often all tokens went into thinking): no evidence about any brand.
        outcome = Outcome.PARTIAL
    usage = object_at(body, "usage")
    return Answer(
        text=shown or refusal,
        outcome=outcome,
        finish_reason=finish_reason,
        usage=read_usage(usage),
        usage_raw=usage or None,
        served=Served(
            model=text_at(body, "model"),
            fingerprint=text_at(body, "system_fingerprint"),
            request_id=text_at(body, "id") or reply.headers.get("x-request-id"),
            provider=text_at(body, "provider"),
        ),
    )


def _content_text(message: JsonObject) -> str:
    """The content, which is a text, null, or a list of parts (thinking parts are no answer)."""
    return text_at(message, "content") or _part_texts(message, "text")


def _part_texts(message: JsonObject, kind: str) -> str:
    parts = objects_at(message, "content")
    texts = (text_at(part, kind) for part in parts if part.get("type", "text") == kind)
    return "".join(text for text in texts if text is not None)


def without_thoughts(text: str) -> str:
    """The text as a reader would see it, without the blocks in which a model thinks aloud.

    >>> without_thoughts("<think>Acme or Globex?</think>Acme.")
    'Acme.'
    """
    shown = text
    for tag in _THINKING_TAGS:
        shown = _without_blocks(shown, f"<{tag}>", f"</{tag}>")
    return shown if shown == text else shown.lstrip()


def _without_blocks(text: str, opening: str, closing: str) -> str:
    head, found, tail = text.partition(closing)
    if found and opening not in head and not head.rpartition("\n")[2].strip():
        # The chat template put the opening tag into the prompt, so only the closing one came back.
        text = tail
    kept: list[str] = []
    at = 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            never_answered = not "".join([*kept, text[at:start]]).strip()
            return "" if never_answered else "".join([*kept, text[at:]])
        kept.append(text[at:start])
        at = end + len(closing)
    return "".join([*kept, text[at:]])


def read_usage(usage: JsonObject) -> Usage:
    """Token counts in our terms: reasoning is taken out of the output where it was counted in.

    OpenAI counts reasoning inside completion_tokens, xAI beside it (then the parts add up to
    total_tokens: 12 + 1 + 228 = 241).
    """
    prompt = int_at(usage, "prompt_tokens")
    completion = int_at(usage, "completion_tokens")
    reasoning = int_at(object_at(usage, "completion_tokens_details"), "reasoning_tokens")
    cached = int_at(object_at(usage, "prompt_tokens_details"), "cached_tokens")
    beside = (prompt or 0) + (completion or 0) + (reasoning or 0) == int_at(usage, "total_tokens")
    if completion is not None and reasoning and not beside:
        completion = max(completion - reasoning, 0)
    return Usage(
        input_tokens=prompt,
        output_tokens=completion,
        reasoning_tokens=reasoning,
        cached_input_tokens=cached,
    )
