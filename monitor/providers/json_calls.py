"""Builds calls that post one JSON document, with an account of the settings that are in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlunsplit

from monitor.domain.json_value import JsonValue
from monitor.domain.question import Question, Target
from monitor.domain.sampling import Dropped
from monitor.domain.wire import WireRequest
from monitor.providers.endpoint import api_root
from monitor.providers.extras import Extras


def sampling_fields(target: Target, wire_names: Mapping[str, str], *, provider: str) -> Extras:
    """The sampling settings of a target as a service takes them.

    Args:
        target: what is asked.
        wire_names: the service's name for each setting that it takes; the others are dropped.
        provider: its name, for the reason.
    """
    given = target.settings.given()
    taken = {name: value for name, value in given.items() if name in wire_names}
    return Extras(
        body={wire_names[name]: value for name, value in taken.items()},
        sent=taken,
        dropped=tuple(
            Dropped(name, f"{provider} has no such setting") for name in given if name not in taken
        ),
    )


def json_post(
    url: str,
    headers: Mapping[str, str],
    body: JsonValue,
    account: Extras,
    *,
    api_version: str | None = None,
) -> WireRequest:
    """The call that posts a JSON document.

    Args:
        url: where to.
        headers: those of the service; what kind of document goes and comes is added.
        body: the document.
        account: what of it our settings are, and what was left out.
        api_version: the version of the API that is asked for.
    """
    return WireRequest(
        method="POST",
        url=url,
        headers={"accept": "application/json", **headers, "content-type": "application/json"},
        body=json.dumps(body).encode(),
        sent=account.sent,
        dropped=account.dropped,
        api_version=api_version,
    )


def call_url(
    target: Target, path: str, *, provider: str, base_url: str | None, version_path: str = ""
) -> str:
    """The URL of a call, whether or not the base_url has the version's path already.

    Args:
        target: its base_url goes first.
        path: after the version, such as "/messages".
        provider: its name, for the message.
        base_url: where the service is when the target does not say it.
        version_path: such as "/v1".

    Raises:
        BadInput: the base_url is no HTTP URL.
    """
    root = api_root(target, provider=provider, base_url=base_url, bare_host_path="")
    place = root.path.removesuffix(path).removesuffix(version_path).rstrip("/")
    return urlunsplit(root._replace(path=f"{place}{version_path}{path}"))


def chat_messages(question: Question) -> list[JsonValue]:
    """The system prompt, if there is one, and the prompt, as most services take them."""
    system = question.target.system_prompt
    messages: list[JsonValue] = [] if system is None else [{"role": "system", "content": system}]
    return [*messages, {"role": "user", "content": question.prompt.text}]


def ours_by_wire_name(wire_names: Mapping[str, str]) -> dict[str, str]:
    """Our name for each setting as the messages of a service name it: without the outer fields.

    >>> ours_by_wire_name({"reasoning_effort": "output_config.effort"})
    {'effort': 'reasoning_effort'}
    """
    return {wire.rpartition(".")[2]: ours for ours, wire in wire_names.items()}
