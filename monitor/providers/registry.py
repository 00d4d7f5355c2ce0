"""Which providers there are; a new one is one module beside this one and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from monitor.errors import BadInput
from monitor.providers.azure import AZURE
from monitor.providers.deepseek import DEEPSEEK
from monitor.providers.groq import GROQ
from monitor.providers.llamacpp import LLAMACPP
from monitor.providers.mistral import MISTRAL
from monitor.providers.openai import OPENAI
from monitor.providers.openai_compatible import OPENAI_COMPATIBLE
from monitor.providers.openrouter import OPENROUTER
from monitor.providers.perplexity import PERPLEXITY
from monitor.providers.protocol import Provider
from monitor.providers.vllm import VLLM_SERVER
from monitor.providers.xai import XAI_PROVIDER

_ALL: tuple[Provider, ...] = (
    AZURE,
    DEEPSEEK,
    GROQ,
    LLAMACPP,
    MISTRAL,
    OPENAI,
    OPENAI_COMPATIBLE,
    OPENROUTER,
    PERPLEXITY,
    VLLM_SERVER,
    XAI_PROVIDER,
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
