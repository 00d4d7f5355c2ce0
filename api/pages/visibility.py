"""The page of visibility: how often a brand is named, by day and target, with every break."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from api.dependencies import CurrentWorkspace
from api.pages.rate_chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, rate_charts
from api.pages.site import PageRoute, page
from api.schemas.base import Shape
from monitor.domain.findings import BrandKind
from monitor.errors import NotFound
from monitor.metrics.definitions import MetricName
from monitor.reports.dimension import Dimension
from monitor.reports.facts import settings_text
from monitor.reports.query import DateRange, VisibilityQuery
from monitor.reports.visibility import visibility_report
from monitor.storage.configured import SavedBrand, current_brands

router = APIRouter(route_class=PageRoute, include_in_schema=False)

SPANS = ("7", "30", "90")

FRAME = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT}
FRAME |= {"top": TOP, "bottom": HEIGHT - BOTTOM}


class RatesSought(Shape):
    """What to show; an empty text, which a form sends, means the usual."""

    brand: str = Field(default="", max_length=200)
    """The key of the brand; the user's own without one."""
    days: str = Field(default="", pattern="^(7|30|90|)$")
    """The last so many, today included; 30 without it."""


@router.get("/visibility")
def show_visibility(
    request: Request, workspace: CurrentWorkspace, sought: Annotated[RatesSought, Query()]
) -> HTMLResponse:
    """A brand's mention rate by day, a chart for each target."""
    with workspace.database.read() as session:
        brands = current_brands(session, workspace.id)
    span = sought.days or "30"
    if not brands and not sought.brand:
        return page(request, "no_visibility.html")
    brand, today = _brand(brands, sought.brand), workspace.now.date()
    query = VisibilityQuery(
        dimensions=(Dimension.BRAND, Dimension.TARGET, Dimension.DATE),
        metrics=(MetricName.MENTION_RATE,),
        date_range=DateRange(today - timedelta(days=int(span) - 1), today),
        brand_ids=(brand.id,),
    )
    report = visibility_report(workspace.database, workspace.id, query, now=workspace.now)
    return page(
        request,
        "visibility.html",
        brand=brand,
        brands=brands,
        span=span,
        spans=SPANS,
        days=query.date_range,
        charts=rate_charts(report),
        notes=report.notes,
        frame=FRAME,
        settings_text=settings_text,
    )


def _brand(brands: Sequence[SavedBrand], key: str) -> SavedBrand:
    if not key:
        own = (saved for saved in brands if saved.brand.kind is BrandKind.OWN)
        return next(own, brands[0])
    for saved in brands:
        if saved.brand.key == key:
            return saved
    raise NotFound(f"no tracked brand has the key {key}")
