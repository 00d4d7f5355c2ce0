"""All pages under one address, with their style and a page for what is not there."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from api.pages import calculator, experiments, glossary, models, visibility
from api.pages.site import PAGES, PageRoute, error_page

ASSETS = f"{PAGES}/assets"


def add_pages(app: FastAPI) -> None:
    """Serve the pages, which OpenAPI does not tell of."""
    app.mount(ASSETS, StaticFiles(packages=[("api.pages", "static")]), name="page_assets")
    for module in (calculator, experiments, glossary, models, visibility):
        app.include_router(module.router, prefix=PAGES)
    last = APIRouter(route_class=PageRoute, include_in_schema=False)

    @last.get("")
    def lead_to_models(request: Request) -> RedirectResponse:
        prefix = request.scope.get("root_path", "").rstrip("/")
        return RedirectResponse(f"{prefix}{PAGES}/models")

    @last.get("/{rest:path}")
    def show_nothing(request: Request, rest: str) -> HTMLResponse:
        return error_page(request, 404, f"there is no page at {PAGES}/{rest[:100]}")

    app.include_router(last, prefix=PAGES)
