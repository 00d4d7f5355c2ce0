"""The words about models in three languages."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Shape
from monitor.glossary.language import Language


class LanguageQuery(Shape):
    """In which language to answer."""

    language: str | None = Field(default=None, min_length=1, max_length=35)
    """"pt", "en" or "es", also with a region; else the Accept-Language header decides."""


class TermLink(Shape):
    """Where another term is explained."""

    slug: str
    """Its name in addresses."""
    title: str
    """Its name for a reader."""
    url: str
    """Its address, with the language."""


class GlossaryTerm(Shape):
    """One term."""

    slug: str
    """Its name in addresses, the same in all languages."""
    language: Language
    """The language of title and text."""
    title: str
    """Its name for a reader."""
    text: str
    """What it means."""
    names: list[TermLink]
    """The terms that the text names."""
    see_also: list[TermLink]
    """What to read next."""


class GlossaryTerms(Shape):
    """All terms."""

    language: Language
    """Their language."""
    title: str
    """The title of the glossary."""
    items: list[GlossaryTerm]
    """In the order of reading."""


class ComparedAspect(Shape):
    """One aspect of the four."""

    aspect: str
    """Its name, the same in all languages."""
    title: str
    """Its name for a reader."""
    parameters: str
    """What a model has learned."""
    hyperparameters: str
    """What was chosen before it learned."""
    features: str
    """What goes into it."""
    inference_settings: str
    """What is chosen for each call."""


class ComparedTerms(Shape):
    """Parameters, hyperparameters, features and inference settings beside each other."""

    language: Language
    """The language of the table."""
    title: str
    """Its title."""
    columns: list[TermLink]
    """The terms that are compared, in the order of the columns."""
    rows: list[ComparedAspect]
    """Eight aspects."""
