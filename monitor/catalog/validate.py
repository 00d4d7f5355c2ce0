"""Checks claims before they are recorded, so that a card never contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from monitor.catalog.fields import Field, Kind, field_named
from monitor.catalog.resolve import number_of, resolve_figure, resolve_word
from monitor.domain.model_card import Basis, Claim, Confidence
from monitor.errors import BadInput

_HEARSAY = frozenset({Basis.ESTIMATE, Basis.LEAK})
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


def require_valid(claims: Sequence[Claim]) -> None:
    """Nothing, when the claims about one model can be recorded.

    Raises:
        BadInput: a claim or the claims together are impossible; the message lists every reason.
    """
    problems = [*_problems_of_each(claims), *_problems_together(claims)]
    if problems:
        raise BadInput("These claims cannot be recorded: " + "; ".join(problems) + ".")


def _problems_of_each(claims: Sequence[Claim]) -> Iterator[str]:
    for claim in claims:
        for problem in _problems(claim):
            yield f"{claim.field} by {claim.source or 'nobody'}: {problem}"


def _problems(claim: Claim) -> Iterator[str]:
    numbers = [n for n in (claim.low, number_of(claim), claim.high) if n is not None]
    if not claim.field.strip() or not claim.source.strip():
        yield "expected a field and a source, found none"
    if any(number != number for number in numbers):  # noqa: PLR0124  NaN alone differs from itself
        yield "expected numbers, found NaN"
    if numbers != sorted(numbers):
        yield f"expected low <= value <= high, found {' , '.join(str(n) for n in numbers)}"
    if claim.basis is Basis.UNDISCLOSED:
        if numbers:
            yield 'expected no numbers beside "undisclosed"'
    elif claim.value is None and not numbers:
        yield "expected a value or a range, found neither"
    if claim.basis in _HEARSAY and not _is_web_address(claim.source_url):
        yield f'expected a source URL for basis "{claim.basis}"'
    if claim.basis in _HEARSAY and claim.confidence is Confidence.HIGH:
        yield f'expected confidence "medium" or "low" for basis "{claim.basis}", found "high"'
    yield from _problems_of_kind(claim)


def _problems_of_kind(claim: Claim) -> Iterator[str]:
    try:
        field = field_named(claim.field)
    except BadInput as error:
        yield str(error)
        return
    if claim.unit != field.unit:
        yield f"expected the unit {field.unit or 'none'}, found {claim.unit or 'none'}"
    told = [told for told in (claim.low, claim.value, claim.high) if told is not None]
    if field.kind in {Kind.DATE, Kind.TRUTH, Kind.TEXT} and (claim.low, claim.high) != (None, None):
        yield f"expected no range: {field.name} is no number"
        return
    yield from (problem for one in told if (problem := _problem_of_value(field, one)))


def _problem_of_value(field: Field, told: float | str | bool) -> str | None:
    fits, expected = _KINDS[field.kind]
    if not fits(told):
        return f"expected {expected}, found {told!r}"
    if field.words and told not in field.words:
        return f"expected one of {', '.join(field.words)}, found {told!r}"
    return None


def _is_count(told: object) -> bool:
    return isinstance(told, int) and not isinstance(told, bool) and told > 0


_KINDS: Mapping[Kind, tuple[Callable[[object], bool], str]] = {
    Kind.COUNT: (_is_count, "a whole count above 0"),
    Kind.DATE: (
        lambda told: isinstance(told, str) and bool(_DATE.fullmatch(told)),
        "a date like 2026-01-31, 2026-01 or 2026",
    ),
    Kind.TRUTH: (lambda told: isinstance(told, bool), "true or false"),
    Kind.TEXT: (lambda told: isinstance(told, str) and bool(told.strip()), "a text"),
    Kind.SETTING: (lambda _told: True, "a setting"),
}


def _problems_together(claims: Sequence[Claim]) -> Iterator[str]:
    yield from _not_above(claims, "parameters.active", "parameters.total")
    yield from _not_above(claims, "parameters.nonzero", "parameters.total")
    yield from _not_above(claims, "architecture.experts_used", "architecture.experts")
    dates = [
        (field, resolve_word(claims, field))
        for field in ("knowledge_cutoff", "release_date", "retirement_date")
    ]
    known = [(field, told) for field, told in dates if isinstance(told, str)]
    for (earlier, first), (later, last) in pairwise(known):
        # Dates of which only the year or month is known are compared as far as both go.
        length = min(len(first), len(last))
        if first[:length] > last[:length]:
            yield f"expected {earlier} before {later}, found {first} and {last}"
    yield from _problems_of_superseding(claims)


def _not_above(claims: Sequence[Claim], part: str, whole: str) -> Iterator[str]:
    larger = resolve_figure(claims, whole)
    # Estimates are ranges: only a claim that begins above the whole range is impossible.
    for claim in claims:
        smaller = resolve_figure([claim], part)
        if smaller.low is not None and larger.high is not None and smaller.low > larger.high:
            yield (
                f"expected {part} at or below {whole}, found {smaller.low} by {claim.source} "
                f"above {larger.high}"
            )


def _problems_of_superseding(claims: Sequence[Claim]) -> Iterator[str]:
    named = {claim.id: claim for claim in claims if claim.id is not None}
    if len(named) < sum(claim.id is not None for claim in claims):
        yield "expected an id of its own for each claim, found one twice"
    for claim in claims:
        if claim.superseded_by is None:
            continue
        newer = named.get(claim.superseded_by)
        if newer is None:
            yield f"{claim.id} is superseded by {claim.superseded_by}, which is not on the card"
        elif newer.field != claim.field:
            yield f"{claim.id} is superseded by {newer.id}, which is about {newer.field}"
        elif _comes_back(claim, named):
            yield f"{claim.id} supersedes itself in the end"


def _comes_back(claim: Claim, named: Mapping[str, Claim]) -> bool:
    seen = {claim.id}
    newer: Claim | None = claim
    while newer is not None and newer.superseded_by is not None:
        newer = named.get(newer.superseded_by)
        if newer is not None and newer.id in seen:
            return True
        seen.add(newer.id if newer else None)
    return False


def _is_web_address(url: str | None) -> bool:
    try:
        parts = urlsplit(url or "")
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
