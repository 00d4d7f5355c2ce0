"""Every provider that the server plays, by the prefix of its paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from monitor.domain.json_value import JsonObject
from monitor.mock_models.faults import FAULTS
from monitor.mock_models.formats.anthropic import ANTHROPIC
from monitor.mock_models.formats.azure import AZURE
from monitor.mock_models.formats.bedrock import BEDROCK
from monitor.mock_models.formats.cohere import COHERE
from monitor.mock_models.formats.dataforseo import DATAFORSEO
from monitor.mock_models.formats.deepseek import DEEPSEEK
from monitor.mock_models.formats.gemini import GEMINI, VERTEX
from monitor.mock_models.formats.groq import GROQ
from monitor.mock_models.formats.local_servers import LLAMACPP, VLLM
from monitor.mock_models.formats.mistral import MISTRAL
from monitor.mock_models.formats.ollama import OLLAMA
from monitor.mock_models.formats.openai import OPENAI, OPENAI_COMPATIBLE
from monitor.mock_models.formats.openrouter import OPENROUTER
from monitor.mock_models.formats.perplexity import PERPLEXITY
from monitor.mock_models.formats.serpapi import SERPAPI
from monitor.mock_models.formats.shape import Service
from monitor.mock_models.formats.xai import XAI

_ALL = (
    ANTHROPIC,
    AZURE,
    BEDROCK,
    COHERE,
    DATAFORSEO,
    replace(DATAFORSEO, name="dataforseo_llm", base_path="/dataforseo_llm"),
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
    VERTEX,
    VLLM,
    XAI,
)

SERVICES: Mapping[str, Service] = {service.name: service for service in _ALL}
"""Every service by its prefix, which is the provider's name in a target."""


def overview() -> JsonObject:
    """What GET / tells: where each provider is, and which faults there are."""
    return {
        "providers": {
            service.name: {
                "base_url": service.base_path,
                "needs_key": service.needs_key,
                "paths": [
                    f"{one.method} /{service.name}{one.path.pattern}"
                    for one in (*service.routes, *service.pages)
                ],
                "endings": sorted({e for route in service.routes for e in route.shape.endings}),
            }
            for service in SERVICES.values()
        },
        "faults": {fault.name: fault.meaning for fault in FAULTS.values()},
        "ask_for_a_fault": [
            "header x-mock-fault: <name>",
            "path /fault/<name>/<provider>/...",
            "model fault-<name>",
            "<name>@2: on the first two of identical requests",
        ],
        "keys": "any key is accepted but bad-key",
        "counts": "GET /_mock/counts, POST /_mock/reset",
    }
