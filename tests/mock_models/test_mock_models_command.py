from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.domain.wire import WireRequest
from monitor.errors import Unreachable
from monitor.http import send_once

COMMAND = [sys.executable, "-c", "from monitor.cli.app import main; main()", "mock-models"]
START_TIMEOUT_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(*options: str) -> Iterator[str]:
    port = free_port()
    with subprocess.Popen(
        [*COMMAND, "--port", str(port), *options], stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield wait_for(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            send_once(WireRequest("GET", f"{address}/", {}))
        except Unreachable:
            time.sleep(0.05)
        else:
            return address
    raise AssertionError(f"the command did not serve; its status is {process.poll()}")


def test_the_command_serves_a_scenario_from_a_file(tmp_path: Path):
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text("brands: [{name: Zephyr, rate: 1}]\n")
    body = {"model": "m", "messages": [{"role": "user", "content": "Which?"}]}
    with started("--scenario", str(scenario), "--delay", "0", "0.01") as address:
        reply = send_once(
            WireRequest(
                "POST",
                f"{address}/vllm/v1/chat/completions",
                {"content-type": "application/json"},
                json.dumps(body).encode(),
            )
        )

    assert "Zephyr" in json.loads(reply.body)["choices"][0]["message"]["content"]


def failed(*options: str) -> tuple[int, str]:
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, check=False)
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def test_a_wrong_scenario_is_told_and_nothing_is_served(tmp_path: Path):
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text("brands: []\n")

    status, told = failed("--scenario", str(scenario))

    assert status == 2
    assert "brands: Tuple should have at least 1 item" in told


def test_a_delay_has_the_shorter_time_first():
    assert failed("--delay", "2", "1") == (
        2,
        "namedrop: --delay: expected the shorter time first, found 2 1",
    )
