"""What the whole path costs: claimed, asked, stored, analyzed, rolled up, on PostgreSQL.

All processes are real and on this machine: PostgreSQL, Valkey, mock models that answer after 0.2 to
0.8 s, beat, a thinking and one or two asking workers. CPU time is read from the system, so a busy
machine changes the seconds but hardly the figures.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from benchmarks.stored_history import explain_claims, fill_history
from monitor.storage.migrate import upgrade
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.stack import Stack
from tests.e2e.waiting import wait_for
from tests.servers.postgres import running_postgres
from tests.servers.valkey import running_valkey

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
DELAY_S = (0.2, 0.8)
BRANDS = (
    *("Asana", "Trello", "Jira", "Basecamp", "Notion"),
    *("Wrike", "Airtable", "Smartsheet", "ClickUp", "Teamwork"),
)


@dataclass(frozen=True, slots=True)
class Used:
    """CPU seconds by process, and the largest resident memory of an asking worker in MB."""

    answers: int
    wall_s: float
    cpu_s: dict[str, float]
    ask_mb: float

    @property
    def ours_ms(self) -> float:
        """CPU of our own processes for one answer, in milliseconds."""
        ours = sum(
            s for name, s in self.cpu_s.items() if name not in {"postgres", "mock", "valkey"}
        )
        return ours / self.answers * 1000


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / TICKS_PER_S


def children_of(pid: int) -> list[int]:
    """The processes below a process, all generations."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children_of(int(child))]
    return found


def resident_mb(pid: int) -> float:
    """Resident memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES / 2**20


def server_processes(name: str) -> list[int]:
    """The processes of a server that this program has started."""
    return [
        pid
        for pid in children_of(os.getpid())
        if name in Path(f"/proc/{pid}/cmdline").read_text().partition("\0")[0]
    ]


class Meter:
    """CPU time of all processes since it was made."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.began = time.monotonic()
        self.before = self._now()

    def _now(self) -> dict[str, float]:
        told = {name.rstrip("0123456789"): 0.0 for name in self.stack.processes} | {
            "postgres": 0.0,
            "valkey": 0.0,
        }
        for name, process in self.stack.processes.items():
            told[name.rstrip("0123456789")] += cpu_seconds(process.pid)
        for server in ("postgres", "valkey"):
            told[server] = sum(cpu_seconds(pid) for pid in server_processes(server))
        return told

    def read(self, answers: int) -> Used:
        """What was used until now."""
        now = self._now()
        asking = [p.pid for name, p in self.stack.processes.items() if name.startswith("ask")]
        return Used(
            answers,
            time.monotonic() - self.began,
            {name: now[name] - self.before[name] for name in now},
            max(resident_mb(pid) for pid in asking),
        )


@contextmanager
def new_database(server_url: str, name: str) -> Iterator[str]:
    """A migrated database that ends with the context."""
    maintenance = server_url.replace("+psycopg", "")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]  # a name of ours
    url = urlsplit(server_url)._replace(path=f"/{name}").geturl()
    upgrade(url)
    try:
        yield url
    finally:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]  # as above


def configure(stack: Stack, models: RecordedModels, questions: int) -> None:
    """Ten brands, one target, so many questions."""
    brands = "\n".join(f"  - {{key: {name.lower()}, name: {name}}}" for name in BRANDS)
    prompts = "\n".join(
        f"  - {{key: p{n}, text: Which project tool suits team number {n}?}}"
        for n in range(-(-questions // 10))
    )
    (stack.folder / "namedrop.yaml").write_text(
        f"brands:\n{brands}\nprompts:\n{prompts}\n"
        f"targets:\n  - key: mock\n    provider: openai_compatible\n    model: m\n"
        f"    base_url: {models.base_url}\n    api_key_env: MOCK_KEY\n"
        "monitors:\n  - {key: weekly, prompts: all, targets: all, repeats: 10}\n"
    )


def wait_until_idle(stack: Stack) -> None:
    """Wait until workers have nothing left to do."""
    for table in ("answers_to_analyze", "stale_days"):
        wait_for(
            lambda table=table: stack.scalar(f"SELECT count(*) FROM {table}") == 0 or None,  # type: ignore[misc]  # bound now
            table,
            timeout_s=600,
            logs=stack.folder,
        )


def measure(stack: Stack, models: RecordedModels, questions: int) -> Used:
    """One run from its plan to its rollups."""
    configure(stack, models, questions)
    stack.apply()
    meter = Meter(stack)
    run_id = stack.run_now()
    stack.wait_until_ended(run_id, timeout_s=1800)
    wait_until_idle(stack)
    return meter.read(questions)


@contextmanager
def workers(
    server_url: str, name: str, models: RecordedModels, *, askers: int, concurrency: int
) -> Iterator[Stack]:
    """A database of its own with workers on it, ready to work."""
    with (
        tempfile.TemporaryDirectory(prefix="namedrop-bench-") as folder,
        new_database(server_url, name) as url,
        running_valkey() as redis_url,
        Stack(Path(folder), url, redis_url) as stack,
    ):
        stack.settings |= {
            "concurrency": str(concurrency),
            "account_concurrency": "5000",
            "lease_s": "30",
            "log_level": "warning",
        }
        stack.start_all(askers=askers)
        configure(stack, models, 20)
        stack.wait_until_ended(stack.run_now(), timeout_s=120)  # imports and caches are warm
        wait_until_idle(stack)
        yield stack


def table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows as a table of Markdown."""
    head, *body = rows
    for row in (head, ["---"] * len(head), *body):
        print("| " + " | ".join(row) + " |")


def whole_path(server_url: str, models: RecordedModels, questions: int) -> float:
    """CPU for one answer, by process."""
    with workers(server_url, "whole", models, askers=1, concurrency=400) as stack:
        used = measure(stack, models, questions)
    print(f"\n## One asking worker, 400 calls in flight, {questions} questions, 10 brands\n")
    rows = [["process", "CPU ms/answer"]]
    rows += [[n, f"{s / used.answers * 1000:.2f}"] for n, s in sorted(used.cpu_s.items())]
    rows += [["our own together", f"{used.ours_ms:.2f}"]]
    table(rows)
    print(
        f"\n{used.answers / used.wall_s:.0f} answers/s; "
        f"the asking worker held {used.ask_mb:.0f} MB."
    )
    return used.ours_ms


def flat_memory(server_url: str, models: RecordedModels, most: int) -> None:
    """Memory of the asking worker after the first tenth, and after all."""
    with workers(server_url, "memory", models, askers=1, concurrency=400) as stack:
        first = measure(stack, models, most // 10)
        rest = measure(stack, models, most - most // 10)
    print("\n## Memory of the asking worker\n")
    growth = rest.ask_mb / first.ask_mb
    table(
        [
            ["after answers", "MB", "ratio"],
            [str(most // 10), f"{first.ask_mb:.1f}", "1.00"],
            [str(most), f"{rest.ask_mb:.1f}", f"{growth:.2f}"],
        ]
    )


def two_workers(server_url: str, models: RecordedModels, questions: int) -> None:
    """Answers in a second with one and with two asking workers, 50 calls in flight each."""
    speeds = {}
    for askers in (1, 2):
        with workers(server_url, f"askers{askers}", models, askers=askers, concurrency=50) as stack:
            configure(stack, models, questions)
            run_id = stack.run_now()
            stack.wait_until_ended(run_id, timeout_s=1800)
            # From the first call to the last answer: the wait for the next tick is no asking.
            seconds = stack.scalar(
                "SELECT extract(epoch FROM max(answered_at) - min(asked_at)) FROM answers"
                " WHERE run_id = :run",
                run=run_id,
            )
            speeds[askers] = questions / float(seconds)
    print("\n## Two asking workers, 50 calls in flight each\n")
    table(
        [
            ["workers", "answers/s", "ratio"],
            *[[str(n), f"{s:.0f}", f"{s / speeds[1]:.2f}"] for n, s in speeds.items()],
        ]
    )


def long_history(
    server_url: str, models: RecordedModels, questions: int, sizes: Sequence[int]
) -> None:
    """CPU for one answer, PostgreSQL included, beside so many answers that are stored already."""
    costs: dict[int, tuple[float, float]] = {}
    plans = ""
    with workers(server_url, "history", models, askers=1, concurrency=200) as stack:
        for size in sizes:
            fill_history(stack.database, size)
            used = measure(stack, models, questions)
            costs[size] = (used.ours_ms, used.cpu_s["postgres"] / questions * 1000)
        plans = explain_claims(stack.database)
    print("\n## Beside a long history\n")
    first = sum(costs[sizes[0]])
    table(
        [
            ["answers stored", "ours ms/answer", "PostgreSQL ms/answer", "ratio"],
            *[
                [f"{size:,}", f"{ours:.2f}", f"{server:.2f}", f"{(ours + server) / first:.2f}"]
                for size, (ours, server) in costs.items()
            ],
        ]
    )
    print(f"\nPlans at {sizes[-1]:,} answers:\n\n```\n{plans}```")


def by_hand(server_url: str, models: RecordedModels, questions: int, ours_ms: float | None) -> None:
    """What a user would write: litellm with gather, and an INSERT for each answer."""
    program = Path(__file__).with_name("by_hand.py")
    with new_database(server_url, "byhand") as url:
        done = subprocess.run(
            [sys.executable, program, url.replace("+psycopg", ""), models.base_url, str(questions)],
            capture_output=True,
            text=True,
            check=False,
        )
    print("\n## By hand: litellm, gather, one INSERT for each answer; nothing is analyzed\n")
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1])
        return
    cpu_ms, mb = (float(word) for word in done.stdout.split()[-2:])
    ratio = f"{cpu_ms / ours_ms:.1f}" if ours_ms else "-"
    table(
        [
            ["", "CPU ms/answer", "MB", "ratio to our whole path"],
            ["litellm by hand", f"{cpu_ms:.2f}", f"{mb:.0f}", ratio],
        ]
    )


def main() -> None:
    """Run the parts that are asked for, all without arguments."""
    parts = ("path", "by-hand", "two", "memory", "history")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *parts], help=", ".join(parts))
    parser.add_argument("--questions", type=int, default=4000)
    parser.add_argument("--memory-answers", type=int, default=20_000)
    parser.add_argument("--history", type=int, nargs="+", default=[10_000, 1_000_000])
    asked = parser.parse_args()
    wanted = asked.parts or parts
    with (
        tempfile.TemporaryDirectory() as folder,
        running_postgres() as server_url,
        RecordedModels(Path(folder), delay_s=DELAY_S) as models,
    ):
        ours_ms = None
        if "path" in wanted:
            ours_ms = whole_path(server_url, models, asked.questions)
        if "by-hand" in wanted:
            by_hand(server_url, models, asked.questions, ours_ms)
        if "two" in wanted:
            two_workers(server_url, models, asked.questions // 2)
        if "memory" in wanted:
            flat_memory(server_url, models, asked.memory_answers)
        if "history" in wanted:
            long_history(server_url, models, asked.questions, asked.history)


if __name__ == "__main__":
    main()
