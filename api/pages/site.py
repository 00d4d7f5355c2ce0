"""What all pages share: templates, headers that keep other hosts out, and pages for errors."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.calculator.sizes import shown_bytes
from monitor.catalog.counts import display_count, scaled
from monitor.errors import BadInput, DatabaseUnavailable, NotFound
from monitor.glossary.fields import term_of_field, term_of_word

PAGES = "/pages"

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@lru_cache(maxsize=1)
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(term_of_field=term_of_field, term_of_word=term_of_word)
    made.filters.update(
        figure=display_count, scaled=scaled, bytes=shown_bytes, grouped=_grouped, web=_web
    )
    return made


def _grouped(number: int) -> str:
    return f"{number:,}"


def _web(address: str | None) -> str | None:
    """The address where a browser may be led; None for other schemes, which could run code."""
    return address if address and address.startswith(("https://", "http://")) else None


def page(
    request: Request, template: str, *, status: int = 200, lang: str = "en", **shown: Any
) -> HTMLResponse:
    """A page made from a template, which gets what is shown and how to make addresses."""
    prefix = request.scope.get("root_path", "").rstrip("/")

    def at(path: str, **query: object) -> str:
        given = {name: value for name, value in query.items() if value not in {None, ""}}
        return f"{prefix}{PAGES}{quote(path)}{'?' if given else ''}{urlencode(given)}"

    text = _templates().get_template(template).render(at=at, lang=lang, prefix=prefix, **shown)
    return HTMLResponse(text, status_code=status, headers={**HEADERS, "Content-Language": lang})


def error_page(request: Request, status: int, detail: str) -> HTMLResponse:
    """A page that says what went wrong."""
    titles = {404: "Not found", 422: "This cannot be shown", 503: "The database is not available"}
    return page(request, "error.html", status=status, title=titles[status], detail=detail)


class PageRoute(APIRoute):
    """A route whose foreseen errors become pages, where the API answers with problems."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the route."""
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handle(request)
            except NotFound as error:
                return error_page(request, 404, str(error))
            except BadInput as error:
                return error_page(request, 422, str(error))
            except RequestValidationError:
                return error_page(request, 422, "a part of the address cannot be used")
            except DatabaseUnavailable as error:
                return error_page(request, 503, str(error))

        return shown
