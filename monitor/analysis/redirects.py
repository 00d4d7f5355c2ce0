"""Where the redirects of search engines and mail filters lead, as far as their address tells."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qs, unquote

_WEB = re.compile(r"https?://", re.IGNORECASE)
_MAX_FIELDS = 100
_AMP = re.compile(r"/amp/(?P<secure>s/)?(?P<rest>[^/]+\..+)")
_AMP_CACHE = re.compile(r"/[cv]/(?P<secure>s/)?(?P<rest>[^/]+\..+)")

# By domain or host and path, the parameters of which the first web address is the target.
_PARAMETERS = {
    ("bing.com", "/ck/a"): ("u",),
    ("l.facebook.com", "/l.php"): ("u",),
    ("lm.facebook.com", "/l.php"): ("u",),
    ("l.instagram.com", "/"): ("u",),
    ("duckduckgo.com", "/l"): ("uddg",),
    ("youtube.com", "/redirect"): ("q",),
    ("linkedin.com", "/redir/redirect"): ("url",),
    ("linkedin.com", "/safety/go"): ("url",),
    ("out.reddit.com", "/"): ("url",),
}


def redirect_target(host: str, domain: str, path: str, query: str) -> str | None:
    """The web address to which a redirect leads; None where it is none or hides its target.

    Args:
        host: as it is compared, in lower case.
        domain: the registrable domain of the host; "" where there is none.
        path: as it stands.
        query: as it stands.

    >>> redirect_target("google.com", "google.com", "/url", "q=https%3A%2F%2Facme.com&ved=1")
    'https://acme.com'
    """
    if domain.startswith("google.") and path == "/url":
        return _parameter(query, ("q", "url"))
    if domain.startswith("google.") and (amp := _AMP.fullmatch(path)):
        return _amp_target(amp, query)
    if domain == "ampproject.org" and (amp := _AMP_CACHE.fullmatch(path)):
        return _amp_target(amp, query)
    plain = path.rstrip("/") or "/"
    names = _PARAMETERS.get((host, plain)) or _PARAMETERS.get((domain, plain))
    if names is None:
        return None
    return _parameter(query, names, is_encoded=domain == "bing.com")


def _amp_target(amp: re.Match[str], query: str) -> str:
    scheme = "https" if amp["secure"] else "http"
    return f"{scheme}://{unquote(amp['rest'])}" + (f"?{query}" if query else "")


def _parameter(query: str, names: tuple[str, ...], *, is_encoded: bool = False) -> str | None:
    try:
        values = parse_qs(query, max_num_fields=_MAX_FIELDS, errors="replace")
    except ValueError:
        return None
    for name in names:
        target = values.get(name, [""])[0]
        if is_encoded:
            target = _decoded(target[2:])  # after "a1"
        if _WEB.match(target):
            return target
    return None


def _decoded(text: str) -> str:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return ""
    return raw.decode("utf-8", "replace")
