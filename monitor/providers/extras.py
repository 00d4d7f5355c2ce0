"""What a target asks for beyond its sampling settings: web search, country, options."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.question import Target
from monitor.domain.sampling import Dropped

SEARCH_CONTEXT_SIZE = "search_context_size"
"""The option for how much of what a search finds is given to the model: low, medium or high."""

SEARCH_CONTEXT_MEANING = 'How much of what a search finds the model reads: "low" to "high".'

ROUTING_OPTIONS = frozenset({"api", "api_version"})
"""Options that choose an address; they are no part of what the model is told."""


@dataclass(frozen=True, slots=True)
class Extras:
    """Fields of a body, and the account of them.

    Attributes:
        body: the fields, in the provider's names; dotted names mean nested fields.
        sent: the same in our own names.
        dropped: what was asked for and is not in the body.
    """

    body: JsonObject = field(default_factory=dict)
    sent: JsonObject = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()

    def __or__(self, other: Extras) -> Extras:
        """Both together; the fields of the other win."""
        return Extras(
            {**self.body, **other.body},
            {**self.sent, **other.sent},
            self.dropped + other.dropped,
        )


def no_search(target: Target, reason: str) -> Extras:
    """Nothing to send: what the target says of searching is dropped for one reason."""
    wishes = {
        "web_search": target.web_search,
        "country": target.country is not None,
        SEARCH_CONTEXT_SIZE: SEARCH_CONTEXT_SIZE in target.options,
    }
    return Extras(dropped=tuple(Dropped(name, reason) for name, asked in wishes.items() if asked))


def search_wishes(target: Target) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
    """How a target wants the web searched: the fields of a search tool, and what they say.

    The fields are those of OpenAI's web_search tool, whose names others took over.
    """
    tool: dict[str, JsonValue] = {}
    sent: dict[str, JsonValue] = {"web_search": True}
    if SEARCH_CONTEXT_SIZE in target.options:
        tool[SEARCH_CONTEXT_SIZE] = target.options[SEARCH_CONTEXT_SIZE]
        sent[SEARCH_CONTEXT_SIZE] = target.options[SEARCH_CONTEXT_SIZE]
    if target.country is not None:
        tool["user_location"] = {"type": "approximate", "country": target.country}
        sent["country"] = target.country
    return tool, sent


def plain_options(
    target: Target, wire_names: Mapping[str, str], *, known: Collection[str] = (), provider: str
) -> Extras:
    """The options that are fields of the body; those that nobody takes are dropped.

    Args:
        target: what has the options.
        wire_names: the name on the wire of each option that is sent as it is.
        known: options that are seen to elsewhere.
        provider: its name, for the reason.
    """
    taken = {name: value for name, value in target.options.items() if name in wire_names}
    seen_to = {*taken, *known, *ROUTING_OPTIONS, SEARCH_CONTEXT_SIZE}
    return Extras(
        body={wire_names[name]: value for name, value in taken.items()},
        sent=taken,
        dropped=tuple(
            Dropped(name, f"{provider} has no such option here")
            for name in target.options
            if name not in seen_to
        ),
    )
