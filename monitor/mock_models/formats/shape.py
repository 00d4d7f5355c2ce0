"""What a wire format is: a shape reads requests and writes answers; a service has paths of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.mock_models.call import Ask, Call, Problem, ProblemKind, Refused
from monitor.mock_models.draft import Draft
from monitor.mock_models.faults import Ending


class Shape(Protocol):
    """One wire format.

    Attributes:
        endings: how its answers can end.
    """

    endings: ClassVar[frozenset[Ending]]

    def read(self, call: Call) -> Ask:
        """What a request asks.

        Raises:
            Refused: the provider would not take the request.
        """
        ...

    def write(self, ask: Ask, draft: Draft) -> JsonValue:
        """The body of an answer."""
        ...

    def headers(self, ask: Ask, draft: Draft) -> Mapping[str, str]:
        """The headers that the provider sends with an answer, content type left out."""
        ...

    def error(self, problem: Problem) -> JsonObject | str:
        """The body of a problem: JSON, or a text that is HTML."""
        ...

    def error_headers(self, problem: Problem) -> Mapping[str, str]:
        """The headers that the provider sends with a problem, content type left out."""
        ...

    def status(self, problem: Problem) -> int:
        """The HTTP status by which the provider tells a problem."""
        ...


class Plain:
    """What most shapes have in common: no headers of their own, usual statuses."""

    endings: ClassVar[frozenset[Ending]] = frozenset({Ending.ANSWERED, Ending.TRUNCATED})

    def headers(self, ask: Ask, draft: Draft) -> Mapping[str, str]:
        """None."""
        del ask, draft
        return {}

    def error_headers(self, problem: Problem) -> Mapping[str, str]:
        """None."""
        del problem
        return {}

    def status(self, problem: Problem) -> int:
        """The usual one."""
        return problem.status


@dataclass(frozen=True, slots=True)
class Route:
    """A path, as a regular expression over the whole of it, at which a shape answers."""

    method: str
    path: re.Pattern[str]
    shape: Shape


@dataclass(frozen=True, slots=True)
class Page:
    """A path at which a server tells of itself; no fault and no counter of answers applies."""

    method: str
    path: re.Pattern[str]
    body: Callable[[Call], JsonValue]


@dataclass(frozen=True, slots=True)
class Service:
    """One provider as the server plays it.

    Attributes:
        name: of the provider, and its prefix.
        base_path: what a client's base URL ends with, the prefix included.
        needs_key: a request without a key is refused.
    """

    name: str
    base_path: str
    routes: tuple[Route, ...]
    pages: tuple[Page, ...] = ()
    needs_key: bool = True

    def shape_at(self, method: str, path: str) -> Shape | None:
        """The shape that answers at a path below the prefix; None where none does."""
        for route in self.routes:
            if route.method == method and route.path.fullmatch(path):
                return route.shape
        return None

    def page_at(self, method: str, path: str) -> Page | None:
        """The page at a path below the prefix; None where there is none."""
        for page in self.pages:
            if page.method == method and page.path.fullmatch(path):
                return page
        return None


def post(path: str, shape: Shape) -> Route:
    """A route for POST; `path` is a regular expression."""
    return Route("POST", re.compile(path), shape)


def get(path: str, shape: Shape) -> Route:
    """A route for GET; `path` is a regular expression."""
    return Route("GET", re.compile(path), shape)


def page(method: str, path: str, body: Callable[[Call], JsonValue]) -> Page:
    """A page; `path` is a regular expression."""
    return Page(method, re.compile(path), body)


def check_temperature(temperature: float | None, *, most: float) -> None:
    """Accept a temperature from 0 to `most`.

    Raises:
        Refused: it is outside.
    """
    if temperature is None or 0 <= temperature <= most:
        return
    side = "below minimum" if temperature < 0 else "above maximum"
    message = (
        f"Invalid 'temperature': decimal {side} value. Expected a value from 0 to {most:g},"
        f" but got {temperature:g} instead."
    )
    raise Refused(ProblemKind.BAD_REQUEST, message, param="temperature")


def check_not_streaming(body: JsonObject) -> None:
    """Accept a request for a whole answer.

    Raises:
        Refused: it asks for a stream, which this server does not have.
    """
    if body.get("stream"):
        message = "This server gives whole answers only; send stream: false."
        raise Refused(ProblemKind.BAD_REQUEST, message, param="stream")


def without(body: JsonObject, *names: str) -> dict[str, JsonValue]:
    """The fields that may change an answer: all but the named ones."""
    return {name: value for name, value in body.items() if name not in names}
