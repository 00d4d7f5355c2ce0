"""Names that look like brands and are not tracked, and what becomes of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.base import DEFAULT_LIMIT, Limit, ParameterId, Shape
from monitor.domain.findings import BrandKind
from monitor.pipeline.suggested_brands import MAX_NAME_CHARACTERS

Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARACTERS)]


class BrandSuggestionsQuery(Shape):
    """Which suggestions to list."""

    run_id: ParameterId | None = None
    """Only from answers of this run."""
    min_answers: Annotated[int, Field(ge=1)] = 2
    """Named by at least so many answers."""
    limit: Limit = DEFAULT_LIMIT
    """The most suggestions."""


class BrandSuggestion(Shape):
    """A name that looks like a brand."""

    name: str
    """As answers mostly write it."""
    answers: int
    """How many answers name it."""
    mentions: int
    """How often they do."""


class BrandSuggestions(Shape):
    """Names that are neither tracked nor ignored, those in the most answers first."""

    items: list[BrandSuggestion]
    """The names."""


class SuggestedName(Shape):
    """A name to decide on."""

    name: Name
    """As the suggestion writes it; any other name can be given too."""


class MergedName(Shape):
    """A name and the brand that it means."""

    name: Name
    """As the suggestion writes it; any other name can be given too."""
    into: Name
    """Key or name of a tracked brand."""


class TrackedBrand(Shape):
    """A brand as it is tracked now; stored answers are read again by `namedrop reanalyze`."""

    key: str
    """The user's own short name."""
    name: str
    """As it is shown."""
    kind: BrandKind
    """Whose brand it is."""
    aliases: list[str]
    """Other spellings that mean the brand."""


class IgnoredName(Shape):
    """A name that is not suggested any more."""

    name: str
    """As it was given."""
    is_new: bool
    """Whether it was suggested until now."""
