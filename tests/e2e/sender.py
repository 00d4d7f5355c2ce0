"""Messages to workers that beat and the workers themselves would not send."""

from __future__ import annotations

from celery import Celery
from kombu import Exchange, Queue


class Sender:
    """Sends messages to workers, each of them twice under the same id."""

    def __init__(self, redis_url: str) -> None:
        self._app = Celery(broker=redis_url)
        self._app.conf.update(
            broker_transport_options={"global_keyprefix": "namedrop:"},
            task_queues=[
                Queue(name, Exchange("", type="direct"), routing_key=name)
                for name in ("ask", "think")
            ],
            task_default_exchange="",
        )
        self._sent = 0

    def send_twice(self, task: str, *ids: int, queue: str = "think") -> None:
        self._sent += 1
        for _ in range(2):
            self._app.send_task(task, ids, queue=queue, task_id=f"message-{self._sent}")

    def close(self) -> None:
        self._app.close()
