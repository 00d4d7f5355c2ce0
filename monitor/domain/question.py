"""What is asked, of whom and how: prompt, target, question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.domain.json_value import JsonObject, JsonValue, sha256_of
from monitor.domain.sampling import SamplingSettings

MAX_PROMPT_CHARACTERS = 10_000


class Channel(StrEnum):
    """By which way answers are got; answers of different channels are never pooled silently."""

    API = "api"
    SERP = "serp"
    LOCAL = "local"
    IMPORT = "import"
    SIMULATED = "simulated"


class UnsupportedPolicy(StrEnum):
    """What becomes of a setting that the model does not take."""

    DROP = "drop"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text to ask.

    Attributes:
        key: the user's own short name, unique in the workspace.
        language: BCP 47, such as "en" or "pt-BR"; None where not stated.
        country: ISO 3166-1 alpha-2, such as "NO"; None where not stated.
    """

    key: str
    text: str
    language: str | None = None
    country: str | None = None
    topic: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One configured way of asking one model.

    Attributes:
        key: the user's own short name, unique among the current targets of the workspace.
        model: the model id as it is requested.
        api_key_env: the name of the environment variable that holds the key; never the key.
        country: ISO 3166-1 alpha-2, sent where the provider takes a location.
        options: what only this provider knows, by the names that its adapter lists.
        unsupported: what becomes of a setting that the model does not take.
    """

    key: str
    provider: str
    model: str
    channel: Channel
    settings: SamplingSettings = field(default_factory=SamplingSettings)
    web_search: bool = False
    system_prompt: str | None = None
    country: str | None = None
    base_url: str | None = None
    api_key_env: str | None = None
    options: Mapping[str, JsonValue] = field(default_factory=dict)
    unsupported: UnsupportedPolicy = UnsupportedPolicy.DROP

    def asking_sha256(self) -> str:
        """The fingerprint of everything that can change an answer: all but key and credentials."""
        configured: JsonObject = {
            "provider": self.provider,
            "model": self.model,
            "channel": self.channel.value,
            "settings": self.settings.given(),
            "web_search": self.web_search,
            "system_prompt": self.system_prompt,
            "country": self.country,
            "base_url": self.base_url,
            "options": dict(self.options),
            "unsupported": self.unsupported.value,
        }
        return sha256_of(configured)


@dataclass(frozen=True, slots=True)
class Question:
    """One planned call: run x prompt version x target x repetition.

    Attributes:
        repetition: 1 for the first time a prompt is asked of a target in a run.
        reply_schema: the JSON schema that the reply shall follow, sent where the service can be
            told; None for a reply in any form.
    """

    id: int
    workspace_id: int
    run_id: int
    prompt_version_id: int
    target_id: int
    prompt: Prompt
    target: Target
    repetition: int
    reply_schema: JsonObject | None = None
