"""Every error as a problem document (RFC 9457), for clients and for OpenAPI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.schemas.problem import Problem, ProblemPart
from monitor.errors import BadInput, DatabaseUnavailable, NotFound

MEDIA_TYPE = "application/problem+json"

_log = structlog.get_logger(__name__)

# Python 3.11 still has the older names of these two (RFC 9110).
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}

_DESCRIPTIONS = {
    400: "The body is no JSON.",
    404: "There is nothing of that number in the workspace.",
    413: "The body is too large.",
    422: "A part of the request cannot be used; `errors` says which.",
    500: "Something unexpected went wrong; the log of the service says what.",
    503: "The database cannot be used.",
}

_MESSAGES = {
    "extra_forbidden": "there is no field or parameter of this name",
    "model_attributes_type": "expected a JSON object, sent with Content-Type: application/json",
    "missing": "it is missing",
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems with these statuses, for the `responses` of endpoints."""
    return {s: {"model": Problem, "description": _DESCRIPTIONS[s]} for s in statuses}


def problem(
    status: int,
    detail: str,
    *,
    errors: Iterable[ProblemPart] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document as a response."""
    document = Problem(
        type="about:blank",
        title=_TITLES.get(status) or HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=list(errors),
    )
    return Response(
        document.model_dump_json(), status_code=status, media_type=MEDIA_TYPE, headers=headers
    )


def add_error_handlers(app: FastAPI) -> None:
    """Make the app answer every error with a problem document."""

    @app.exception_handler(RequestValidationError)
    def _invalid(_request: Request, error: RequestValidationError) -> Response:
        return _invalid_request(error.errors())

    @app.exception_handler(HTTPException)
    def _http(_request: Request, error: HTTPException) -> Response:
        return problem(error.status_code, _detail_of(error), headers=error.headers)

    @app.exception_handler(BadInput)
    def _bad_input(_request: Request, error: BadInput) -> Response:
        return problem(422, str(error))

    @app.exception_handler(NotFound)
    def _not_found(_request: Request, error: NotFound) -> Response:
        return problem(404, str(error))

    @app.exception_handler(DatabaseUnavailable)
    def _unavailable(_request: Request, error: DatabaseUnavailable) -> Response:
        _log.error("database_unavailable", reason=str(error))
        return problem(503, str(error))

    app.add_middleware(UnexpectedErrors)


def _invalid_request(errors: Sequence[Any]) -> Response:
    if any(error["type"] == "json_invalid" for error in errors):
        return problem(400, f"expected a body of JSON: {errors[0]['ctx']['error']}")
    parts = [ProblemPart(location=_location(e["loc"]), message=_message(e)) for e in errors]
    detail = "; ".join(f"{part.location}: {part.message}" for part in parts)
    return problem(422, detail, errors=parts)


def _location(steps: Iterable[int | str]) -> str:
    # A key in JSON may hold half of a surrogate pair, which no reply can carry.
    return ".".join(str(step) for step in steps).encode("utf-8", "replace").decode()


def _message(error: Mapping[str, Any]) -> str:
    message: str = _MESSAGES.get(error["type"]) or error["msg"]
    return message.removeprefix("Value error, ")


def _detail_of(error: HTTPException) -> str:
    match error.status_code:
        case 400:
            return "the body cannot be read as JSON"
        case 404:
            return "there is nothing at this address; /docs lists what there is"
        case 405:
            allowed = (error.headers or {}).get("Allow", "another method")
            return f"expected {allowed} at this address"
        case _:
            return str(error.detail)


class UnexpectedErrors:
    """Middleware that logs an error nobody foresaw and answers with a problem that hides it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        has_started = False

        async def watch(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            if has_started or scope["type"] != "http":
                raise
            _log.exception("request_failed", method=scope["method"], path=scope["path"])
            await problem(500, "something unexpected went wrong; the log says what")(
                scope, receive, send
            )
