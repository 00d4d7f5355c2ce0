"""What endpoints are given: the database, the workspace they may read, and a clean query string."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError

from monitor.errors import NotFound
from monitor.storage.engine import Database, Transaction
from monitor.storage.workspaces import ensure_workspace, workspace_id_of

NO_WORKSPACE_ID = 0
"""An id that no workspace has: before the first run every query finds no rows."""


@dataclass(frozen=True, slots=True)
class Served:
    """What an app serves.

    Attributes:
        workspace: the key of the workspace that every request reads.
        revision: the revision at which the database must stand.
    """

    database: Database
    workspace: str
    now: Callable[[], datetime]
    revision: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """What one request may read."""

    id: int
    database: Database
    now: datetime


def served_by(request: Request) -> Served:
    """What the app of the request serves."""
    served: Served = request.app.state.served
    return served


def workspace_of(served: Annotated[Served, Depends(served_by)]) -> Workspace:
    """The workspace that the request may read.

    It is looked up in a transaction of its own, since an id never changes.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    with served.database.read() as session:
        try:
            workspace_id = workspace_id_of(session, served.workspace)
        except NotFound:
            workspace_id = NO_WORKSPACE_ID
    return Workspace(id=workspace_id, database=served.database, now=served.now())


@contextmanager
def writing(workspace: Workspace, served: Served) -> Iterator[tuple[Transaction, int]]:
    """A transaction with the id of the workspace, which is made when it is not there.

    Until it ends nobody else configures the workspace or plans in it.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    with workspace.database.write() as session:
        yield session, ensure_workspace(session, served.workspace, workspace.now)


def refuse_parameters(request: Request) -> None:
    """For endpoints that take no query string.

    Raises:
        RequestValidationError: there is one.
    """
    unknown = [
        {"type": "extra_forbidden", "loc": ("query", name), "msg": "unknown", "input": None}
        for name in request.query_params
    ]
    if unknown:
        raise RequestValidationError(unknown)


CurrentWorkspace = Annotated[Workspace, Depends(workspace_of)]
CurrentServed = Annotated[Served, Depends(served_by)]
NO_PARAMETERS = Depends(refuse_parameters)
