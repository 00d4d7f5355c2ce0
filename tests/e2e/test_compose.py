"""docker-compose.yml without Docker: its schema, and its commands as local processes.

Each of our services is started with the command, the environment and the secrets of the file;
only what a container engine would give is put in their place: addresses, folders, ports.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from ruamel.yaml import YAML

from tests.e2e.waiting import free_port, wait_for
from tests.servers.valkey import running_valkey

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
WORKING = ("api", "worker-ask", "worker-think", "beat", "mock-models")
ONCE = ("migrate", "apply")


def read_compose() -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe").load(COMPOSE.read_text())
    return read


@pytest.fixture
def compose() -> dict[str, Any]:
    return read_compose()


def test_the_file_keeps_to_the_compose_specification():
    done = subprocess.run(
        [
            Path(sys.executable).parent / "check-jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            COMPOSE,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_service_of_ours_is_locked_down(compose: dict[str, Any]):
    for name in (*WORKING, *ONCE):
        service = compose["services"][name]
        assert service["read_only"] is True, name
        assert service["user"] == "10001:10001", name
        assert service["cap_drop"] == ["ALL"], name


def test_services_that_stay_are_restarted_and_looked_after(compose: dict[str, Any]):
    for name, service in compose["services"].items():
        if name not in ONCE:
            assert service["restart"] == "unless-stopped", name
            assert service["healthcheck"]["test"], name


def test_no_secret_stands_in_the_file(compose: dict[str, Any]):
    for secret in compose["secrets"].values():
        assert list(secret) == ["file"]
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            is_secret = "PASSWORD" in variable and not variable.endswith("_FILE")
            assert not is_secret, (name, variable, value)


class Engine:
    """What a container engine does for the services, on this machine."""

    def __init__(self, folder: Path, places: Mapping[str, str]) -> None:
        self.folder = folder
        self.places = places
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.services: dict[str, Any] = read_compose()["services"]

    def local(self, text: str, name: str) -> str:
        """The text with what is inside a container put in the place of its own."""
        places = {
            **self.places,
            "/run/secrets": str(self.folder / "secrets"),
            "/tmp/namedrop-alive": str(self.folder / f"{name}.alive"),
            "/config/namedrop.yaml": str(self.folder / "namedrop.yaml"),
            "${NAMEDROP_LOG_LEVEL:-info}": "info",
            "${NAMEDROP_CONCURRENCY:-200}": "200",
        }
        for inside, here in places.items():
            text = text.replace(inside, here)
        return text

    def command(self, name: str) -> list[str]:
        words = [self.local(word, name) for word in self.services[name]["command"]]
        return [str(Path(sys.executable).parent / words[0]), *words[1:]]

    def environment(self, name: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("NAMEDROP_")}
        given = self.services[name]["environment"].items()
        # The file's own pace is for years; a test has seconds.
        return kept | {k: self.local(str(v), name) for k, v in given} | {"NAMEDROP_TICK_S": "0.5"}

    def run_once(self, name: str) -> None:
        done = subprocess.run(
            self.command(name),
            env=self.environment(name),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"

    def start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                self.command(name),
                env=self.environment(name),
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def is_healthy(self, name: str) -> bool:
        kind, *words = self.services[name]["healthcheck"]["test"]
        assert kind == "CMD"
        words = [self.local(word, name) for word in words]
        done = subprocess.run(
            [sys.executable if words[0] == "python" else words[0], *words[1:]],
            env=self.environment(name),
            capture_output=True,
            timeout=10,
            check=False,
        )
        return done.returncode == 0

    def stop(self, name: str, *, within_s: float) -> int:
        process = self.running.pop(name)
        process.terminate()
        return process.wait(within_s)

    def kill_all(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()


@pytest.fixture
def engine(postgres_server_url: str, tmp_path: Path) -> Iterator[Engine]:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "postgres_password").write_text("trusted/anyway")
    (secrets / "redis_password").write_text("p4ss word")
    (secrets / "provider_keys").write_text("MOCK_KEY=any\n")
    server = urlsplit(postgres_server_url)
    name = f"namedrop_compose_{os.getpid()}"
    admin = sa.create_engine(postgres_server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    mock_port, api_port = free_port(), free_port()
    with running_valkey(password="p4ss word") as redis_url:
        places = {
            "postgres:5432/namedrop": f"{server.hostname}:{server.port}/{name}",
            "redis:6379": f"{urlsplit(redis_url).hostname}:{urlsplit(redis_url).port}",
            "mock-models:8900": f"127.0.0.1:{mock_port}",
            "127.0.0.1:8900": f"127.0.0.1:{mock_port}",
            "8900": str(mock_port),
            "127.0.0.1:8000": f"127.0.0.1:{api_port}",
            "8000": str(api_port),
            "0.0.0.0": "127.0.0.1",
        }
        engine = Engine(tmp_path, places)
        yield engine
        engine.kill_all()
    with admin.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.mark.timeout(240)
def test_the_services_run_the_demo_from_the_schedule_to_the_report(engine: Engine):
    configuration = (ROOT / "deploy" / "demo.yaml").read_text()
    # Every minute, so that the first firing is near.
    hourly = "schedule: {every_hours: 1}"
    assert hourly in configuration
    minutely = configuration.replace(hourly, 'schedule: {cron: "* * * * *", overlap: queue}')
    (engine.folder / "namedrop.yaml").write_text(engine.local(minutely, "apply"))
    for name in ONCE:
        engine.run_once(name)
    for name in WORKING:
        engine.start(name)
    url = f"http://{engine.places['127.0.0.1:8000']}/v1/reports/visibility"

    def report() -> dict[str, Any] | None:
        request = urllib.request.Request(
            url, data=b"{}", headers={"content-type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                told: dict[str, Any] = YAML(typ="safe").load(reply.read())
        except OSError:
            return None
        return told if len(told["rows"]) == 10 else None

    told = wait_for(report, "the report", timeout_s=150, logs=engine.folder)
    for row in told["rows"]:
        assert row["metrics"]["mention_rate"]["n"] >= 1, row
    assert {name: engine.is_healthy(name) for name in WORKING} == dict.fromkeys(WORKING, True)
    assert engine.stop("worker-ask", within_s=15) == 0
    assert engine.stop("beat", within_s=15) == 0
    assert engine.stop("worker-think", within_s=45) == 0
    os.utime(engine.folder / "beat.alive", (0, 0))
    assert not engine.is_healthy("beat")
    for log in engine.folder.glob("*.log"):
        assert "p4ss" not in log.read_text(), f"{log.name} tells a password"
