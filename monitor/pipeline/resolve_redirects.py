"""Looks up where cited redirects lead that hide it; only when the operator has switched it on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import structlog

from monitor.analysis.urls import GROUNDING_HOST
from monitor.domain.wire import WireRequest
from monitor.errors import ProviderError
from monitor.http import Deadlines, HttpClient
from monitor.storage.engine import Database
from monitor.storage.sources import hidden_urls, save_targets

BATCH = 200
AT_A_TIME = 8
DEADLINES = Deadlines(connect_s=5, read_s=10, total_s=15)
SERVER = f"https://{GROUNDING_HOST}"

log = structlog.get_logger()


def resolve_redirects(
    database: Database, workspace_id: int, *, now: Callable[[], datetime], server: str = SERVER
) -> int:
    """Look up the redirects that are cited and not known yet; the page behind is never fetched.

    What led somewhere, and what led nowhere, is kept and not asked again; a server that cannot be
    reached is asked in the next run. Answers that cite a found target are queued for analysis.

    Args:
        database: where citations are, and targets are kept.
        workspace_id: whose citations.
        now: the clock.
        server: which is asked in the place of Google's.

    Returns:
        The number of targets found.
    """
    found = 0
    while True:
        with database.read() as session:
            urls = hidden_urls(session, workspace_id, limit=BATCH)
        targets = asyncio.run(_look_up(urls, server)) if urls else {}
        if not targets:
            return found
        with database.write() as session:
            save_targets(session, workspace_id, targets, now())
        found += sum(target is not None for target in targets.values())


async def _look_up(urls: Sequence[str], server: str) -> dict[str, str | None]:
    """The targets of those that the server answered for."""
    places = asyncio.Semaphore(AT_A_TIME)
    targets: dict[str, str | None] = {}
    async with HttpClient(DEADLINES) as client:

        async def look_up(url: str) -> None:
            async with places:
                try:
                    targets[url] = await _target(client, url, server)
                except ProviderError as error:
                    if not error.temporary:
                        targets[url] = None
                    log.warning("redirect_not_resolved", kind=error.kind)

        async with asyncio.TaskGroup() as group:
            for url in urls:
                group.create_task(look_up(url))
    return targets


async def _target(client: HttpClient, url: str, server: str) -> str | None:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    reply = await client.send(WireRequest("HEAD", f"{server}{parts.path}{query}", {}))
    location = reply.headers.get("location", "")
    is_redirect = 300 <= reply.status < 400
    return location if is_redirect and location.startswith(("https://", "http://")) else None
