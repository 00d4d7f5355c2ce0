"""The pages of the glossary, in the language of the address or of the browser."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.site import PageRoute, page
from monitor.calculator.kinds import KINDS
from monitor.glossary.language import Language, accepted_language, language_named
from monitor.glossary.terms import COLUMNS, Glossary, glossary

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/glossary")
def show_glossary(request: Request) -> HTMLResponse:
    """All terms and the table of the four that are mixed up most."""
    shown = _asked_glossary(request)
    return _page(request, "glossary.html", shown, path="/glossary", columns=COLUMNS)


@router.get("/glossary/{slug}")
def show_term(request: Request, slug: str) -> HTMLResponse:
    """One term, with links to those that it names."""
    shown = _asked_glossary(request)
    term = shown.term(slug)
    counted = next((kind.name for kind in KINDS.values() if kind.term == slug), None)
    return _page(request, "term.html", shown, path=f"/glossary/{slug}", term=term, counted=counted)


def _asked_glossary(request: Request) -> Glossary:
    asked = request.query_params.get("language")
    if asked:
        return glossary(language_named(asked))
    return glossary(accepted_language(request.headers.get("accept-language")))


def _page(
    request: Request, template: str, shown: Glossary, *, path: str, **more: Any
) -> HTMLResponse:
    made = page(
        request,
        template,
        lang=shown.language.value,
        glossary=shown,
        path=path,
        languages=[glossary(each) for each in Language],
        **more,
    )
    made.headers["Vary"] = "Accept-Language"
    return made
