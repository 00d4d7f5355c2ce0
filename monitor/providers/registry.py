"""Which providers there are; a new one is one module beside this one and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import entry_points
from types import MappingProxyType

from monitor.errors import BadInput
from monitor.providers.anthropic import ANTHROPIC
from monitor.providers.azure import AZURE
from monitor.providers.bedrock import BEDROCK
from monitor.providers.cohere import COHERE
from monitor.providers.dataforseo import DATAFORSEO
from monitor.providers.dataforseo_llm import DATAFORSEO_LLM
from monitor.providers.deepseek import DEEPSEEK
from monitor.providers.gemini import GEMINI
from monitor.providers.groq import GROQ
from monitor.providers.llamacpp import LLAMACPP
from monitor.providers.mistral import MISTRAL
from monitor.providers.ollama import OLLAMA
from monitor.providers.openai import OPENAI
from monitor.providers.openai_compatible import OPENAI_COMPATIBLE
from monitor.providers.openrouter import OPENROUTER
from monitor.providers.perplexity import PERPLEXITY
from monitor.providers.protocol import Provider
from monitor.providers.serpapi import SERPAPI
from monitor.providers.simulated import SIMULATED
from monitor.providers.vertex import VERTEX
from monitor.providers.vllm import VLLM_SERVER
from monitor.providers.xai import XAI_PROVIDER

_ALL: tuple[Provider, ...] = (
    ANTHROPIC,
    AZURE,
    BEDROCK,
    COHERE,
    DATAFORSEO,
    DATAFORSEO_LLM,
    DEEPSEEK,
    GEMINI,
    GROQ,
    LLAMACPP,
    MISTRAL,
    OLLAMA,
    OPENAI,
    OPENAI_COMPATIBLE,
    OPENROUTER,
    PERPLEXITY,
    SERPAPI,
    SIMULATED,
    VERTEX,
    VLLM_SERVER,
    XAI_PROVIDER,
)

PROVIDERS: Mapping[str, Provider] = MappingProxyType({one.name: one for one in _ALL})
"""The providers that come with Namedrop, by the name that a target uses."""

ENTRY_POINTS = "namedrop.providers"
"""Where other packages name a function without arguments that returns a provider."""


@lru_cache(maxsize=1)
def providers() -> Mapping[str, Provider]:
    """Every provider: those that come with Namedrop, and those of installed packages.

    Raises:
        BadInput: a package brings a provider under a name that is taken.
    """
    known = dict(PROVIDERS)
    for entry in entry_points(group=ENTRY_POINTS):
        provider: Provider = entry.load()()
        if provider.name in known:
            raise BadInput(
                f"The package {entry.dist.name if entry.dist else entry.value} brings a provider "
                f"{provider.name!r}, which exists already; remove the package or rename it."
            )
        known[provider.name] = provider
    return MappingProxyType(known)


def provider_named(name: str) -> Provider:
    """The provider of that name.

    Raises:
        BadInput: there is none; the message lists those that there are.
    """
    known = providers()
    if name in known:
        return known[name]
    raise BadInput(
        f"Expected a provider that is one of {', '.join(sorted(known))}; found {name!r}."
    )
