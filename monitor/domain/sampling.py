"""Sampling settings as asked for, and the record of what became of them in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum

from monitor.domain.json_value import JsonValue, sha256_of


@dataclass(frozen=True, slots=True)
class SamplingSettings:
    """What a target asks for; None leaves the choice to the provider and sends nothing.

    Attributes:
        temperature: 0 or more; most providers stop at 1 or 2.
        top_p: nucleus, above 0 to 1.
        top_k: number of candidates, 1 or more.
        min_p: smallest probability relative to the likeliest token, 0 to 1.
        seed: for repeatable sampling where the provider has it.
        max_tokens: upper bound of the answer, in the provider's tokens.
        frequency_penalty: -2 to 2.
        presence_penalty: -2 to 2.
        stop: texts that end the answer.
        reasoning_effort: the provider's own word, such as "low".
    """

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    seed: int | None = None
    max_tokens: int | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    stop: tuple[str, ...] | None = None
    reasoning_effort: str | None = None

    def given(self) -> dict[str, JsonValue]:
        """The settings that are asked for, by name, in the order of the fields.

        >>> SamplingSettings(temperature=0.7, max_tokens=200).given()
        {'temperature': 0.7, 'max_tokens': 200}
        """
        pairs = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in pairs
            if value is not None
        }


class SettingsOutcome(StrEnum):
    """What is known of the fate of the settings that were sent."""

    ACCEPTED = "accepted"
    REJECTED_400 = "rejected_400"
    SILENTLY_IGNORED_SUSPECTED = "silently_ignored_suspected"
    NOT_VERIFIABLE = "not_verifiable"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A setting that was asked for and did not leave the client."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProviderDefault:
    """What the provider uses for a setting that was not sent, as far as it is known."""

    field: str
    value: JsonValue
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class SamplingRecord:
    """The parameter metadata of one answer. None is unknown; a default never stands in effective.

    Attributes:
        requested: what the target asks for, in our names.
        sent: what really left the client, in our names.
        dropped: what was asked for and left out, with the reason.
        effective: what the provider echoed, in our names; None where it echoes nothing.
        defaults: known provider defaults for fields that were not sent.
        outcome: whether the provider took the settings.
        searched: whether a web search really happened; None where that cannot be known.
        system_prompt_sha256: None where no system prompt was sent.
        api_version: the version of the API that was asked for; None where it has none.
    """

    requested: Mapping[str, JsonValue]
    sent: Mapping[str, JsonValue]
    dropped: tuple[Dropped, ...] = ()
    effective: Mapping[str, JsonValue] | None = None
    defaults: tuple[ProviderDefault, ...] = ()
    outcome: SettingsOutcome = SettingsOutcome.NOT_VERIFIABLE
    searched: bool | None = None
    system_prompt_sha256: str | None = None
    api_version: str | None = None
    fingerprint: str = field(init=False)

    def __post_init__(self) -> None:
        """Fix the fingerprint: the SHA-256 of the canonical JSON of what was sent."""
        object.__setattr__(self, "fingerprint", sha256_of(dict(self.sent)))
