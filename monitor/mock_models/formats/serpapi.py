"""SerpApi: Google's AI Overview, at once or through a page token, and its AI Mode.

Shapes: https://serpapi.com/google-ai-overview-api, read in November 2026.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import ClassVar

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import Ask, Call, Problem, ProblemKind, Refused
from monitor.mock_models.draft import Draft, Sentence
from monitor.mock_models.faults import Ending
from monitor.mock_models.formats.shape import Plain, Service, get

_PARAMETERS = ("engine", "google_domain", "hl", "gl", "device", "location")
_TOKEN_ENGINE = "google_ai_overview"  # noqa: S105 - the name of an engine
_MODE_ENGINE = "google_ai_mode"


class SerpApiSearch(Plain):
    """The search endpoint."""

    endings: ClassVar[frozenset[Ending]] = frozenset(
        {Ending.ANSWERED, Ending.ABSENT, Ending.PAUSED, Ending.FAILED}
    )

    def read(self, call: Call) -> Ask:
        """What a request asks; the engine takes the place of the model."""
        engine = call.query.get("engine", "google")
        token = call.query.get("page_token")
        if engine == _TOKEN_ENGINE and not token:
            raise Refused(ProblemKind.BAD_REQUEST, "Missing query `page_token` parameter.")
        prompt = call.query.get("q", "") if token is None else _redeemed(token)
        if not prompt:
            raise Refused(ProblemKind.BAD_REQUEST, "Missing query `q` parameter.")
        return Ask(
            model=engine,
            prompt=prompt,
            settings={name: call.query[name] for name in _PARAMETERS if name in call.query},
            web_search=True,
            continues=token,
        )

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """A page of results."""
        failed = draft.ending is Ending.FAILED
        about: JsonObject = {
            "search_metadata": {
                "id": draft.id_of("answer")[:24],
                "status": "Error" if failed else "Success",
                "created_at": "2026-01-01 00:00:00 UTC",
                "total_time_taken": 2.1,
            },
            "search_parameters": {**ask.settings, "engine": ask.model, "q": ask.prompt},
        }
        if failed:
            return {**about, "error": "We couldn't get the results of this search."}
        if ask.model == _MODE_ENGINE:
            blocks = {} if draft.ending is Ending.ABSENT else _overview(draft)
            return {**about, **blocks}
        overview = self._overview_of(ask, draft)
        found: list[JsonValue] = [
            {"position": at, "title": source.title, "link": source.url, "snippet": ""}
            for at, source in enumerate(draft.sources, 1)
        ]
        organic: JsonObject = {} if ask.continues else {"organic_results": found}
        return {**about, **({"ai_overview": overview} if overview else {}), **organic}

    def _overview_of(self, ask: Ask, draft: Draft) -> JsonObject | None:
        if draft.ending is Ending.ABSENT:
            return None
        if draft.ending is Ending.PAUSED:
            token = urlsafe_b64encode(ask.prompt.encode()).decode()
            link = f"https://serpapi.com/search.json?engine={_TOKEN_ENGINE}&page_token={token}"
            return {"page_token": token, "serpapi_link": link}
        return _overview(draft)

    def error(self, problem: Problem) -> JsonObject | str:
        """A text alone."""
        if problem.kind is ProblemKind.NO_CREDIT:
            return {"error": "Your account has run out of searches."}
        if problem.kind is ProblemKind.BAD_KEY:
            return {"error": "Invalid API key. Your API key should be here."}
        return {"error": problem.message}


def _redeemed(token: str) -> str:
    try:
        return urlsafe_b64decode(token).decode()
    except (NotBase64, ValueError) as error:
        raise Refused(ProblemKind.BAD_REQUEST, "The page token is not valid.") from error


def _overview(draft: Draft) -> JsonObject:
    items: list[JsonValue] = []
    around: list[JsonValue] = []
    listed: JsonObject = {"type": "list", "list": items}
    for sentence in draft.sentences:
        rank, dot, rest = sentence.text.strip().partition(". ")
        if dot and rank.isdecimal():
            if not items:
                around.append(listed)
            title, _, snippet = rest.replace("**", "").partition(" — ")
            items.append({"title": title, "snippet": snippet, **_references_of(sentence)})
        else:
            snippet = sentence.text.strip()
            around.append({"type": "paragraph", "snippet": snippet, **_references_of(sentence)})
    references: list[JsonValue] = [
        {
            "title": source.title,
            "link": f"{source.url}#:~:text=mock",
            "snippet": "",
            "source": source.title,
            "index": at,
        }
        for at, source in enumerate(draft.sources)
    ]
    return {"text_blocks": around, "references": references}


def _references_of(sentence: Sentence) -> JsonObject:
    return {"reference_indexes": list(sentence.cited)} if sentence.cited else {}


SERPAPI = Service(
    name="serpapi",
    base_path="/serpapi",
    routes=(get(r"/search(?:\.json)?", SerpApiSearch()),),
)
