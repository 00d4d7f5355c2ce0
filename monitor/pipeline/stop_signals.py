"""SIGINT and SIGTERM end an asking loop cleanly; a second one ends it at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def stop_on_signals(stop: asyncio.Event, work: asyncio.Task[None]) -> Iterator[None]:
    """Set `stop` at the first signal and cancel the work at the second."""
    loop = asyncio.get_running_loop()

    def say_stop() -> None:
        if stop.is_set():
            work.cancel()
        stop.set()

    handled = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in handled}
    for number in handled:
        loop.add_signal_handler(number, say_stop)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
            # The loop would leave Python's own handler, and not that of whoever runs it.
            signal.signal(number, before[number])
