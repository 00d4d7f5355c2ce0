"""Google's AI Overviews and AI Mode, as SerpApi reads them from Google's pages of results.

The model is "ai_overview" or "ai_mode"; which Gemini answers there, Google does not tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonValue
from monitor.domain.question import Channel, Question, Target
from monitor.domain.sampling import Dropped
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import BadInput
from monitor.providers.endpoint import header_key
from monitor.providers.extras import Extras
from monitor.providers.google_place import country_of, google_country, google_language
from monitor.providers.json_calls import call_url, sampling_fields
from monitor.providers.option_values import text_option
from monitor.providers.protocol import Features
from monitor.providers.serpapi_answer import AI_MODE, page_in, page_token_in, read_page

_ENGINES: Mapping[str, str] = {"ai_overview": "google", "ai_mode": AI_MODE}
_PLACE_OPTIONS = ("location", "google_domain", "device")


@dataclass(frozen=True, slots=True)
class SerpApi:
    """SerpApi; it also implements `Continues`, for an overview that Google loads later."""

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
            BadInput: the model is no surface of Google's, or an option cannot be used.
            BadCredentials: the key holds characters that no key has.
        """
        target = question.target
        engine = _ENGINES.get(target.model)
        if engine is None:
            raise BadInput(
                f"Target {target.key!r}: expected a model that is one of"
                f" {', '.join(_ENGINES)}; found {target.model!r}."
            )
        place = _place(question)
        account = sampling_fields(target, self.wire_names, provider=self.name) | place
        query = {"engine": engine, "q": question.prompt.text, **place.body}
        return self._get(target, secret, query, account)

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply; "paused" where Google loads the overview later.

        Raises:
            ProviderError: the reply holds no page of results; the class tells whether to try again.
        """
        return self.read_all((reply,))

    def next_request(
        self, question: Question, secret: str | None, replies: Sequence[WireReply]
    ) -> WireRequest | None:
        """The call that fetches an overview that Google loads later; None when there is none.

        The token dies within a minute or four, so the call is to be made at once.

        Raises:
            ProviderError: a reply is a failure.
        """
        if len(replies) != 1:
            return None
        token = page_token_in(page_in(replies[0]))
        if token is None:
            return None
        query = {"engine": "google_ai_overview", "page_token": token}
        return self._get(question.target, secret, query, Extras())

    def read_all(self, replies: Sequence[WireReply]) -> Answer:
        """The answer after one call or two.

        Raises:
            ProviderError: they hold no page of results.
        """
        pages = [page_in(reply) for reply in replies]
        return read_page(pages[-1], pages[0])

    def _get(
        self, target: Target, secret: str | None, query: Mapping[str, JsonValue], account: Extras
    ) -> WireRequest:
        # A cached page is no fresh observation.
        pairs = {**query, "no_cache": "true", "api_key": header_key(secret) or ""}
        root = call_url(target, "/search.json", provider=self.name, base_url=self.base_url)
        return WireRequest(
            method="GET",
            url=f"{root}?{urlencode(pairs)}",
            headers={"accept": "application/json"},
            sent=account.sent,
            dropped=account.dropped,
        )


def _place(question: Question) -> Extras:
    """Where, in which language and on which device to search; a search is made in any case."""
    target, country = question.target, country_of(question)
    query: dict[str, JsonValue] = {}
    sent: dict[str, JsonValue] = {"web_search": True} if target.web_search else {}
    if country is not None:
        query["gl"], sent["country"] = google_country(country), country
    if question.prompt.language is not None:
        # SerpApi writes these in small letters.
        query["hl"] = sent["language"] = google_language(question.prompt.language).lower()
    for name in _PLACE_OPTIONS:
        value = text_option(target, name)
        if value is not None:
            query[name] = sent[name] = value
    no_prompt = Dropped("system_prompt", "a page of results takes none")
    return Extras(query, sent, (no_prompt,) if target.system_prompt is not None else ())


SERPAPI = SerpApi(
    name="serpapi",
    channel=Channel.SERP,
    api_key_env="SERPAPI_API_KEY",
    base_url="https://serpapi.com",
    wire_names={},
    options={
        "location": 'A place within the country, such as "Austin, Texas, United States".',
        "google_domain": "Google's domain, such as google.no; google.com when left out.",
        "device": '"desktop", "tablet" or "mobile"; desktop when left out.',
    },
    features=Features(web_search=True, citations=True, retrieved=True),
)
