"""Compares URLs and reads the domains of hosts; no network, and no text raises."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from publicsuffixlist import PublicSuffixList

from monitor.analysis.redirects import redirect_target
from monitor.analysis.tracking import is_tracking

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]*)(?::(?P<port>\d*))?")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"%(2[dDeE]|3\d|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])")
_ANY_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_NEVER_ESCAPED = re.compile(r"[A-Za-z0-9_.~/:@!$&'()*+,;=?-]*")
_NO_HOST = re.compile(r"[\x00-\x20\x7f/?#@\\%<>|^`{}\"]|[^\x00-\x7f]")
_DEFAULT_PORTS = frozenset({"", "80", "443"})
_PRESENTATION_LABELS = frozenset({"www", "m", "mobile", "amp"})
_MAX_LABEL = 63
_MAX_HOST = 253
_MAX_WRITTEN_HOST = 4 * _MAX_HOST  # percent-encoded or not yet in ASCII
_MAX_UNWRAPPED = 3
_AMAZON_REF = re.compile(r"/ref=[^/]*\Z")  # who sent the visitor, as a part of the path
GROUNDING_HOST = "vertexaisearch.cloud.google.com"
"""The host of redirects whose address does not tell where they lead."""


def canonical_url(url: str) -> str:
    """A comparison key: equal for spellings of one page, not an address to fetch.

    What is no web address (another scheme, no host) comes back as it is, without outer spaces.

    >>> canonical_url("http://WWW.Acme.com:80/a/../b/?utm_source=openai&id=5#top")
    'https://acme.com/b?id=5'
    """
    target = unwrapped_url(url)
    parts = _web_parts(target)
    if parts is None:
        return target
    authority, path, query = parts
    host, port = _host_and_port(authority)
    if not host:
        return target
    site = (registrable_domain(host) or "").partition(".")[0]
    shown_port = "" if port in _DEFAULT_PORTS else f":{port}"
    kept = "&".join(p for p in query.split("&") if p and not is_tracking(p.partition("=")[0], site))
    shown_query = f"?{_normal_escapes(kept)}" if kept else ""
    return f"https://{_plain_host(host)}{shown_port}{_normal_path(path, site)}{shown_query}"


@lru_cache(maxsize=8192)
def unwrapped_url(url: str) -> str:
    """The address behind redirects that tell their target; any other address as it is.

    >>> unwrapped_url("https://www.google.com/url?q=https://acme.com/a&sa=U")
    'https://acme.com/a'
    """
    plain = url.strip()
    for _ in range(_MAX_UNWRAPPED):
        parts = _web_parts(plain)
        host = _host_and_port(parts[0])[0] if parts else ""
        if parts is None or not host:
            return plain
        domain = registrable_domain(host) or ""
        target = redirect_target(_plain_host(host), domain, parts[1], parts[2])
        if target is None:
            return plain
        plain = target.strip()
    return plain


@lru_cache(maxsize=4096)
def host_of(url: str) -> str | None:
    """The host of a web address as it is compared, without "www"; None where there is none.

    >>> host_of("https://user@www.Bücher.example:8443/x")
    'xn--bcher-kva.example'
    """
    parts = _web_parts(url.strip())
    host = _host_and_port(parts[0])[0] if parts else ""
    return _plain_host(host) if host else None


def is_opaque_redirect(url: str) -> bool:
    """Whether the URL hides its target for good; its title then holds the domain."""
    return host_of(url) == GROUNDING_HOST


@lru_cache(maxsize=65_536)
def registrable_domain(host: str) -> str | None:
    """The registrable domain by the Public Suffix List, private section included.

    None for an IP address, a public suffix itself, or what is no host name.

    >>> registrable_domain("blog.acme.co.uk"), registrable_domain("co.uk")
    ('acme.co.uk', None)
    """
    name = normal_host(host)
    if not name or len(name) > _MAX_HOST or _is_ip_address(name):
        return None
    domain: str | None = _suffixes().privatesuffix(name)
    return domain


@lru_cache(maxsize=4096)
def is_top_level_domain(label: str) -> bool:
    """Whether the label, such as "com", is a top-level domain of the list's date."""
    return bool(label) and _suffixes().publicsuffix(label.lower(), accept_unknown=False) is not None


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    # Reading the list takes about 0.1 s, so it is read when first needed and not at import.
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def normal_host(host: str) -> str:
    """The host in lower case and in IDNA's ASCII form, without a final dot."""
    labels = host.strip().replace("\u3002", ".").strip(".").split(".")
    return ".".join(_ascii_label(label) for label in labels)


def _ascii_label(label: str) -> str:
    lowered = unicodedata.normalize("NFKC", label).lower()
    if lowered.isascii() or len(lowered) > _MAX_LABEL:
        return lowered
    # The codec of the standard library is IDNA 2003, which spells "ß" as "ss": another domain.
    encoded = unicodedata.normalize("NFC", lowered).encode("punycode", "replace")
    return "xn--" + encoded.decode("ascii", "replace")


@lru_cache(maxsize=4096)
def _plain_host(host: str) -> str:
    """The host without labels that only choose a presentation: www, m, mobile, amp."""
    domain = registrable_domain(host)
    if domain is None or not host.endswith("." + domain):
        return host
    subdomains = host[: -len(domain) - 1].split(".")
    return ".".join([*(s for s in subdomains if s not in _PRESENTATION_LABELS), domain])


def _web_parts(url: str) -> tuple[str, str, str] | None:
    """Authority, path and query; None where the text is no web address."""
    if not _WEB.match(url):
        if url.startswith("//"):
            url = "https:" + url
        elif url[:4].lower() == "www.":
            url = "https://" + url
        else:
            return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.netloc, parts.path, parts.query


@lru_cache(maxsize=4096)
def _host_and_port(authority: str) -> tuple[str, str]:
    found = _HOST_AND_PORT.fullmatch(authority.rpartition("@")[2])
    if found is None or len(found["host"]) > _MAX_WRITTEN_HOST:
        return "", ""
    host = normal_host(unquote(found["host"]))
    valid = len(host) <= _MAX_HOST and not _NO_HOST.search(host)
    return (host if valid else ""), (found["port"] or "").lstrip("0")


def _is_ip_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _normal_path(path: str, site: str) -> str:
    if site == "amazon":
        path = _AMAZON_REF.sub("", path)
    segments: list[str] = []
    for segment in _normal_escapes(path).split("/"):
        if segment == "..":
            if segments:
                segments.pop()
        elif segment != ".":
            segments.append(segment)
    trimmed = "/" + "/".join(segments).strip("/")
    while trimmed.endswith("/amp"):
        trimmed = trimmed[: -len("/amp")].rstrip("/")
    return trimmed or "/"


def _normal_escapes(text: str) -> str:
    """Percent-encoding as RFC 3986 6.2.2 has it: unreserved plain, the rest in capitals."""
    if _NEVER_ESCAPED.fullmatch(text):
        return text
    valid = _ESCAPE.sub("%25", text)
    plain = _UNRESERVED.sub(lambda m: chr(int(m[1], 16)), valid)
    upper = _ANY_ESCAPE.sub(lambda m: m[0].upper(), plain)
    return quote(upper, safe="/%:@!$&'()*+,;=~?", errors="replace")
