"""Takes a served id apart: gateway, owner, name, tag, quantization, whatever place it comes from.

Nothing is looked up here; what a name means is decided in served_id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

GATEWAYS = {
    "openrouter": "openrouter",
    "azure": "azure",
    "azure_ai": "azure",
    "bedrock": "bedrock",
    "converse": "bedrock",
    "vertex_ai": "vertex",
    "vertex": "vertex",
    "groq": "groq",
    "together_ai": "together",
    "together": "together",
    "fireworks_ai": "fireworks",
    "deepinfra": "deepinfra",
    "novita": "novita",
    "cerebras": "cerebras",
    "ollama": "ollama",
    "ollama_chat": "ollama",
    "hosted_vllm": "vllm",
    "huggingface": "huggingface",
    "hf.co": "huggingface",
    "huggingface.co": "huggingface",
    "models": "gemini",
}
"""First parts of ids that name who passes the call on, as our providers and litellm write them."""

OPENROUTER_VARIANTS = frozenset(
    {"free", "online", "nitro", "floor", "thinking", "extended", "beta", "exacto"}
)

_PLACES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"arn:aws[\w-]*:bedrock:[^/]*/(?P<name>.+)"), "bedrock"),
    (
        re.compile(
            r"(?:projects/[^/]+/locations/[^/]+/)?publishers/(?P<owner>[^/]+)/models/(?P<name>.+)"
        ),
        "vertex",
    ),
    (re.compile(r"accounts/fireworks/models/(?P<name>.+)"), "fireworks"),
    (
        re.compile(r"azureml://registries/[^/]+/models/(?P<name>[^/]+)(?:/versions/(?P<date>.+))?"),
        "azure",
    ),
    (re.compile(r"@(?:cf|hf)/(?P<owner>[^/]+)/(?P<name>.+)"), "cloudflare"),
    (re.compile(r"(?:.*[/\\])?(?P<name>[^/\\]+)\.gguf"), "llamacpp"),
    (re.compile(r"ft:(?P<name>[^:]+):.*"), "openai"),
    (
        re.compile(
            r"(?:(?:us|eu|apac|jp|au|ca|sa|global|us-gov)\.)?"
            r"(?P<owner>ai21|amazon|anthropic|cohere|deepseek|google|meta|minimax|mistral|moonshot"
            r"|moonshotai|nvidia|openai|qwen|zai)\.(?P<name>[a-z][^/]*)"
        ),
        "bedrock",
    ),
)
_SHARD = re.compile(r"-\d{5}-of-\d{5}$")
_QUANTIZATION = re.compile(
    r"[-_.](?P<q>(?:ud-)?i?q\d(?:_[a-z0-9]{1,3}){0,3}|bf16|fp?16|fp?32|(?:nv|mx)?fp[48]"
    r"(?:-(?:dynamic|block|tp))?|int[48]|w\da\d{1,2}|awq(?:-int[48])?|gptq(?:-int[48])?|gguf|ggml"
    r"|(?:bnb-)?[48]bit|mlx|exl[23])$"
)
_ONLY_QUANTIZATION = re.compile(
    r"(?:ud-)?i?q\d(?:_[a-z0-9]{1,3}){0,3}|bf16|fp?16|fp?32|fp8|int[48]"
)
_PACKAGES = frozenset({"gguf", "ggml", "mlx"})
"""Formats of files rather than ways of rounding numbers."""


@dataclass(frozen=True, slots=True)
class IdParts:
    """A served id taken apart, all in lower case.

    Attributes:
        name: what is left of the id.
        written: the name with the quantization at its end, as a vendor may publish it.
        owner: who stands before the name, a vendor or an account; None where nobody does.
        gateway: the provider that the form of the id tells; None where it tells none.
        tag: what stands behind a colon in the manner of Ollama, without the quantization.
        variant: the offer of a router, such as "free".
        quantization: as it is written, such as "q4_k_m"; None where the id names none.
        is_fine_tune: the id says that it names a fine-tuned copy.
    """

    name: str
    owner: str | None = None
    gateway: str | None = None
    tag: str | None = None
    variant: str | None = None
    quantization: str | None = None
    is_fine_tune: bool = False
    written: str = ""


def take_apart(served: str) -> IdParts:
    """The parts of a served id.

    >>> take_apart("us.anthropic.claude-opus-4-5-20251101-v1:0").name
    'claude-opus-4-5-20251101-v1'
    >>> parts = take_apart("llama3.1:8b-instruct-q4_K_M")
    >>> parts.name, parts.tag, parts.quantization
    ('llama3.1', '8b-instruct', 'q4_k_m')
    >>> take_apart("meta-llama/llama-3.3-70b-instruct:free").variant
    'free'
    """
    gateway, rest = _gateway(served.strip().lower())
    parts = _owned(_placed(rest))
    return _without_quantization(_tagged(replace(parts, gateway=gateway or parts.gateway)))


def _gateway(served: str) -> tuple[str | None, str]:
    gateway = None
    first, slash, rest = served.partition("/")
    while slash and first in GATEWAYS:
        gateway, served = gateway or GATEWAYS[first], rest
        first, slash, rest = served.partition("/")
    return gateway, served


def _placed(served: str) -> IdParts:
    for pattern, gateway in _PLACES:
        match = pattern.fullmatch(served)
        if match:
            told = match.groupdict()
            name = "-".join(part for part in (told["name"], told.get("date")) if part)
            if gateway == "bedrock" and "." in name and not told.get("owner"):
                return replace(_placed(name), gateway=gateway)
            return IdParts(
                name=_SHARD.sub("", name),
                owner=told.get("owner"),
                gateway=gateway,
                is_fine_tune=served.startswith("ft:"),
            )
    return IdParts(served)


def _owned(parts: IdParts) -> IdParts:
    before, _, name = parts.name.rpartition("/")
    return replace(parts, name=name, owner=parts.owner or before or None)


def _tagged(parts: IdParts) -> IdParts:
    name, at, version = parts.name.partition("@")
    if at:
        # Vertex names a fixed version so; "default" and "latest" name none.
        name = name if version in {"default", "latest"} else f"{name}-{version}"
    name, colon, tag = name.partition(":")
    parts = replace(parts, name=name)
    if not colon:
        return parts
    if parts.gateway == "bedrock":
        return parts  # ":0" numbers the revision of the offer, ":0:300k" its context
    if parts.owner and tag in OPENROUTER_VARIANTS:
        return replace(parts, variant=tag)
    if tag.endswith("-cloud"):
        return replace(parts, tag=tag.removesuffix("-cloud"), variant="cloud", gateway="ollama")
    if _ONLY_QUANTIZATION.fullmatch(tag):
        return replace(parts, quantization=tag, gateway=parts.gateway or "ollama")
    return replace(parts, tag=tag, gateway=parts.gateway or "ollama")


def _without_quantization(parts: IdParts) -> IdParts:
    text = parts.name if parts.tag is None else parts.tag
    found = parts.quantization
    while match := _QUANTIZATION.search(text):
        told = match.group("q")
        text = text[: match.start()]
        found = told if found is None or found in _PACKAGES else found
    if parts.tag is None:
        return replace(parts, name=text, quantization=found, written=parts.name)
    return replace(parts, tag=text, quantization=found)
