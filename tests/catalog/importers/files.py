"""Small made-up files in the formats of the public catalogs."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

DAY = date(2026, 11, 24)


def ecologits(*models: dict[str, Any]) -> str:
    alias = {"type": "alias", "provider": "openai", "name": "pebble-old", "alias": "pebble"}
    return json.dumps({"aliases": [alias], "models": list(models)})


def ecologits_model(name: str, parameters: Any, **changes: Any) -> dict[str, Any]:
    kind = "moe" if isinstance(parameters, dict) and "total" in parameters else "dense"
    model = {
        "type": "model",
        "provider": "openai",
        "name": name,
        "architecture": {"type": kind, "parameters": parameters},
        "warnings": None,
        "sources": ["https://pebble.example/card "],
    }
    return model | changes


def openrouter(*models: dict[str, Any]) -> str:
    return json.dumps({"data": list(models)})


OPENROUTER_MODEL: dict[str, Any] = {
    "id": "pebble/rock-1",
    "name": "Pebble: Rock 1",
    "created": 1790000000,
    "context_length": 64000,
    "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
    "top_provider": {"max_completion_tokens": 8000, "is_moderated": False},
    "supported_parameters": ["temperature", "seed", "tools", "reasoning"],
    "default_parameters": {"temperature": 0.6, "top_p": None, "frequency_penalty": 0},
    "knowledge_cutoff": "2026-03-01",
    "expiration_date": "2027-02-01",
    "hugging_face_id": "pebble-labs/Rock-1",
}


def models_dev(**providers: dict[str, Any]) -> str:
    return json.dumps(
        {
            key: {"id": key, "name": key, "models": {one["id"]: one for one in models.values()}}
            for key, models in providers.items()
        }
    )


MODELS_DEV_MODEL: dict[str, Any] = {
    "id": "rock-1",
    "name": "Rock 1",
    "temperature": False,
    "knowledge": "2026-03",
    "release_date": "2026-06-01",
    "open_weights": True,
    "limit": {"context": 64000, "output": 0},
    "modalities": {"input": ["text"], "output": ["text"]},
}

LITELLM_MODEL: dict[str, Any] = {
    "litellm_provider": "openai",
    "mode": "chat",
    "max_input_tokens": 64000,
    "max_output_tokens": 8000,
    "deprecation_date": "2027-03-01",
    "successor_model": "gpt-6.1-sol",
    "supports_web_search": True,
    "supports_sampling_params": False,
    "default_reasoning_effort": "medium",
    "source": "https://pebble.example/models",
}


def litellm(**models: dict[str, Any]) -> str:
    return json.dumps({"sample_spec": {"litellm_provider": "see the docs"}} | models)


EPOCH_COLUMNS = [
    "Model",
    "Organization",
    "Publication date",
    "Parameters",
    "Parameters notes",
    "Confidence",
    "Model accessibility",
]


def epoch(*rows: tuple[str, ...]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(EPOCH_COLUMNS)
    writer.writerows(rows)
    return file.getvalue()
