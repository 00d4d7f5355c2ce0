"""DataForSEO's LLM Responses: ChatGPT, Claude, Gemini and Perplexity through one account.

Its own defaults (temperature 0.94, top_p 0.92) make it another target than the maker's API.
Docs: https://docs.dataforseo.com/v3/ai_optimization/llm_responses, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonValue
from monitor.domain.question import Channel, Question, Target
from monitor.domain.sampling import Dropped
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import BadInput
from monitor.providers.dataforseo_llm_answer import read_llm_response
from monitor.providers.dataforseo_task import CREDENTIALS_ENV, login_headers, task_in
from monitor.providers.extras import Extras
from monitor.providers.json_calls import call_url, json_post, ours_by_wire_name, sampling_fields
from monitor.providers.option_values import flag_option, text_option
from monitor.providers.protocol import Features

MAX_CHARACTERS = 500
"""Of the prompt, and of the system prompt; the service refuses longer ones."""

_PLATFORMS = ("chat_gpt", "claude", "gemini", "perplexity")


@dataclass(frozen=True, slots=True)
class DataForSeoLlm:
    """The LLM Responses API of DataForSEO."""

    name: str
    channel: Channel
    api_key_env: str
    base_url: str
    wire_names: Mapping[str, str]
    options: Mapping[str, str]
    features: Features

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that asks the question.

        Raises:
            BadInput: the prompt is too long, or the platform is missing.
            BadCredentials: the secret cannot be sent in a header.
        """
        target = question.target
        fields = sampling_fields(target, self.wire_names, provider=self.name)
        search = _search(target)
        task: dict[str, JsonValue] = {
            "user_prompt": _short(question.prompt.text, f"Prompt {question.prompt.key!r}"),
            "model_name": target.model,
            **fields.body,
            **search.body,
        }
        if target.system_prompt is not None:
            place = f"Target {target.key!r}: system prompt"
            task["system_message"] = _short(target.system_prompt, place)
        url = call_url(
            target,
            f"/ai_optimization/{_platform(target)}/llm_responses/live",
            provider=self.name,
            base_url=self.base_url,
            version_path="/v3",
        )
        return json_post(url, login_headers(secret), [task], fields | search, api_version="v3")

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply.

        Raises:
            ProviderError: the task failed; the class tells whether to try again.
        """
        return read_llm_response(task_in(reply), ours_by_wire_name(self.wire_names))


def _short(text: str, place: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise BadInput(
            f"{place}: the provider dataforseo_llm takes at most {MAX_CHARACTERS} characters,"
            f" found {len(text)}."
        )
    return text


def _platform(target: Target) -> str:
    platform = text_option(target, "platform")
    if platform not in _PLATFORMS:
        raise BadInput(
            f"Target {target.key!r}: expected the option platform to be one of"
            f" {', '.join(_PLATFORMS)}; found {platform!r}."
        )
    return platform


def _search(target: Target) -> Extras:
    if not target.web_search:
        reason = "it is sent with a web search alone"
        return Extras(dropped=(Dropped("country", reason),) if target.country else ())
    body: dict[str, JsonValue] = {"web_search": True}
    sent: dict[str, JsonValue] = {"web_search": True}
    if flag_option(target, "force_web_search"):
        body["force_web_search"] = sent["force_web_search"] = True
    if target.country is not None:
        body["web_search_country_iso_code"] = sent["country"] = target.country.upper()
    return Extras(body, sent)


DATAFORSEO_LLM = DataForSeoLlm(
    name="dataforseo_llm",
    channel=Channel.API,
    api_key_env=CREDENTIALS_ENV,
    base_url="https://api.dataforseo.com",
    wire_names={
        "temperature": "temperature",
        "top_p": "top_p",
        "max_tokens": "max_output_tokens",
    },
    options={
        "platform": "Whose model it is: chat_gpt, claude, gemini or perplexity; must be given.",
        "force_web_search": "Whether a web search is forced; false when left out.",
    },
    features=Features(web_search=True, citations=True, searches=True, cost=True),
)
