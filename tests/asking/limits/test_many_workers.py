"""Workers in processes of their own share one account; each tells when its calls were made."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from monitor.asking.limits.bucket import burst_of
from monitor.asking.limits.protocol import Permit
from monitor.asking.limits.shared import open_limits
from tests.asking.limits.wanted import NOTHING_NEW, Patient, wanted

ROOT = Path(__file__).parents[3]

# Monotonic time is the same in all processes of a machine.
WORKER = """
import asyncio, json, os, sys, time
from monitor.asking.limits.line import Line
from monitor.asking.limits.protocol import Permit
from monitor.asking.limits.shared import open_limits
from tests.asking.limits.wanted import NOTHING_NEW, wanted

url, account, stated = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
calls = []

def degraded():
    raise SystemExit("the limits of one process answered")

async def call(line, until, want):
    while time.monotonic() < until:
        permit = await line.acquire(want, patience_s=20)
        assert isinstance(permit, Permit), permit
        began = time.monotonic()
        await asyncio.sleep(stated["takes_s"])
        calls.append((began, time.monotonic(), want.monitor_id))
        await line.settle(permit, NOTHING_NEW)

async def main():
    async with open_limits(url, on_degraded=degraded) as limits:
        line, until = Line(limits), time.monotonic() + stated["lasts_s"]
        await asyncio.gather(*(
            call(line, until, wanted(account, monitor_id=int(key), **stated["limits"]))
            for key, many in stated["callers"].items() for _ in range(many)
        ))

async def hold():
    async with open_limits(url, on_degraded=degraded) as limits:
        await Line(limits).acquire(wanted(account, **stated["limits"]), patience_s=20)
        print("holding", flush=True)
        await asyncio.sleep(60)

asyncio.run(hold() if "hold" in stated else main())
print(json.dumps(calls))
"""

Calls = list[tuple[float, float, int]]


def command(url: str, account: str, stated: dict[str, object]) -> list[str]:
    return [sys.executable, "-c", WORKER, url, account, json.dumps(stated)]


def calls_of(url: str, account: str, workers: list[dict[str, object]]) -> Calls:
    def run(stated: dict[str, object]) -> Calls:
        done = subprocess.run(
            command(url, account, stated), cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        calls: Calls = json.loads(done.stdout)
        return calls

    with ThreadPoolExecutor() as threads:
        return [call for calls in threads.map(run, workers) for call in calls]


def peak_of(calls: Calls) -> int:
    """The most that were under way at once; one that ends as another begins is over."""
    changes = sorted([(began, 1) for began, _, _ in calls] + [(ended, -1) for _, ended, _ in calls])
    in_flight = peak = 0
    for _, change in changes:
        in_flight += change
        peak = max(peak, in_flight)
    return peak


def test_two_processes_never_have_more_calls_at_once_than_one_account_may(
    redis_url: str, account: str
) -> None:
    limits = {"concurrency": 6}
    worker = {"limits": limits, "takes_s": 0.05, "lasts_s": 2.5, "callers": {"1": 10}}
    calls = calls_of(redis_url, account, [worker, worker])
    assert len(calls) > 60
    assert 4 <= peak_of(calls) <= 6


def test_two_processes_never_call_faster_than_one_account_may(redis_url: str, account: str) -> None:
    rate = 600
    limits = {"requests": rate}
    worker = {"limits": limits, "takes_s": 0.0, "lasts_s": 3.0, "callers": {"1": 10}}
    began = sorted(call[0] for call in calls_of(redis_url, account, [worker, worker]))
    assert len(began) > burst_of(rate)
    for at, first in enumerate(began):
        for beyond in range(at, len(began)):
            seconds = began[beyond] - first
            # A tenth of a second for the way from the script to the clock.
            assert beyond - at <= burst_of(rate) + (seconds + 0.1) * rate / 60 + 1


def test_a_small_run_gets_its_half_beside_a_big_one_on_two_processes(
    redis_url: str, account: str
) -> None:
    limits = {"concurrency": 8}
    common = {"limits": limits, "takes_s": 0.1, "lasts_s": 4.0}
    big = {**common, "callers": {"1": 40}}
    both = {**common, "callers": {"1": 20, "2": 8}}
    calls = calls_of(redis_url, account, [big, both])
    first = min(call[0] for call in calls if call[2] == 2) + 1
    last = max(call[0] for call in calls if call[2] == 2) - 0.5
    shares = Counter(call[2] for call in calls if first < call[0] < last)
    assert shares[2] >= 0.38 * shares.total()
    assert shares[1] >= 0.38 * shares.total()
    # Hardly a slot stands empty meanwhile.
    assert 0.1 * shares.total() > 0.5 * 8 * (last - first)


def test_the_slot_of_a_worker_that_was_killed_comes_back(redis_url: str, account: str) -> None:
    limits = {"concurrency": 1, "lease_s": 1.0}
    worker = subprocess.Popen(
        command(redis_url, account, {"hold": True, "limits": limits}),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    with worker, worker.stdout:
        assert worker.stdout.readline() == "holding\n"
        worker.kill()

    async def wait_for_it() -> Permit:
        async with open_limits(redis_url, on_degraded=pytest.fail) as shared:
            patient = Patient(shared)
            permit = await asyncio.wait_for(patient.acquire(wanted(account, **limits)), 5)
            await shared.settle(permit, NOTHING_NEW)
            return permit

    assert asyncio.run(wait_for_it()).is_shared


def test_two_event_loops_of_one_process_share_one_account(redis_url: str, account: str) -> None:
    calls: Counter[str] = Counter()

    async def in_a_loop() -> None:
        async with open_limits(redis_url, on_degraded=pytest.fail) as shared:
            patient = Patient(shared)

            async def call() -> None:
                permit = await patient.acquire(wanted(account, concurrency=3))
                calls["in flight"] += 1
                calls["peak"] = max(calls["peak"], calls["in flight"])
                await asyncio.sleep(0.02)
                calls["in flight"] -= 1
                calls["all"] += 1
                await shared.settle(permit, NOTHING_NEW)

            await asyncio.gather(*(call() for _ in range(25)))

    with ThreadPoolExecutor() as threads:
        for ended in [threads.submit(asyncio.run, in_a_loop()) for _ in range(2)]:
            ended.result()
    assert calls["all"] == 50
    assert calls["peak"] <= 3
