"""Whether Redis answers."""

from __future__ import annotations

from redis import Redis
from redis.exceptions import RedisError

_TIMEOUT_S = 3.0


def ping_redis(redis_url: str) -> str | None:
    """None where it answers, else why not, without its password."""
    try:
        client = Redis.from_url(
            redis_url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S
        )
        client.ping()
        client.close()
    except (RedisError, ValueError) as error:
        return str(error)
    return None
