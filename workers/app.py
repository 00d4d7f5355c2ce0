"""The Celery application: its queues, how messages are sent, what beats.

Messages carry ids only and are only wake-ups: the database is the queue of record, and every look
at it finds again what a lost message was about.
"""

from __future__ import annotations

import structlog
from celery import Celery
from kombu.entity import Exchange, Queue
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from monitor.errors import BadInput
from monitor.logs import configure_logs
from monitor.settings import read_settings
from monitor.telemetry.metrics import wake_ups_lost

ASK = "ask"
THINK = "think"

# Unacknowledged messages come back after this long; any task ends well before.
VISIBILITY_TIMEOUT_S = 1800

MOST_WAITING = {ASK: 8, THINK: 16}
"""Nobody is woken through a queue in which so many messages wait: those wake whoever there is."""

EXPIRES_S = 3600
"""By the clock of the reader, which may be another than the sender's: so this has to be long, and
what keeps messages from piling up is `MOST_WAITING`."""

RETAIN_EVERY_S = 3600.0

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
        broker_connection_max_retries=None,  # for ever: a worker that gave up would only be gone
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
                "options": {"queue": THINK, "expires": EXPIRES_S},
            },
            "retain": {
                "task": "think.retain",
                "schedule": RETAIN_EVERY_S,
                "options": {"queue": THINK, "expires": RETAIN_EVERY_S},
            },
        },
    )
    return app


app = create_app()


def wake(task: str, *ids: int, queue: str) -> None:
    """Send a wake-up, unless enough wait already; one not sent the next tick finds again."""
    try:
        if _waiting(queue) < MOST_WAITING[queue]:
            app.send_task(task, args=ids, queue=queue, expires=EXPIRES_S)
    except (OperationalError, RedisError) as error:
        wake_ups_lost.inc()
        log.warning("wake_up_not_sent", task=task, why=str(error))


def _waiting(queue: str) -> int:
    with app.pool.acquire(block=True) as connection:
        waiting: int = connection.default_channel.queue_declare(queue).message_count
    return waiting
