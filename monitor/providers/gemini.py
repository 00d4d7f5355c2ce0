"""Google's Gemini through generateContent, grounded by Google Search where a target asks for it.

Shape: https://ai.google.dev/api/generate-content, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonValue
from monitor.domain.model_card import ModelCard
from monitor.domain.question import Channel, Question, Target
from monitor.domain.sampling import Dropped
from monitor.domain.wire import WireReply, WireRequest
from monitor.providers.endpoint import header_key, nested
from monitor.providers.extras import Extras
from monitor.providers.gemini_answer import read_generated
from monitor.providers.gemini_card import gemini_card
from monitor.providers.google_errors import google_error
from monitor.providers.json_calls import call_url, json_post, ours_by_wire_name, sampling_fields
from monitor.providers.option_values import int_option, text_option
from monitor.providers.protocol import Features
from monitor.providers.reading import decode_object
from monitor.providers.reply_schema import gemini_schema

GEMINI_WIRE_NAMES: Mapping[str, str] = {
    "temperature": "temperature",
    "top_p": "topP",
    "top_k": "topK",
    "seed": "seed",
    "max_tokens": "maxOutputTokens",
    "frequency_penalty": "frequencyPenalty",
    "presence_penalty": "presencePenalty",
    "stop": "stopSequences",
    "reasoning_effort": "thinkingConfig.thinkingLevel",
}
GEMINI_FEATURES = Features(web_search=True, citations=True, retrieved=True, searches=True)
THINKING_BUDGET = "Tokens for thinking: 0 for none, -1 for as many as the model likes."


@dataclass(frozen=True, slots=True)
class Gemini:
    """A service that speaks generateContent: the developer API; Vertex is a subclass.

    Attributes:
        usual_api_version: the version in the path; the option api_version replaces it.
    """

    name: str
    channel: Channel
    api_key_env: str
    base_url: str
    usual_api_version: str
    wire_names: Mapping[str, str]
    options: Mapping[str, str]
    features: Features

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that asks the question.

        Raises:
            BadInput: the base_url or an option cannot be used.
            BadCredentials: the key cannot be sent in a header.
        """
        target = question.target
        fields = self._generation_fields(target) | gemini_schema(question.reply_schema)
        search = self._search(target)
        body: dict[str, JsonValue] = {
            "contents": [{"role": "user", "parts": [{"text": question.prompt.text}]}]
        }
        if target.system_prompt is not None:
            body["systemInstruction"] = {"parts": [{"text": target.system_prompt}]}
        if fields.body:
            body["generationConfig"] = nested(fields.body)
        version = text_option(target, "api_version") or self.usual_api_version
        return json_post(
            self.url(target, version),
            self.key_headers(secret),
            {**body, **search.body},
            fields | search,
            api_version=version,
        )

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply.

        Raises:
            ProviderError: the reply holds no answer; the class tells whether to try again.
        """
        if not 200 <= reply.status < 300:
            raise google_error(reply, ours_by_wire_name(self.wire_names))
        return read_generated(decode_object(reply), reply)

    def url(self, target: Target, version: str) -> str:
        """The address that generates with the target's model."""
        return self.model_url(target, version, call=":generateContent")

    def model_url(self, target: Target, version: str, *, call: str) -> str:
        """The address of the target's model; a model id may say "models/" or "tunedModels/"."""
        model = target.model if "/" in target.model else f"models/{target.model}"
        return call_url(
            target,
            f"/{quote(model)}{call}",
            provider=self.name,
            base_url=self.base_url,
            version_path=f"/{version}",
        )

    def key_headers(self, secret: str | None) -> dict[str, str]:
        """The key in its own header; none where there is no key."""
        key = header_key(secret)
        return {} if key is None else {"x-goog-api-key": key}

    def _generation_fields(self, target: Target) -> Extras:
        fields = sampling_fields(target, self.wire_names, provider=self.name)
        if "thinking_budget" not in target.options:
            return fields
        budget = int_option(target, "thinking_budget", low=-1, default=-1)
        return fields | Extras(
            {"thinkingConfig.thinkingBudget": budget}, {"thinking_budget": budget}
        )

    def _search(self, target: Target) -> Extras:
        no_place = Dropped("country", f"the search of {self.name} takes no location")
        dropped = (no_place,) if target.country is not None else ()
        if not target.web_search:
            return Extras(dropped=dropped)
        return Extras({"tools": [{"googleSearch": {}}]}, {"web_search": True}, dropped)


@dataclass(frozen=True, slots=True)
class DeveloperApi(Gemini):
    """Gemini's developer API, which also implements `Discovers`."""

    def discovery_requests(self, target: Target, secret: str | None) -> tuple[WireRequest, ...]:
        """The one call to make: what the service tells of the model.

        Raises:
            BadInput: the target's base_url is no HTTP URL.
            BadCredentials: the key cannot be sent in a header.
        """
        version = text_option(target, "api_version") or self.usual_api_version
        url = self.model_url(target, version, call="")
        headers = {"accept": "application/json", **self.key_headers(secret)}
        return (WireRequest("GET", url, headers),)

    def read_discovery(
        self, target: Target, replies: tuple[WireReply, ...], *, as_of: date
    ) -> ModelCard:
        """What the reply tells of the model, each figure a claim discovered at run time.

        Raises:
            ProviderError: the service does not know the model, or tells nothing of it.
        """
        (reply,) = replies
        if not 200 <= reply.status < 300:
            raise google_error(reply, ours_by_wire_name(self.wire_names))
        return gemini_card(target, decode_object(reply), as_of=as_of)


GEMINI = DeveloperApi(
    name="gemini",
    channel=Channel.API,
    api_key_env="GEMINI_API_KEY",
    base_url="https://generativelanguage.googleapis.com",
    usual_api_version="v1beta",
    wire_names=GEMINI_WIRE_NAMES,
    options={
        "thinking_budget": THINKING_BUDGET,
        "api_version": "The version in the path; v1beta when left out.",
    },
    features=GEMINI_FEATURES,
)
