"""The words about models, in the language that is asked for or that the client accepts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Response

from api.errors import documented
from api.schemas.glossary import ComparedTerms, GlossaryTerm, GlossaryTerms, LanguageQuery
from monitor.glossary.as_json import comparison_json, glossary_json, term_json
from monitor.glossary.language import accepted_language, language_named
from monitor.glossary.terms import Glossary, glossary

router = APIRouter(tags=["glossary"], responses=documented(422, 500))


def asked_glossary(
    response: Response,
    asked: Annotated[LanguageQuery, Query()],
    accept_language: Annotated[
        str | None, Header(description="What a browser sends; `language` goes before it.")
    ] = None,
) -> Glossary:
    """The glossary in the language that the request asks for."""
    if asked.language is not None:
        language = language_named(asked.language)
    else:
        language = accepted_language(accept_language)
    response.headers["Content-Language"] = language.value
    response.headers["Vary"] = "Accept-Language"
    return glossary(language)


AskedGlossary = Annotated[Glossary, Depends(asked_glossary)]


@router.get("/glossary")
def list_glossary_terms(shown: AskedGlossary) -> GlossaryTerms:
    """List the terms: parameters, LoRA, mixture of experts and more."""
    return GlossaryTerms.model_validate(glossary_json(shown))


@router.get("/glossary/parameters-vs-hyperparameters")
def compare_glossary_terms(shown: AskedGlossary) -> ComparedTerms:
    """Set parameters, hyperparameters, features and inference settings beside each other."""
    return ComparedTerms.model_validate(comparison_json(shown))


@router.get("/glossary/{slug}", responses=documented(404))
def get_glossary_term(
    shown: AskedGlossary,
    slug: Annotated[str, Path(description="The name of the term.", max_length=100)],
) -> GlossaryTerm:
    """Explain one term."""
    return GlossaryTerm.model_validate(term_json(shown, shown.term(slug)))
