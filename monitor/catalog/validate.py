"""Checks claims before they are recorded, so that a card never contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from monitor.catalog.resolve import resolve_figure
from monitor.domain.model_card import Basis, Claim, Confidence
from monitor.errors import BadInput

_HEARSAY = frozenset({Basis.ESTIMATE, Basis.LEAK})


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
    numbers = [n for n in (claim.low, claim.value, claim.high) if isinstance(n, int | float)]
    if not claim.field.strip() or not claim.source.strip():
        yield "expected a field and a source, found none"
    if any(number != number for number in numbers):  # noqa: PLR0124  NaN alone differs from itself
        yield "expected numbers, found NaN"
    if numbers != sorted(numbers):
        yield f"expected low <= value <= high, found {' , '.join(str(n) for n in numbers)}"
    if claim.field.startswith("parameters.") and any(number <= 0 for number in numbers):
        yield "expected a count above 0"
    if claim.basis is Basis.UNDISCLOSED:
        if numbers:
            yield 'expected no numbers beside "undisclosed"'
    elif claim.value is None and not numbers:
        yield "expected a value or a range, found neither"
    if claim.basis in _HEARSAY and not _is_web_address(claim.source_url):
        yield f'expected a source URL for basis "{claim.basis}"'
    if claim.basis in _HEARSAY and claim.confidence is Confidence.HIGH:
        yield f'expected confidence "medium" or "low" for basis "{claim.basis}", found "high"'


def _problems_together(claims: Sequence[Claim]) -> Iterator[str]:
    active = resolve_figure(claims, "parameters.active")
    total = resolve_figure(claims, "parameters.total")
    # Estimates are ranges: only an active range wholly above the total's is impossible.
    if active.low is not None and total.high is not None and active.low > total.high:
        yield (
            "expected parameters.active at or below parameters.total,"
            f" found {active.low} above {total.high}"
        )


def _is_web_address(url: str | None) -> bool:
    try:
        parts = urlsplit(url or "")
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
