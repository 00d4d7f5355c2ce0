"""Choosing a language of the glossary by name or by what a browser accepts."""

from __future__ import annotations

import re
from enum import StrEnum

from monitor.errors import BadInput

_ACCEPTED = re.compile(
    r"\s*([A-Za-z*]{1,8})(?:-[\w-]{1,30})?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*"
)
LONGEST_HEADER = 1000


class Language(StrEnum):
    """The languages of the glossary; where none is asked for, English."""

    EN = "en"
    PT = "pt"
    ES = "es"


def language_named(text: str) -> Language:
    """The language that a BCP 47 tag names.

    >>> language_named("pt-BR")
    <Language.PT: 'pt'>

    Raises:
        BadInput: the glossary does not speak it.
    """
    primary = text.strip().partition("-")[0].lower()
    if primary not in {each.value for each in Language}:
        listed = ", ".join(Language)
        raise BadInput(f"expected a language of {listed}, found {text[:40]!r}")
    return Language(primary)


def accepted_language(header: str | None) -> Language:
    """The best language of an Accept-Language header (RFC 9110, section 12.5.4); else English.

    >>> accepted_language("fr-CH, es;q=0.8, en;q=0.5")
    <Language.ES: 'es'>
    """
    best, weight = Language.EN, 0.0
    for entry in (header or "")[:LONGEST_HEADER].split(","):
        match = _ACCEPTED.fullmatch(entry)
        if match is None or match[1].lower() not in {each.value for each in Language}:
            continue
        asked = float(match[2] or 1)
        if asked > weight:
            best, weight = Language(match[1].lower()), asked
    return best
