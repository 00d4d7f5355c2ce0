"""Checking targets before a run: one cheap call each."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from monitor.asking.ask import Asker
from monitor.asking.retry import RetryPolicy
from monitor.clock import utc_now
from monitor.configuration.values import LOCAL_BASE_URL
from monitor.domain.answer import Asked
from monitor.domain.question import Prompt, Question, Target
from monitor.http import Deadlines, HttpClient
from monitor.local_model.start import local_model
from monitor.pipeline.credentials import secret_for
from monitor.providers.registry import provider_named

CHECK_PROMPT = "Reply with the word OK."
CHECK_TOKENS = 16
"""Small, and the least that services with a lower bound take."""


@dataclass(frozen=True, slots=True)
class CheckedTarget:
    """A target and what became of its one call."""

    target: Target
    asked: Asked


def check_targets(
    targets: Sequence[Target], environ: Mapping[str, str], deadlines: Deadlines
) -> tuple[CheckedTarget, ...]:
    """Ask each target one short question, all at the same time; nothing is stored.

    Raises:
        LocalModelUnavailable: a target wants the local model, which cannot be started.
    """
    with _local_address(targets) as address:
        addressed = [_addressed(target, address) for target in targets]
        asked = asyncio.run(_ask_each(addressed, environ, deadlines))
    return tuple(CheckedTarget(*pair) for pair in zip(targets, asked, strict=True))


@contextmanager
def _local_address(targets: Sequence[Target]) -> Iterator[str | None]:
    if all(target.base_url != LOCAL_BASE_URL for target in targets):
        yield None
        return
    with local_model() as model:
        yield model.base_url


def _addressed(target: Target, local: str | None) -> Target:
    cheap = replace(target.settings, max_tokens=CHECK_TOKENS)
    base_url = local if target.base_url == LOCAL_BASE_URL else target.base_url
    return replace(target, settings=cheap, base_url=base_url)


async def _ask_each(
    targets: Sequence[Target], environ: Mapping[str, str], deadlines: Deadlines
) -> list[Asked]:
    async with HttpClient(deadlines) as client:
        return await asyncio.gather(
            *(
                _asker(target, client, environ).ask(_question(number, target))
                for number, target in enumerate(targets)
            )
        )


def _asker(target: Target, client: HttpClient, environ: Mapping[str, str]) -> Asker:
    provider = provider_named(target.provider)
    return Asker(
        provider=provider,
        secret=secret_for(target, provider, environ),
        client=client,
        policy=RetryPolicy(max_attempts=1),
        defaults=(),
        clock=utc_now,
        sleep=asyncio.sleep,
        random=random.random,
    )


def _question(number: int, target: Target) -> Question:
    return Question(
        id=number,
        workspace_id=0,
        run_id=0,
        prompt_version_id=0,
        target_id=number,
        prompt=Prompt("check", CHECK_PROMPT),
        target=target,
        repetition=1,
    )
