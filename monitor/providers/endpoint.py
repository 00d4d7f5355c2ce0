"""Where a service is and how a call to it is made: base URLs, the key's header, nested fields."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from monitor.domain.json_value import JsonValue
from monitor.domain.question import Target
from monitor.errors import BadCredentials, BadInput

_PATHS_OF_CALLS = ("/chat/completions", "/responses")


def api_root(
    target: Target, *, provider: str, base_url: str | None, bare_host_path: str = "/v1"
) -> SplitResult:
    """The API's root, whose path does not end in a slash; the query of a base_url is kept.

    Args:
        target: its own base_url goes first.
        provider: its name, for the message.
        base_url: where the service is when the target does not say it.
        bare_host_path: the path that a base_url of a bare host means.

    Raises:
        BadInput: neither the target nor the service has a base_url, or it is no HTTP URL.
    """
    address = target.base_url or base_url
    if address is None:
        raise BadInput(
            f"Target {target.key!r}: the provider {provider!r} needs a base_url, such as"
            ' "http://127.0.0.1:8000/v1"; none was given.'
        )
    try:
        parts = urlsplit(address.strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise BadInput(
            f"Target {target.key!r}: expected a base_url that begins with http:// or https://,"
            f" found {address!r}."
        )
    path = parts.path.rstrip("/")
    for call in _PATHS_OF_CALLS:
        path = path.removesuffix(call)
    return parts._replace(path=path or bare_host_path, fragment="")


def request_headers(secret: str | None) -> dict[str, str]:
    """The headers of every call: JSON wanted, and the key as a bearer token where there is one.

    Raises:
        BadCredentials: the key holds characters that no header can carry.
    """
    key = header_key(secret)
    headers = {"accept": "application/json"}
    return headers if key is None else headers | {"authorization": f"Bearer {key}"}


def header_key(secret: str | None) -> str | None:
    """The key as a header can carry it; None where there is none.

    Raises:
        BadCredentials: it holds characters that no header can carry.
    """
    key = (secret or "").strip()
    if not (key.isascii() and key.isprintable()):
        raise BadCredentials(
            "Expected a key of printable ASCII characters, found others; set the variable again"
        )
    return key or None


def nested(fields: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The fields with dotted names put into objects; no name is the beginning of another.

    >>> nested({"model": "m", "reasoning.effort": "low", "reasoning.summary": "auto"})
    {'model': 'm', 'reasoning': {'effort': 'low', 'summary': 'auto'}}
    """
    groups: dict[str, dict[str, JsonValue]] = {}
    body: dict[str, JsonValue] = {}
    for name, value in fields.items():
        outer, dot, inner = name.partition(".")
        if not dot:
            body[name] = value
            continue
        group = groups.setdefault(outer, {})
        group[inner] = value
        body[outer] = group
    return body
