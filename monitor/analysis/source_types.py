"""Tells what kind of site a URL is on: by a list of sites, by suffixes, by host and path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.word_lists import read_words
from monitor.domain.findings import SourceType

_GOVERNMENT = re.compile(
    r"(?:^|\.)(?:gov|mil|gov\.\w\w|gob\.\w\w|gouv\.\w\w|gv\.at|gc\.ca|go\.jp|go\.kr|go\.id|bund\.de|jus\.br"
    r"|leg\.br|mil\.\w\w|europa\.eu|int)$"
)
_ACADEMIC = re.compile(r"(?:^|\.)(?:edu|edu\.\w\w|ac\.\w\w)$|(?:^|\.)(?:uni|tu|fh)-[\w-]+\.\w\w$")
_HOSTS = (
    (SourceType.FORUM, re.compile(r"^(?:forums?|community|discuss|discourse|answers|bbs|talk)\.")),
    (
        SourceType.DOCUMENTATION,
        re.compile(r"^(?:docs?|developers?|dev|api|support|help|kb|wiki|learn)\."),
    ),
    (SourceType.NEWS, re.compile(r"^(?:news|noticias)\.")),
    (SourceType.BLOG, re.compile(r"^blogs?\.")),
    (SourceType.ECOMMERCE, re.compile(r"^(?:shop|store|loja|tienda|boutique)\.")),
)
_PATHS = (
    (
        SourceType.FORUM,
        re.compile(
            r"/(?:forums?|community|threads?|t/\d|questions/|topic/|viewtopic)", re.IGNORECASE
        ),
    ),
    (
        SourceType.DOCUMENTATION,
        re.compile(r"/(?:docs?|documentation|help|support|kb|manual|api)(?:/|$)", re.IGNORECASE),
    ),
    (
        SourceType.REVIEW,
        re.compile(
            r"/(?:reviews?|avis|testberichte?|tests?|analisis|resenas?)(?:/|$)", re.IGNORECASE
        ),
    ),
    (SourceType.NEWS, re.compile(r"/(?:news|noticias?|nachrichten|actualites?)/", re.IGNORECASE)),
    (SourceType.BLOG, re.compile(r"/(?:blog|blogs)(?:/|$)", re.IGNORECASE)),
)
_PATH_START = re.compile(r"https://[^/]+")


@dataclass(frozen=True, slots=True)
class SourceRule:
    """What a user says of a site, before all other rules.

    Attributes:
        domain: the host name; it holds for all hosts below it as well.
    """

    domain: str
    source_type: SourceType


def ruled_type(host: str, rules: Mapping[str, SourceType]) -> SourceType | None:
    """The type that the user gives to the host or the nearest host above it, if any.

    >>> ruled_type("blog.acme.com", {"acme.com": SourceType.NEWS}).value
    'news'
    """
    labels = host.split(".")
    for first in range(len(labels)):
        if (found := rules.get(".".join(labels[first:]))) is not None:
            return found
    return None


def source_type_of(
    domain: str | None, host: str, url_key: str, *, is_brand: bool
) -> SourceType | None:
    """The kind of site by our own rules; None where none tells.

    A brand's own pages are documentation or blog by host and path, else corporate.

    >>> source_type_of("bbc.co.uk", "bbc.co.uk", "https://bbc.co.uk/a", is_brand=False).value
    'news'
    """
    if domain is None:
        return None
    path = _PATH_START.sub("", url_key, count=1)
    if not is_brand:
        if listed := _listed(domain, host, path):
            return listed
        if _GOVERNMENT.search(host):
            return SourceType.GOVERNMENT
        if _ACADEMIC.search(host):
            return SourceType.ACADEMIC
    for kind, pattern in _HOSTS:
        if pattern.search(host):
            return kind
    for kind, pattern in _PATHS:
        if pattern.search(path):
            return kind
    return SourceType.CORPORATE if is_brand else None


def _listed(domain: str, host: str, path: str) -> SourceType | None:
    sites = _sites()
    first = path.split("/")[1] if path.count("/") else ""
    labels = host.split(".")
    hosts = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    for site in (f"{host}/{first}".lower(), *hosts, domain):
        if site in sites:
            return sites[site]
    return None


@lru_cache(maxsize=1)
def _sites() -> dict[str, SourceType]:
    return {
        site: SourceType(kind)
        for kind, sites in read_words("domains.txt").items()
        for site in sites
    }
