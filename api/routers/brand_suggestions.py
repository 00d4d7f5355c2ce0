"""Names in answers that look like brands: list them, track them, or never see them again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import NO_PARAMETERS, CurrentServed, CurrentWorkspace, writing
from api.errors import documented
from api.schemas.brand_suggestions import (
    BrandSuggestion,
    BrandSuggestions,
    BrandSuggestionsQuery,
    IgnoredName,
    MergedName,
    SuggestedName,
    TrackedBrand,
)
from monitor.domain.findings import Brand
from monitor.errors import BadInput, NotFound
from monitor.pipeline.discover_brands import discover_brands
from monitor.pipeline.suggested_brands import accept_suggested, ignore_suggested, merge_suggested

router = APIRouter(
    prefix="/brands/suggestions", tags=["brands"], responses=documented(422, 500, 503)
)


@router.get("", name="list_brand_suggestions", responses=documented(404))
def list_suggestions(
    workspace: CurrentWorkspace, asked: Annotated[BrandSuggestionsQuery, Query()]
) -> BrandSuggestions:
    """List names that look like brands and are not tracked, those in the most answers first.

    All stored answers, or those of the run, are read for it.
    """
    names = discover_brands(workspace.database, workspace.id, run_id=asked.run_id)
    return BrandSuggestions(
        items=[
            BrandSuggestion(name=each.name, answers=each.answers, mentions=each.mentions)
            for each in names
            if each.answers >= asked.min_answers
        ][: asked.limit]
    )


@router.post(
    "/accept",
    name="accept_brand_suggestion",
    dependencies=[NO_PARAMETERS],
    responses=documented(400, 413),
)
def accept_suggestion(
    workspace: CurrentWorkspace, served: CurrentServed, new: SuggestedName
) -> TrackedBrand:
    """Track a name as a competitor; `namedrop reanalyze` finds it in the answers that are there."""
    with writing(workspace, served) as (session, workspace_id):
        brand = accept_suggested(session, workspace_id, new.name, now=workspace.now)
    return _tracked(brand)


@router.post(
    "/merge",
    name="merge_brand_suggestion",
    dependencies=[NO_PARAMETERS],
    responses=documented(400, 413),
)
def merge_suggestion(
    workspace: CurrentWorkspace, served: CurrentServed, new: MergedName
) -> TrackedBrand:
    """Make a name an alias of a tracked brand."""
    with writing(workspace, served) as (session, workspace_id):
        try:
            brand = merge_suggested(
                session, workspace_id, new.name, into=new.into, now=workspace.now
            )
        except NotFound as error:
            # The address is right; the brand in its body is not.
            raise BadInput(str(error)) from error
    return _tracked(brand)


@router.post(
    "/ignore",
    name="ignore_brand_suggestion",
    dependencies=[NO_PARAMETERS],
    responses=documented(400, 413),
)
def ignore_suggestion(
    workspace: CurrentWorkspace, served: CurrentServed, new: SuggestedName
) -> IgnoredName:
    """Never suggest a name again; accepting it takes that back."""
    with writing(workspace, served) as (session, workspace_id):
        is_new = ignore_suggested(session, workspace_id, new.name, now=workspace.now)
    return IgnoredName(name=new.name, is_new=is_new)


def _tracked(brand: Brand) -> TrackedBrand:
    return TrackedBrand(
        key=brand.key, name=brand.name, kind=brand.kind, aliases=list(brand.aliases)
    )
