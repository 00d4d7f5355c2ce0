"""Which setting reaches which provider under which wire name, derived from outgoing requests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from monitor.domain.json_value import JsonValue
from monitor.domain.question import Prompt, Question, Target
from monitor.domain.sampling import SamplingSettings
from monitor.providers.protocol import Provider
from monitor.providers.registry import PROVIDERS
from monitor.providers.two_apis import APIS, TwoApis

SENTINELS: Mapping[str, SamplingSettings] = {
    "temperature": SamplingSettings(temperature=0.37),
    "top_p": SamplingSettings(top_p=0.83),
    "top_k": SamplingSettings(top_k=17),
    "min_p": SamplingSettings(min_p=0.07),
    "seed": SamplingSettings(seed=4242),
    "max_tokens": SamplingSettings(max_tokens=4321),
    "frequency_penalty": SamplingSettings(frequency_penalty=0.11),
    "presence_penalty": SamplingSettings(presence_penalty=0.13),
    "stop": SamplingSettings(stop=("###stop",)),
    "reasoning_effort": SamplingSettings(reasoning_effort="low"),
}

# What some providers need before they make any request.
_OPTIONS: Mapping[str, Mapping[str, JsonValue]] = {
    "vertex": {"project": "p", "location": "us-central1"},
    "bedrock": {"region": "us-east-1"},
    "dataforseo_llm": {"platform": "chat_gpt"},
    "simulated": {"brands": ["Acme"]},
}
_MODELS = {
    "dataforseo": "ai_overview",
    "dataforseo_llm": "gpt-4o",
    "serpapi": "ai_overview",
}
_SECRETS = {"dataforseo": "login:password", "dataforseo_llm": "login:password"}


def settings_matrix() -> dict[str, dict[str, str | None]]:
    """By provider (and API) and setting, where it stands in the body; None where it is not."""
    matrix = {}
    for name in sorted(PROVIDERS):
        provider = PROVIDERS[name]
        for label, options in _ways(provider):
            matrix[label] = _row(provider, options)
    return matrix


def _ways(provider: Provider) -> Iterator[tuple[str, Mapping[str, JsonValue]]]:
    options = _OPTIONS.get(provider.name, {})
    if not isinstance(provider, TwoApis):
        yield provider.name, options
        return
    for api in APIS:
        yield f"{provider.name} ({api})", {**options, "api": api}


def _row(provider: Provider, options: Mapping[str, JsonValue]) -> dict[str, str | None]:
    without = dict(_leaves(_body(provider, options, SamplingSettings())))
    row: dict[str, str | None] = {}
    for name, settings in SENTINELS.items():
        added = [
            path
            for path, value in _leaves(_body(provider, options, settings))
            if path not in without or without[path] != value
        ]
        row[name] = added[0] if added else None
    return row


def _body(
    provider: Provider, options: Mapping[str, JsonValue], settings: SamplingSettings
) -> JsonValue:
    target = Target(
        key="t",
        provider=provider.name,
        model=_MODELS.get(provider.name, "model-1"),
        channel=provider.channel,
        settings=settings,
        base_url=provider.base_url or "https://host.example",
        country="US",
        options=options,
    )
    question = Question(1, 1, 1, 1, 1, Prompt("p", "Which?", language="en"), target, 1)
    request = provider.request(question, _SECRETS.get(provider.name, "key-0123456789"))
    body: JsonValue = json.loads(request.body) if request.body else {}
    return body


def _leaves(value: JsonValue, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value):
        for inner in value:
            yield from _leaves(inner, path)
    else:
        yield path, json.dumps(value)


def matrix_page() -> str:
    """The matrix as a page."""
    matrix = settings_matrix()
    lines = [
        "# Settings matrix",
        "",
        "Which of our sampling settings reaches which provider, and under which name in the body",
        "of the request. A dash means that the provider has no such setting: it is left out, and",
        "the sampling record of each answer says so. Made by `make docs` from outgoing requests.",
        "",
        f"| provider | {' | '.join(f'`{name}`' for name in SENTINELS)} |",
        f"| --- |{' --- |' * len(SENTINELS)}",
    ]
    for provider, row in matrix.items():
        cells = (f"`{row[name]}`" if row[name] else "-" for name in SENTINELS)
        lines.append(f"| {provider} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def differences() -> list[str]:
    """Where an adapter's `wire_names` says something else than its requests do."""
    sent: dict[str, set[str]] = {}
    for label, row in settings_matrix().items():
        name = label.partition(" (")[0]
        sent.setdefault(name, set()).update(setting for setting, path in row.items() if path)
    return [
        f"{name}: wire_names {sorted(PROVIDERS[name].wire_names)}, sent {sorted(reached)}"
        for name, reached in sent.items()
        if set(PROVIDERS[name].wire_names) != reached
    ]
