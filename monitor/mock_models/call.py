"""One request as the server received it, what it asks, and how asking can fail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.domain.json_value import JsonObject, JsonValue


class ProblemKind(StrEnum):
    """Why a provider refuses a request; each wire format has its own words for it."""

    BAD_REQUEST = "bad_request"
    BAD_KEY = "bad_key"
    NO_CREDIT = "no_credit"
    FORBIDDEN = "forbidden"
    UNKNOWN_MODEL = "unknown_model"
    UNKNOWN_PATH = "unknown_path"
    TIMEOUT = "timeout"
    CONFLICT = "conflict"
    UNSUPPORTED = "unsupported"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    OVERLOADED = "overloaded"


_STATUSES: Mapping[ProblemKind, int] = {
    ProblemKind.BAD_REQUEST: 400,
    ProblemKind.BAD_KEY: 401,
    ProblemKind.NO_CREDIT: 429,
    ProblemKind.FORBIDDEN: 403,
    ProblemKind.UNKNOWN_MODEL: 404,
    ProblemKind.UNKNOWN_PATH: 404,
    ProblemKind.TIMEOUT: 408,
    ProblemKind.CONFLICT: 409,
    ProblemKind.UNSUPPORTED: 400,
    ProblemKind.RATE_LIMITED: 429,
    ProblemKind.SERVER_ERROR: 500,
    ProblemKind.OVERLOADED: 503,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A request that gets an error.

    Attributes:
        status: the HTTP status, before a wire format with a custom of its own changes it.
        param: the wire name of the field at fault; None where no single one is.
        model: the model as it was asked for; "" where none was named.
        retry_delay: as Gemini tells it inside the body, such as "4.5s"; None without one.
    """

    kind: ProblemKind
    message: str
    status: int
    param: str | None = None
    model: str = ""
    retry_delay: str | None = None


class Refused(Exception):
    """A request that cannot be answered, with the problem to tell."""

    def __init__(self, kind: ProblemKind, message: str, *, param: str | None = None) -> None:
        super().__init__(message)
        self.problem = Problem(kind, message, status_of(kind), param)


def status_of(kind: ProblemKind) -> int:
    """The HTTP status by which most providers tell a problem."""
    return _STATUSES[kind]


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request.

    Attributes:
        path: below the provider's prefix, as it was sent, percent-encoding included.
        query: the first value of each name.
        headers: names in lower case.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> JsonValue:
        """The body as JSON.

        Raises:
            Refused: it is none.
        """
        try:
            value: JsonValue = json.loads(self.body)
        except ValueError as error:
            message = f"We could not parse the JSON body of your request: {error}"
            raise Refused(ProblemKind.BAD_REQUEST, message) from error
        return value

    def json_object(self) -> JsonObject:
        """The body as a JSON object.

        Raises:
            Refused: it is none.
        """
        value = self.json()
        if not isinstance(value, Mapping):
            raise Refused(ProblemKind.BAD_REQUEST, "Expected a JSON object as the body")
        return value


@dataclass(frozen=True, slots=True)
class Ask:
    """What a request asks, the same for all wire formats.

    Attributes:
        prompt: the last text of the user.
        settings: everything else in the request that can change the answer, as it was sent;
            nested groups of settings are flattened.
        temperature: None where none was sent.
        max_tokens: None where none was sent.
        web_search: the answer may search the web.
        continues: what an answer that paused left open, which the request takes up: the id of a
            search, or a page token; None for a new question.
    """

    model: str
    prompt: str
    settings: JsonObject = field(default_factory=dict)
    temperature: float | None = None
    max_tokens: int | None = None
    web_search: bool = False
    continues: str | None = None


def number_in(source: JsonObject, name: str) -> float | None:
    """The number under a name; None where there is none.

    Raises:
        Refused: something else stands there.
    """
    value = source.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = f"Invalid type for '{name}': expected a number, but got {value!r} instead."
        raise Refused(ProblemKind.BAD_REQUEST, message, param=name)
    return float(value)


def count_in(source: JsonObject, name: str) -> int | None:
    """The whole number from 1 under a name; None where there is none.

    Raises:
        Refused: something else stands there.
    """
    value = source.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        message = f"Invalid value for '{name}': expected an integer from 1, but got {value!r}."
        raise Refused(ProblemKind.BAD_REQUEST, message, param=name)
    return value


def named_text(source: JsonObject, name: str) -> str:
    """The text under a name.

    Raises:
        Refused: there is none.
    """
    value = source.get(name)
    if not isinstance(value, str) or not value:
        message = f"Missing required parameter: '{name}'."
        raise Refused(ProblemKind.BAD_REQUEST, message, param=name)
    return value


def objects_in(source: JsonObject, name: str) -> list[JsonObject]:
    """The objects in the list under a name; none where there is no list."""
    value = source.get(name)
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, Mapping)]


def object_in(source: JsonObject, name: str) -> JsonObject:
    """The object under a name; an empty one where there is none."""
    value = source.get(name)
    return value if isinstance(value, Mapping) else {}


def text_of(content: JsonValue) -> str:
    """The text of a message: a text itself, or the parts of a list that hold a text."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    parts = [item.get("text") for item in content if isinstance(item, Mapping)]
    return "".join(part for part in parts if isinstance(part, str))


def last_user_text(messages: list[JsonObject]) -> str:
    """What the user said last.

    Raises:
        Refused: no message of a user holds a text.
    """
    for message in reversed(messages):
        if message.get("role", "user") == "user" and (text := text_of(message.get("content"))):
            return text
    raise Refused(
        ProblemKind.BAD_REQUEST, "Expected a message of role 'user' with a text", param="messages"
    )
