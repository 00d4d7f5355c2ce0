"""A long run in the distributed mode while its processes and servers are killed at random.

Run by `make soak`; ends with an error when an answer was lost, or asked for again after it was
stored.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis

from monitor.storage.migrate import upgrade
from tests.e2e.nothing_lost import Moment, assert_nothing_lost, stored_now
from tests.e2e.recorded_models import RecordedModels
from tests.e2e.stack import OPEN, Stack
from tests.servers.postgres import stoppable_postgres
from tests.servers.valkey import stoppable_valkey
from tests.servers.watched import WatchedServer

ROLES = {"ask0": "ask", "ask1": "ask", "think": "think", "beat": "beat"}
FLUSH, REDIS, POSTGRES = "flush", "redis", "postgres"
LONGEST_AWAY_S = 8.0


@dataclass(slots=True)
class Soak:
    """What is broken, and what was stored before each time."""

    stack: Stack
    postgres: WatchedServer
    valkey: WatchedServer
    run_id: int
    dice: random.Random
    moments: list[Moment] = field(default_factory=list)
    most_repeated: int = 0

    def break_something(self) -> str:
        """Kill a process three times out of four, else trouble a server; what it was."""
        servers = [FLUSH, REDIS, POSTGRES] if self.dice.random() < 0.25 else []
        what = self.dice.choice(servers or list(ROLES))
        if what in ROLES:
            pid = self.stack.processes[what].pid
            self.stack.kill(what)
            moment = stored_now(self.stack, self.run_id, of_process=pid)
            self.stack.start_role(what, ROLES[what])
        else:
            moment = stored_now(self.stack, self.run_id)
            self._trouble(what)
        self.moments.append(moment)
        self.most_repeated += moment.claimed if what in {"ask0", "ask1", POSTGRES} else 0
        return what

    def _trouble(self, what: str) -> None:
        away_s = self.dice.uniform(1, LONGEST_AWAY_S)
        if what == FLUSH:
            with redis.Redis(port=self.valkey.port) as client:
                client.flushall()
            return
        server = self.valkey if what == REDIS else self.postgres
        server.stop()
        time.sleep(away_s)
        server.start()
        self.stack.database.close()


def main() -> None:
    """Run, break, check, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, nargs=2, default=(2.0, 10.0), metavar="S")
    given = parser.parse_args()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        postgres, maintenance = opened.enter_context(stoppable_postgres())
        valkey, redis_url = opened.enter_context(stoppable_valkey())
        models = opened.enter_context(RecordedModels(folder, delay_s=(0.2, 1.0)))
        with psycopg.connect(maintenance.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CREATE DATABASE namedrop")
        url = urlsplit(maintenance)._replace(path="/namedrop").geturl()
        upgrade(url)
        stack = opened.enter_context(Stack(folder, url, redis_url))
        stack.settings |= {"lease_s": "5", "log_level": "warning", "concurrency": "40"}
        stack.configure(models, prompts=given.questions, repeats=1)
        for name, role in ROLES.items():
            stack.start_role(name, role)
        dice = random.Random(given.seed)  # noqa: S311 - a draw of faults is no secret
        soak = Soak(stack, postgres, valkey, stack.run_now(), dice)
        began = time.monotonic()
        while stack.run_state(soak.run_id) in OPEN:
            time.sleep(dice.uniform(*given.pause))
            what = soak.break_something()
            stored = len(soak.moments[-1].stored)
            _tell(f"{time.monotonic() - began:6.0f} s  {stored:6} stored  {what}")
        outcomes = assert_nothing_lost(
            stack,
            models,
            soak.run_id,
            questions=given.questions,
            moments=soak.moments,
            most_repeated=soak.most_repeated,
        )
        stack.wait_until_analyzed(timeout_s=300)
        stack.wait_until_rolled_up(timeout_s=300)
        _tell(f"{len(soak.moments)} faults, {outcomes}, {soak.most_repeated} repeats allowed")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
