"""Google's AI Overviews and AI Mode, as DataForSEO reads them from Google's pages of results.

The model is "ai_overview" or "ai_mode"; which Gemini answers there, Google does not tell.
Docs: https://docs.dataforseo.com/v3/serp/google, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonValue
from monitor.domain.question import Channel, Question
from monitor.domain.sampling import Dropped
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import BadInput
from monitor.providers.dataforseo_answer import read_overview
from monitor.providers.dataforseo_task import CREDENTIALS_ENV, login_headers, task_in
from monitor.providers.extras import Extras
from monitor.providers.google_place import country_of, google_language, google_location_code
from monitor.providers.json_calls import call_url, json_post, sampling_fields
from monitor.providers.option_values import int_option, text_option
from monitor.providers.protocol import Features

_PATHS: Mapping[str, str] = {
    "ai_overview": "/serp/google/organic/live/advanced",
    "ai_mode": "/serp/google/ai_mode/live/advanced",
}


@dataclass(frozen=True, slots=True)
class DataForSeo:
    """The SERP API of DataForSEO."""

    name: str
    channel: Channel
    api_key_env: str
    base_url: str
    wire_names: Mapping[str, str]
    options: Mapping[str, str]
    features: Features

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that searches for the prompt.

        Raises:
            BadInput: the model is no surface of Google's, or place or language are missing.
            BadCredentials: the secret cannot be sent in a header.
        """
        target = question.target
        path = _PATHS.get(target.model)
        if path is None:
            raise BadInput(
                f"Target {target.key!r}: expected a model that is one of"
                f" {', '.join(_PATHS)}; found {target.model!r}."
            )
        place = _location(question) | _language(question)
        device = text_option(target, "device")
        if device is not None:
            place |= Extras({"device": device}, {"device": device})
        task: dict[str, JsonValue] = {"keyword": question.prompt.text, **place.body}
        if target.model == "ai_overview":
            # It costs 0.002 USD more, given back when the overview is there at once.
            task["load_async_ai_overview"] = True
        no_prompt = Dropped("system_prompt", "a page of results takes none")
        account = (
            sampling_fields(target, self.wire_names, provider=self.name)
            | place
            | Extras(
                sent={"web_search": True} if target.web_search else {},
                dropped=(no_prompt,) if target.system_prompt is not None else (),
            )
        )
        url = call_url(target, path, provider=self.name, base_url=self.base_url, version_path="/v3")
        return json_post(url, login_headers(secret), [task], account, api_version="v3")

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply.

        Raises:
            ProviderError: the task failed; the class tells whether to try again.
        """
        return read_overview(task_in(reply))


def _location(question: Question) -> Extras:
    target, country = question.target, country_of(question)
    name = text_option(target, "location_name")
    if name is not None:
        return Extras({"location_name": name}, {"location_name": name})
    code = google_location_code(country) if country is not None else None
    if "location_code" in target.options:
        code = int_option(target, "location_code", low=1, default=1)
        country = None
    if code is None:
        raise BadInput(
            f"Target {target.key!r}: the provider dataforseo needs a place: a country of the"
            f" target or the prompt, or the option location_name; found {country!r}."
        )
    sent: dict[str, JsonValue] = {"location_code": code}
    return Extras({"location_code": code}, sent if country is None else sent | {"country": country})


def _language(question: Question) -> Extras:
    tag = question.prompt.language
    code = text_option(question.target, "language_code")
    if code is None and tag is not None:
        code = google_language(tag)
    if code is None:
        raise BadInput(
            f"Prompt {question.prompt.key!r}: the provider dataforseo needs a language of the"
            " prompt, or the target's option language_code; none was given."
        )
    return Extras({"language_code": code}, {"language": code})


DATAFORSEO = DataForSeo(
    name="dataforseo",
    channel=Channel.SERP,
    api_key_env=CREDENTIALS_ENV,
    base_url="https://api.dataforseo.com",
    wire_names={},
    options={
        "location_code": "Google's code of a place; that of the country when left out.",
        "location_name": 'A place by name, such as "Austin,Texas,United States".',
        "language_code": "Google's code of a language; that of the prompt when left out.",
        "device": '"desktop" or "mobile"; desktop when left out.',
    },
    features=Features(web_search=True, citations=True, retrieved=True, cost=True),
)
