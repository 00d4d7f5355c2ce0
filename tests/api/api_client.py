"""A client that speaks to the app in memory and holds every reply against the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import anyio
import httpx
from fastapi import FastAPI

PROBLEM = "application/problem+json"


_documents: dict[tuple[str, ...], dict[str, Any]] = {}


def document_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once for all apps with these routes: that takes 0.3 seconds."""
    routes = tuple(getattr(route, "path", "") for route in app.routes)
    if routes not in _documents:
        _documents[routes] = app.openapi()
    return _documents[routes]


class Client:
    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.document = document_of(app)

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The reply; one that OpenAPI does not tell of fails the test."""
        reply = anyio.run(partial(self._ask, method, path, **request))
        documented = self._documented(method, path.partition("?")[0])
        if documented is not None:
            told = documented["responses"][str(reply.status_code)]
            assert reply.headers.get("content-type") in told.get("content", {None: {}})
        return reply

    async def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://api.test") as client:
            return await client.request(method, path, **request)

    def _documented(self, method: str, path: str) -> Any:
        for template, operations in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
                return operations.get(method.lower())
        return None

    def get(self, path: str, **request: Any) -> Any:
        return self._json(self.ask("GET", path, **request))

    def report(self, **query: Any) -> Any:
        return self._json(self.ask("POST", "/v1/reports/visibility", json=query))

    def _json(self, reply: httpx.Response) -> Any:
        assert reply.status_code == 200, reply.text
        return reply.json()

    def problem(self, method: str, path: str, **request: Any) -> Any:
        reply = self.ask(method, path, **request)
        assert reply.headers["content-type"] == PROBLEM, reply.text
        problem = reply.json()
        assert problem.keys() == {"type", "title", "status", "detail", "errors"}
        assert problem["status"] == reply.status_code >= 400
        return problem

    def refused_report(self, **query: Any) -> Any:
        problem = self.problem("POST", "/v1/reports/visibility", json=query)
        assert problem["status"] == 422
        return problem

    def pages(self, path: str, **parameters: Any) -> Iterator[Any]:
        while True:
            page = self.get(path, params=parameters)
            yield page
            if page["next_cursor"] is None:
                return
            parameters["cursor"] = page["next_cursor"]
