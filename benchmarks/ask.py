"""How much CPU and memory asking takes: our loop against plain httpx, the openai SDK and litellm.

All ask one mock server, which runs in a process of its own, with as many calls in flight; each
runs in a process of its own, so that CPU time and memory are its own. Imports that a client needs
stand in its own function for the same reason.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import multiprocessing
import os
import random
import resource
import socket
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

if TYPE_CHECKING:
    from monitor.domain.answer import Asked
    from monitor.domain.question import Question

MODEL = "gpt-4o"
KEY = "any-key"
PROMPTS = tuple(f"Which project management tools suit a team of {n} people?" for n in range(2, 52))
TEMPERATURE = 0.7
WARM_UP_CALLS = 20
START_LIMIT_S = 30
SPAWN = multiprocessing.get_context("spawn")

Call = Callable[[int], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Load:
    """What a client is given to do.

    Attributes:
        address: of the mock server.
        limit_s: no call begins after this time; a client that collapses makes fewer calls.
    """

    address: str
    calls: int
    in_flight: int
    limit_s: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What a client needed from the first call to the end of the last.

    Attributes:
        cpu_s: user and system time of its process.
        peak_mb: largest resident memory of its process, imports included.
    """

    calls: int
    wall_s: float
    cpu_s: float
    peak_mb: float

    @property
    def calls_per_s(self) -> float:
        """Calls that ended in a second."""
        return self.calls / self.wall_s

    @property
    def cpu_ms(self) -> float:
        """CPU time of one call in milliseconds."""
        return self.cpu_s / self.calls * 1000


async def many(call: Call, load: Load) -> int:
    """Make the calls, so many at a time; how many were made."""
    ends_at = time.monotonic() + load.limit_s
    numbers = iter(range(load.calls))
    made = 0

    async def one_after_the_other() -> None:
        nonlocal made
        for number in numbers:
            if time.monotonic() > ends_at:
                return
            text = await call(number)
            if not text:
                raise RuntimeError("a call brought no text")
            made += 1

    await asyncio.gather(*(one_after_the_other() for _ in range(load.in_flight)))
    return made


async def measured(work: Callable[[Load], Awaitable[int]], load: Load) -> Measured:
    """The figures of a client after a few calls that warm it up."""
    await work(Load(load.address, WARM_UP_CALLS, WARM_UP_CALLS, load.limit_s))
    began, cpu_began = time.monotonic(), time.process_time()
    calls = await work(load)
    wall_s, cpu_s = time.monotonic() - began, time.process_time() - cpu_began
    return Measured(calls, wall_s, cpu_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


class Memory:
    """Questions and answers in memory: what storage costs is not measured here."""

    def __init__(self, load: Load, question: Callable[[int], Question]) -> None:
        self._left = iter(range(load.calls))
        self._ends_at = time.monotonic() + load.limit_s
        self._question = question
        self.stored = 0

    def claim(self, limit: int) -> list[Question]:
        """The next questions; none after the time limit."""
        if time.monotonic() > self._ends_at:
            return []
        return [self._question(n) for n in islice(self._left, limit)]

    def store(self, asked: Sequence[Asked]) -> None:
        """Count answers; a failure ends the measurement."""
        for each in asked:
            if each.answer.failure is not None:
                raise RuntimeError(f"a call failed: {each.answer.failure}")
        self.stored += len(asked)

    def renew(self, question_ids: Sequence[int]) -> None:
        """Nothing: leases in memory do not end."""

    def release(self, question_ids: Sequence[int]) -> None:
        """Nothing: no one else asks."""

    def seconds_until_claimable(self) -> None:
        """None is left when none was given out."""


async def ask_namedrop(load: Load) -> Measured:
    """Our loop: build, send, read into an answer with its sampling record, hand over to store."""
    from monitor.asking.ask import Asker  # noqa: PLC0415 - see the module's docstring
    from monitor.asking.pump import PumpLimits, drain  # noqa: PLC0415 - as above
    from monitor.asking.retry import RetryPolicy  # noqa: PLC0415 - as above
    from monitor.domain.question import (  # noqa: PLC0415 - as above
        Channel,
        Prompt,
        Question,
        Target,
    )
    from monitor.domain.sampling import SamplingSettings  # noqa: PLC0415 - as above
    from monitor.http import HttpClient  # noqa: PLC0415 - as above
    from monitor.providers.openai import OPENAI  # noqa: PLC0415 - as above

    target = Target(
        key="bench",
        provider="openai",
        model=MODEL,
        channel=Channel.API,
        settings=SamplingSettings(temperature=TEMPERATURE),
        base_url=f"{load.address}/openai/v1",
        options={"api": "chat"},
    )

    def question(n: int) -> Question:
        prompt = Prompt(f"p{n % len(PROMPTS)}", PROMPTS[n % len(PROMPTS)])
        return Question(n, 1, 1, 1, 1, prompt, target, 1 + n // len(PROMPTS))

    async with HttpClient() as client:
        asker = Asker(
            OPENAI,
            KEY,
            client,
            RetryPolicy(),
            (),
            clock=lambda: datetime.now(UTC),
            sleep=asyncio.sleep,
            random=random.random,
        )

        async def work(load: Load) -> int:
            memory = Memory(load, question)
            await drain(
                memory,
                asker.ask,
                limits=PumpLimits(concurrency=load.in_flight),
                stop=asyncio.Event(),
                on_event=lambda _: None,
            )
            return memory.stored

        return await measured(work, load)


async def ask_httpx(load: Load) -> Measured:
    """Plain httpx with one pool, JSON in and JSON out."""
    import httpx  # noqa: PLC0415 - see the module's docstring

    limits = httpx.Limits(max_connections=load.in_flight, max_keepalive_connections=load.in_flight)
    async with httpx.AsyncClient(limits=limits, timeout=60) as client:

        async def call(n: int) -> str:
            reply = await client.post(
                f"{load.address}/openai/v1/chat/completions",
                headers={"authorization": f"Bearer {KEY}"},
                json={"model": MODEL, "temperature": TEMPERATURE, "messages": messages(n)},
            )
            return str(reply.json()["choices"][0]["message"]["content"])

        return await measured(lambda load: many(call, load), load)


async def ask_openai(load: Load) -> Measured:
    """The official SDK."""
    import openai  # noqa: PLC0415 - see the module's docstring

    async with openai.AsyncOpenAI(
        base_url=f"{load.address}/openai/v1", api_key=KEY, max_retries=0
    ) as client:

        async def call(n: int) -> str:
            completion = await client.chat.completions.create(
                model=MODEL, temperature=TEMPERATURE, messages=messages(n)
            )
            return completion.choices[0].message.content or ""

        return await measured(lambda load: many(call, load), load)


async def ask_litellm(load: Load) -> Measured:
    """The function acompletion of litellm."""
    # Without this it fetches a list of prices from the network when it is imported.
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    import litellm  # noqa: PLC0415 - see the module's docstring

    litellm.suppress_debug_info = True

    async def call(n: int) -> str:
        completion = await litellm.acompletion(
            model=f"openai/{MODEL}",
            api_base=f"{load.address}/openai/v1",
            api_key=KEY,
            temperature=TEMPERATURE,
            messages=messages(n),
            max_retries=0,
        )
        return str(completion.choices[0].message.content)

    return await measured(lambda load: many(call, load), load)


CLIENTS: dict[str, tuple[str | None, Callable[[Load], Coroutine[object, object, Measured]]]] = {
    "namedrop": (None, ask_namedrop),
    "httpx, one pool": (None, ask_httpx),
    "openai SDK": ("openai", ask_openai),
    "litellm": ("litellm", ask_litellm),
}
"""By name: the package that it needs beyond our own dependencies, and what runs it."""


def messages(n: int) -> list[Any]:
    """The messages of a call."""
    return [{"role": "user", "content": PROMPTS[n % len(PROMPTS)]}]


def play(port: int, delay_s: tuple[float, float]) -> None:
    """Run the mock server; in a process of its own."""
    from monitor.mock_models.scenario import default_scenario  # noqa: PLC0415 - as above
    from monitor.mock_models.serve import serve  # noqa: PLC0415 - as above

    serve(port=port, scenario=default_scenario().model_copy(update={"delay_s": delay_s}))


def run(name: str, load: Load, told: Connection) -> None:
    """Run a client and tell its figures; in a process of its own."""
    told.send(asyncio.run(CLIENTS[name][1](load)))


@contextmanager
def mock_server(delay_s: tuple[float, float]) -> Iterator[str]:
    """The address of a mock server that runs as long as the context."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = SPAWN.Process(target=play, args=(port, delay_s), daemon=True)
    process.start()
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.join()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while True:
        try:
            with urlopen(f"{address}/_mock/counts", timeout=1) as reply:  # noqa: S310 - loopback
                json.load(reply)
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def measure(name: str, load: Load) -> Measured:
    """The figures of one client, from a process of its own."""
    reader, writer = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=run, args=(name, load, writer), daemon=True)
    process.start()
    writer.close()
    try:
        figures: Measured = reader.recv()
    except EOFError:
        raise SystemExit(f"{name} ended without figures; see above") from None
    finally:
        process.join()
    return figures


def row(name: str, figures: Measured, ours: Measured) -> str:
    """A line of the table."""
    return (
        f"{name:<18}{figures.calls:>7}{figures.calls_per_s:>10.1f}{figures.cpu_ms:>13.2f}"
        f"{figures.peak_mb:>10.0f}{figures.cpu_ms / ours.cpu_ms:>12.1f}"
        f"{figures.peak_mb / ours.peak_mb:>12.1f}"
    )


HEAD = (
    f"{'client':<18}{'calls':>7}{'calls/s':>10}{'CPU ms/call':>13}{'RSS MB':>10}"
    f"{'CPU : ours':>12}{'RSS : ours':>12}"
)


def main() -> None:
    """Measure all clients and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000, help="of each client")
    parser.add_argument("--in-flight", type=int, default=200)
    parser.add_argument("--delay", type=float, nargs=2, default=(0.2, 0.8), metavar="S")
    parser.add_argument("--limit", type=float, default=40, help="seconds for each client")
    chosen = parser.parse_args()
    low, high = chosen.delay
    lines = [f"{chosen.in_flight} calls in flight, each answered after {low:g}-{high:g} s", HEAD]
    print("\n".join(lines), flush=True)
    ours: Measured | None = None
    with mock_server((low, high)) as address:
        load = Load(address, chosen.calls, chosen.in_flight, chosen.limit)
        for name, (package, _) in CLIENTS.items():
            if package is not None and importlib.util.find_spec(package) is None:
                print(f"{name:<18}skipped: {package} is not installed")
                continue
            figures = measure(name, load)
            ours = ours or figures
            print(row(name, figures, ours), flush=True)


if __name__ == "__main__":
    main()
