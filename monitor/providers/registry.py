"""Which providers there are; a new one is one module beside this one and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from monitor.errors import BadInput
from monitor.providers.llamacpp import LLAMACPP
from monitor.providers.openai_compatible import OPENAI_COMPATIBLE
from monitor.providers.protocol import Provider

_ALL: tuple[Provider, ...] = (
    LLAMACPP,
    OPENAI_COMPATIBLE,
)

PROVIDERS: Mapping[str, Provider] = MappingProxyType({one.name: one for one in _ALL})
"""Every provider by the name that a target uses."""


def provider_named(name: str) -> Provider:
    """The provider of that name.

    Raises:
        BadInput: there is none; the message lists those that there are.
    """
    if name in PROVIDERS:
        return PROVIDERS[name]
    known = ", ".join(sorted(PROVIDERS))
    raise BadInput(f"Expected a provider that is one of {known}; found {name!r}.")
