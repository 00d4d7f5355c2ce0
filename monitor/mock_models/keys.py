"""The keys that come with a request, by all the ways of the providers."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64

from monitor.mock_models.call import Call, ProblemKind, Refused

BAD_KEY = "bad-key"
"""The one key that is refused."""

_HEADERS = ("x-api-key", "api-key", "x-goog-api-key")
_PARAMETERS = ("key", "api_key")


def check_key(call: Call, *, needed: bool) -> None:
    """Accept any key but the bad one.

    Raises:
        Refused: the key is bad, or there is none where one is needed.
    """
    keys = _keys_of(call)
    if BAD_KEY in keys or (needed and not keys):
        raise Refused(ProblemKind.BAD_KEY, "Incorrect API key provided.")


def _keys_of(call: Call) -> set[str]:
    found = [call.headers.get(name, "") for name in _HEADERS]
    found += [call.query.get(name, "") for name in _PARAMETERS]
    scheme, _, credentials = call.headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            found.append(credentials.strip())
        case "basic":
            found += _login_and_password(credentials)
        case "aws4-hmac-sha256":
            found.append(credentials.partition("Credential=")[2].partition("/")[0])
    return {key for key in found if key}


def _login_and_password(credentials: str) -> list[str]:
    try:
        login, _, password = b64decode(credentials).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return []
    return [login, password]
