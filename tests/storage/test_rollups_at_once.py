from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.roll_up import roll_up
from monitor.storage.engine import Database
from monitor.storage.rolled_spans import TimeSpan
from monitor.storage.rollups import stale_days
from tests.factories.analyzed import save_tiny_card
from tests.factories.answers import NOON, make_answer
from tests.factories.runs import ACME, GLOBEX, make_run
from tests.factories.world import DAY, GLOBEX_OR_INITECH, MIDNIGHT, TEXTS, World

WHOLE = (MIDNIGHT, MIDNIGHT + 3 * DAY)


def _beside(database: Database, work: Callable[[Database], object]) -> threading.Thread:
    """Work on connections of its own, begun."""

    def run() -> None:
        own = Database(database.url.render_as_string(hide_password=False))
        work(own)
        own.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.postgres_only("SQLite has one writer at a time")
def test_analyzers_and_rollups_at_once_leave_no_day_wrong_without_a_mark(database: Database):
    planned = make_run(database, prompts=5, repeats=30, targets=("cool",))
    world = World(database, planned, save_tiny_card(database, planned.workspace_id))
    for number in range(150):
        world.ask(number % 72, make_answer(TEXTS[number % len(TEXTS)]))
    stop = threading.Event()
    wrong = []

    def keep_rolling(own: Database) -> None:
        while not stop.is_set():
            roll_up(own, planned.workspace_id)

    def read_all(own: Database) -> None:
        analyze_answers(own, planned.workspace_id, now=lambda: NOON)

    rollers = [_beside(database, keep_rolling) for _ in range(2)]
    for brands in ([ACME, GLOBEX_OR_INITECH], [ACME, GLOBEX]) * 2:
        world.set_brands(brands)
        readers = [_beside(database, read_all) for _ in range(2)]
        while any(each.is_alive() for each in readers):
            counted, raw = world.counts(*WHOLE, branded=True)
            wrong += [(counted, raw)] if counted != raw else []
    stop.set()
    for each in rollers:
        each.join()
    assert wrong == []
    roll_up(database, planned.workspace_id)
    with database.read() as session:
        assert stale_days(session, planned.workspace_id, TimeSpan(None, None)) == frozenset()
    counted, raw = world.counts(*WHOLE, branded=True)
    assert counted == raw
