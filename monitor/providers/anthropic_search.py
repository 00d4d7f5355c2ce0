"""The search tool that Anthropic runs on its own servers, as a target asks for it."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.domain.json_value import JsonValue
from monitor.domain.question import Target
from monitor.domain.sampling import Dropped
from monitor.providers.extras import Extras
from monitor.providers.option_values import int_option, text_option, texts_option

MAX_USES = 5
SEARCH_TOOL = "web_search_20250305"

SEARCH_OPTIONS: Mapping[str, str] = {
    "max_uses": "Web searches that one answer may make; 5 when left out.",
    "allowed_domains": "The only sites that may be searched.",
    "blocked_domains": "Sites that are not searched.",
    "search_tool": "The version of the search tool; web_search_20250305 when left out.",
}


def max_uses_of(target: Target) -> int:
    """How many searches an answer may make.

    Raises:
        BadInput: the option is no whole number from 1.
    """
    return int_option(target, "max_uses", low=1, default=MAX_USES)


def search_tool(target: Target, *, uses_left: int) -> Extras:
    """The tool as the body of the extras; an empty one where no search is asked for.

    Args:
        target: what is asked.
        uses_left: what the turns before have left of the searches.

    Raises:
        BadInput: an option cannot be used.
    """
    if not target.web_search:
        reason = "it is sent with a web search alone"
        return Extras(dropped=(Dropped("country", reason),) if target.country else ())
    tool: dict[str, JsonValue] = {
        "type": text_option(target, "search_tool") or SEARCH_TOOL,
        "name": "web_search",
        "max_uses": uses_left,
    }
    sent: dict[str, JsonValue] = {"web_search": True, "max_uses": max_uses_of(target)}
    if "search_tool" in target.options:
        sent["search_tool"] = tool["type"]
    for name in ("allowed_domains", "blocked_domains"):
        domains = texts_option(target, name)
        if domains is not None:
            tool[name] = sent[name] = domains
    if target.country is not None:
        tool["user_location"] = {"type": "approximate", "country": target.country}
        sent["country"] = target.country
    return Extras(tool, sent)
