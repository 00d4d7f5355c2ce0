"""Questions as provider tests ask them, with everything that a target may say."""

from __future__ import annotations

from dataclasses import replace

from monitor.domain.json_value import JsonValue
from monitor.domain.question import Channel, Prompt, Question, Target
from monitor.domain.sampling import SamplingSettings
from tests.providers.recorded import question_of

EVERY_SETTING = SamplingSettings(
    temperature=0.7,
    top_p=0.9,
    top_k=20,
    min_p=0.1,
    seed=7,
    max_tokens=200,
    frequency_penalty=0.5,
    presence_penalty=-0.5,
    stop=("END",),
    reasoning_effort="low",
)


def plain_target(provider: str, model: str, **options: JsonValue) -> Target:
    return Target("t", provider, model, Channel.API, options=options)


def full_target(provider: str, model: str, **options: JsonValue) -> Target:
    """A target that says everything it can."""
    return Target(
        key="t",
        provider=provider,
        model=model,
        channel=Channel.API,
        settings=EVERY_SETTING,
        web_search=True,
        system_prompt="Be brief.",
        country="NO",
        options=options,
    )


def asked(
    target: Target, text: str = "Best skis?", *, language: str | None = None, repetition: int = 1
) -> Question:
    prompt = Prompt("skis", text, language=language)
    return replace(question_of(target), prompt=prompt, repetition=repetition)
