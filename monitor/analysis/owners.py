"""Whose a cited URL is: the brand whose domain is its host or a parent of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.analysis.urls import (
    host_of,
    is_opaque_redirect,
    normal_host,
    registrable_domain,
    unwrapped_url,
)
from monitor.domain.findings import Brand

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Ownership:
    """The registrable domain and the owning brand's key; None where there is none."""

    domain: str | None
    owner: str | None


class Owners:
    """The domains of all brands."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        self._owners: dict[str, str] = {}
        for brand in brands:
            for domain in brand.domains:
                host = host_of("https://" + domain) or normal_host(domain)
                self._owners.setdefault(host, brand.key)

    def of(self, url: str, title: str | None) -> Ownership:
        """Domain and owner of a URL; a redirect that hides its target is judged by its title."""
        target = unwrapped_url(url)
        host = host_of(target)
        if title is not None and is_opaque_redirect(target) and _HOST.fullmatch(title.strip()):
            host = host_of("https://" + title.strip())
        if host is None:
            return Ownership(None, None)
        return Ownership(registrable_domain(host), self._owner(host))

    def _owner(self, host: str) -> str | None:
        labels = host.split(".")
        for first in range(len(labels)):
            owner = self._owners.get(".".join(labels[first:]))
            if owner is not None:
                return owner
        return None
