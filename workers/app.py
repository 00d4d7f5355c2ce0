"""The Celery application: its queues, how messages are sent, what beats.

Messages carry ids only and are only wake-ups: the database is the queue of record, and every look
at it finds again what a lost message was about.
"""

from __future__ import annotations

import structlog
from celery import Celery
from kombu.entity import Exchange, Queue
from kombu.exceptions import OperationalError

from monitor.errors import BadInput
from monitor.logs import configure_logs
from monitor.settings import read_settings

ASK = "ask"
THINK = "think"

# Unacknowledged messages come back after this long; any task ends well before.
VISIBILITY_TIMEOUT_S = 1800

log = structlog.get_logger()


def _queue(name: str) -> Queue:
    # The nameless exchange routes by the name alone; any other keeps its bindings in Redis, and
    # would lose every message after Redis has lost its data.
    return Queue(name, Exchange("", type="direct"), routing_key=name)


def create_app() -> Celery:
    """The application, as the settings say.

    Raises:
        BadInput: no Redis is named.
    """
    settings = read_settings()
    configure_logs(settings.log_level, as_json=settings.log_json)
    if settings.redis_url is None:
        raise BadInput(
            "NAMEDROP_REDIS_URL is not set: workers need a Redis to be woken through, "
            "such as redis://127.0.0.1:6379/0"
        )
    app = Celery("namedrop", include=["workers.asking", "workers.thinking"])
    app.conf.update(
        broker_url=settings.redis_url,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_TIMEOUT_S,
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "global_keyprefix": "namedrop:",
        },
        task_queues=[_queue(ASK), _queue(THINK)],
        task_default_queue=THINK,
        task_default_exchange="",
        task_default_routing_key=THINK,
        task_create_missing_queues=False,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_publish_retry=False,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        beat_scheduler="celery.beat:Scheduler",
        beat_schedule={
            "tick": {
                "task": "think.tick",
                "schedule": settings.tick_s,
                "options": {"queue": THINK, "expires": 2 * settings.tick_s},
            }
        },
    )
    return app


app = create_app()


def wake(task: str, *ids: int, queue: str, expires_s: float) -> None:
    """Send a wake-up; one that cannot be sent is not missed, since the next tick sends it again."""
    try:
        app.send_task(task, args=ids, queue=queue, expires=expires_s)
    except OperationalError as error:
        log.warning("wake_up_not_sent", task=task, why=str(error))
