"""OpenAPI and its page, which works without a network."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from api.errors import MEDIA_TYPE

ASSETS = "/docs/assets"


class DocumentedApi(FastAPI):
    """FastAPI whose OpenAPI document gives problems the media type that they are sent with."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        if self.openapi_schema is None:
            for path in super().openapi()["paths"].values():
                for operation in path.values():
                    _name_problems(operation["responses"])
        return super().openapi()


def _name_problems(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if status >= "400":
            response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}


def add_documentation(app: FastAPI) -> None:
    """Serve the page of the API at /docs, with its scripts, and lead there from /."""
    # FastAPI's own page loads its scripts from the web; the package has the same ones as files.
    files = StaticFiles(packages=[("fastapi_offline", "static")])
    app.mount(ASSETS, files, name="docs_assets")

    @app.get("/docs", include_in_schema=False)
    def show_docs(request: Request) -> HTMLResponse:
        prefix = request.scope.get("root_path", "").rstrip("/")
        return get_swagger_ui_html(
            title=app.title,
            openapi_url=f"{prefix}{app.openapi_url}",
            swagger_js_url=f"{prefix}{ASSETS}/swagger-ui-bundle.js",
            swagger_css_url=f"{prefix}{ASSETS}/swagger-ui.css",
            swagger_favicon_url=f"{prefix}{ASSETS}/favicon.png",
        )

    @app.get("/", include_in_schema=False)
    def lead_to_docs(request: Request) -> RedirectResponse:
        return RedirectResponse(f"{request.scope.get('root_path', '').rstrip('/')}/docs")
