from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from monitor.catalog.defaults import defaults_from_card
from monitor.catalog.summary import summarize
from monitor.domain.answer import Outcome
from monitor.domain.model_card import Basis
from monitor.domain.question import Channel, Prompt, Question, Target
from monitor.domain.sampling import SamplingSettings
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import LocalModelUnavailable
from monitor.local_model import start
from monitor.local_model.gguf_facts import local_model_claims
from monitor.local_model.start import LocalModel, local_model
from monitor.local_model.weights import find_weights
from monitor.providers.llamacpp import LLAMACPP

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    try:
        find_weights()
    except LocalModelUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def running() -> Iterator[LocalModel]:
    with local_model() as model:
        yield model


def target_at(model: LocalModel, settings: SamplingSettings | None = None) -> Target:
    return Target(
        key="local",
        provider="llamacpp",
        model=model.model,
        channel=Channel.LOCAL,
        settings=settings or SamplingSettings(),
        base_url=model.base_url,
    )


def send(request: WireRequest) -> WireReply:
    with httpx.Client(trust_env=False, timeout=60) as client:
        reply = client.request(
            request.method, request.url, headers=dict(request.headers), content=request.body
        )
    headers = {name.lower(): value for name, value in reply.headers.items()}
    return WireReply(status=reply.status_code, headers=headers, body=reply.content)


def becomes_true(claim: Callable[[], bool], *, within_s: float = 20) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.05)
    return claim()


def is_running(process_id: int) -> bool:
    """A process that has ended and waits for its parent has no command line any more."""
    command_line = Path(f"/proc/{process_id}/cmdline")
    if Path("/proc/self/cmdline").exists():
        return command_line.exists() and command_line.read_bytes() != b""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def is_listening(base_url: str) -> bool:
    address = urlsplit(base_url)
    assert address.hostname is not None
    try:
        socket.create_connection((address.hostname, address.port or 80), timeout=1).close()
    except OSError:
        return False
    return True


def test_the_local_model_tells_its_parameters_and_sampler_defaults(running: LocalModel):
    target = target_at(running)
    replies = tuple(send(request) for request in LLAMACPP.discovery_requests(target, None))
    card = LLAMACPP.read_discovery(target, replies, as_of=DAY)
    assert card.key == "llamacpp/smollm2-135m-instruct"
    summary = summarize(card)
    assert summary.total.value == 134_515_008
    assert summary.total.basis is Basis.DISCOVERED_AT_RUNTIME
    assert summary.quantization == "Q4_1"
    assert summary.context_window.value == 1024
    defaults = {one.field: one.value for one in defaults_from_card(card, as_of=DAY)}
    assert defaults["temperature"] == 0.8
    assert defaults["seed"] == "random"


def test_the_local_model_answers_a_question(running: LocalModel):
    settings = SamplingSettings(temperature=0.0, seed=7, max_tokens=24)
    question = Question(
        id=1,
        workspace_id=1,
        run_id=1,
        prompt_version_id=1,
        target_id=1,
        prompt=Prompt(key="crm", text="Which CRM is best?"),
        target=target_at(running, settings),
        repetition=1,
    )
    answer = LLAMACPP.read(send(LLAMACPP.request(question, None)))
    assert answer.outcome in {Outcome.OK, Outcome.TRUNCATED}
    assert any(character.isalpha() for character in answer.text)
    assert answer.served.model == "smollm2-135m-instruct"
    assert 0 < (answer.usage.output_tokens or 0) <= 24


def test_the_native_log_goes_to_its_file(running: LocalModel):
    assert "listening" in running.log_path.read_text("utf-8", "replace")


def test_the_child_and_its_log_are_gone_after_the_context():
    with local_model() as model:
        assert is_running(model.process_id)
        assert is_listening(model.base_url)
    assert not is_running(model.process_id)
    assert not is_listening(model.base_url)
    assert not model.log_path.exists()


PARENT = """
import json, time
from monitor.local_model.start import local_model
with local_model() as model:
    print(json.dumps([model.process_id, model.base_url, str(model.log_path)]), flush=True)
    time.sleep(600)
"""


def test_the_child_ends_when_its_parent_is_killed():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        process_id, base_url, log_path = json.loads(parent.stdout.readline())
        assert is_running(process_id)
        parent.send_signal(signal.SIGKILL)
    assert becomes_true(lambda: not is_running(process_id) and not is_listening(base_url))
    Path(log_path).unlink()
    Path(log_path).parent.rmdir()


def test_a_child_that_dies_is_reported_with_its_last_words(tmp_path: Path):
    weights = tmp_path / "broken.gguf"
    weights.write_bytes(b"this is no model")
    log_path = tmp_path / "server.log"
    with log_path.open("wb") as log, start._child(weights, log.fileno()) as process:
        with pytest.raises(LocalModelUnavailable, match=r"ended with status 1.*") as caught:
            start._reported_address(process, log_path, 60)
        assert "Error" in str(caught.value)


def test_a_child_that_starts_too_late_is_ended():
    with (
        pytest.raises(LocalModelUnavailable, match=r"did not start within 0\.01 s"),
        local_model(start_deadline_s=0.01),
    ):
        pass


def test_the_header_of_the_weights_file_agrees_with_the_server():
    claims = {claim.field: claim for claim in local_model_claims(as_of=DAY)}
    total = claims["parameters.total"]
    assert total.value == 134_515_008
    assert total.basis is Basis.DISCOVERED_AT_RUNTIME
    assert total.source == "GGUF header of SmolLM2-135M-Instruct.Q4_1.gguf"
    assert claims["architecture"].value == "llama"
    assert claims["architecture.blocks"].value == 30
    assert claims["architecture.layout"].value == "dense"
    assert claims["license"].value == "apache-2.0"
    assert claims["context_window.trained"].value == 8192
    assert claims["open_weights"].value is True
    assert claims["vendor"].basis is Basis.OFFICIAL
    assert all(claim.as_of == DAY for claim in claims.values())
