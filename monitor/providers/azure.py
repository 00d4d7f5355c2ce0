"""Azure OpenAI: Chat Completions of a deployment, and Responses, which alone search the web.

A target's model is the name of the deployment; the reply tells the model behind it.
Docs: https://learn.microsoft.com/azure/ai-foundry/openai/reference, read in November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, urlencode, urlunsplit

from monitor.domain.answer import Answer
from monitor.domain.question import Channel, Question, Target
from monitor.domain.wire import WireReply, WireRequest
from monitor.providers.annotations import inline_links, outside, uncited
from monitor.providers.endpoint import api_root, header_key
from monitor.providers.openai import CHAT_WIRE_NAMES, SHARED_OPTIONS, OpenAIChat
from monitor.providers.option_values import text_option
from monitor.providers.protocol import Features
from monitor.providers.responses import Responses
from monitor.providers.two_apis import TwoApis

CHAT_API_VERSION = "2024-10-21"
RESPONSES_API_VERSION = "v1"


@dataclass(frozen=True, slots=True)
class AzureChat(OpenAIChat):
    """Chat Completions below the deployment's own address."""

    def address(self, target: Target, path: str) -> str:
        """The URL of a path below the deployment."""
        version = api_version(target, CHAT_API_VERSION)
        deployment = quote(target.model, safe="")
        return _address(target, f"/deployments/{deployment}{path}", version)

    def headers(self, secret: str | None) -> dict[str, str]:
        """The headers of every call, with the key in Azure's own."""
        return _headers(secret)


@dataclass(frozen=True, slots=True)
class AzureResponses(Responses):
    """Responses below the address that all deployments share."""

    def address(self, target: Target) -> str:
        """The URL to ask."""
        return _address(target, "/v1/responses", api_version(target, RESPONSES_API_VERSION))

    def headers(self, secret: str | None) -> dict[str, str]:
        """The headers of every call, with the key in Azure's own."""
        return _headers(secret)


@dataclass(frozen=True, slots=True)
class Azure(TwoApis):
    """A resource of Azure OpenAI."""

    def default_api(self, target: Target) -> str:
        """Chat, which has more settings, unless the web shall be searched."""
        return "responses" if target.web_search else "chat"

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that asks the question, with the API version that it asks for.

        Raises:
            BadInput: the target has no usable base_url, or an option that cannot be used.
            BadCredentials: the key cannot be sent in a header.
        """
        request = TwoApis.request(self, question, secret)
        usual = CHAT_API_VERSION if "/deployments/" in request.url else RESPONSES_API_VERSION
        return replace(request, api_version=api_version(question.target, usual))

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply; links in its text count as citations if the web was searched.

        Azure annotates only some of the links that the model writes after a search.

        Raises:
            ProviderError: the reply holds no answer; the class tells whether to try again.
        """
        answer = TwoApis.read(self, reply)
        if not answer.searched or answer.citations is None:
            return answer
        inline = outside(inline_links(answer.text), answer.citations)
        citations = sorted((*answer.citations, *inline), key=lambda one: one.start or 0)
        retrieved = answer.retrieved
        return replace(
            answer,
            citations=tuple(citations),
            retrieved=None if retrieved is None else uncited(retrieved, citations),
        )


def api_version(target: Target, usual: str) -> str:
    """The API version that a target asks for.

    Raises:
        BadInput: the option is no text.
    """
    return text_option(target, "api_version") or usual


def _address(target: Target, path: str, version: str) -> str:
    root = api_root(target, provider="azure", base_url=None, bare_host_path="")
    # People copy the resource's address with or without what stands below it.
    resource = root.path.partition("/openai")[0]
    query = [pair for pair in parse_qsl(root.query) if pair[0] != "api-version"]
    return urlunsplit(
        root._replace(
            path=f"{resource}/openai{path}",
            query=urlencode([*query, ("api-version", version)]),
        )
    )


def _headers(secret: str | None) -> dict[str, str]:
    key = header_key(secret)
    headers = {"accept": "application/json"}
    return headers if key is None else headers | {"api-key": key}


AZURE = Azure(
    chat=AzureChat(
        name="azure",
        channel=Channel.API,
        api_key_env="AZURE_OPENAI_API_KEY",
        wire_names=CHAT_WIRE_NAMES,
        features=Features(web_search=True, citations=True, retrieved=True, searches=True),
        options=SHARED_OPTIONS
        | {
            "api": '"responses" or "chat"; chat unless the web is searched.',
            "api_version": "The version of Azure's API, such as 2024-10-21.",
        },
        option_names={"service_tier": "service_tier", "verbosity": "verbosity"},
        takes_schema=True,
    ),
    responses=AzureResponses(
        name="azure",
        search_tool="web_search_preview",
        option_names={"service_tier": "service_tier", "verbosity": "text.verbosity"},
    ),
)
