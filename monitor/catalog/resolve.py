"""Resolves the claims about a field to one figure, and says by which claims it came about.

An estimate never becomes a single number: it stays the envelope of what was claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log10

from monitor.catalog.counts import scaled_range
from monitor.domain.model_card import Basis, Claim, Figure, FigureStatus

CONFLICT_SHARE = 0.02
"""Exact claims that differ from the resolved value by more than this share are in conflict."""

_EXACT = (Basis.DISCOVERED_AT_RUNTIME, Basis.DERIVED, Basis.OFFICIAL)
"""Strongest first: what the server or file itself tells, then arithmetic, then announcements."""

_IGNORED = {
    Basis.RETRACTED: "its source has withdrawn it",
    Basis.STORED_ELEMENTS: "it counts packed elements in a file, which are no parameters",
}
_BY_STRENGTH = (
    *_EXACT,
    Basis.EXECUTIVE_STATEMENT,
    Basis.ESTIMATE,
    Basis.LEAK,
    Basis.SECONDARY,
    Basis.INHERITED,
)


def resolve_figure(claims: Iterable[Claim], field: str) -> Figure:
    """What the claims about a field resolve to.

    Exact claims go before estimates, whatever their dates; among them the stronger basis, then
    the later day, then the first given. Without an exact claim there is no value, only the range.
    """
    sorted_out = _sort_out(claims, field)
    if sorted_out.exact:
        return _exact_figure(sorted_out)
    undisclosed = bool(sorted_out.undisclosed)
    if sorted_out.guesses:
        return _estimated_figure(sorted_out.guesses, undisclosed=undisclosed)
    return Figure(
        status=FigureStatus.UNDISCLOSED if undisclosed else FigureStatus.NOT_RECORDED,
        value=None,
        low=None,
        high=None,
        basis=None,
        source=None,
        claims_count=len(sorted_out.undisclosed),
        undisclosed_by_vendor=undisclosed,
    )


def explain_figure(claims: Iterable[Claim], field: str) -> tuple[str, ...]:
    """Why the claims about a field resolve as they do, one sentence for each step."""
    sorted_out = _sort_out(claims, field)
    return (*_reasons_of_result(sorted_out), *sorted_out.passed_over)


def strongest_claim(claims: Iterable[Claim], field: str) -> Claim | None:
    """The claim that gives the value of a number or word; None where no claim is exact."""
    exact = [
        claim
        for claim in claims
        if claim.field == field
        and claim.superseded_by is None
        and claim.basis in _EXACT
        and claim.value is not None
    ]
    return min(exact, key=_strength, default=None)


def resolve_word(claims: Iterable[Claim], field: str) -> str | bool | None:
    """The text or truth value that the strongest exact claim gives; None without one."""
    words = (claim for claim in claims if isinstance(claim.value, str | bool))
    claim = strongest_claim(words, field)
    value = None if claim is None else claim.value
    return value if isinstance(value, str | bool) else None


@dataclass(frozen=True, slots=True)
class _SortedOut:
    """The claims about one field by what they are good for; `passed_over` is told in words."""

    exact: Sequence[Claim]
    guesses: Sequence[Claim]
    undisclosed: Sequence[Claim]
    passed_over: Sequence[str]


def _sort_out(claims: Iterable[Claim], field: str) -> _SortedOut:
    exact, guesses, undisclosed, passed_over = [], [], [], []
    for claim in claims:
        if claim.field != field:
            continue
        if claim.superseded_by is not None:
            newer = claim.superseded_by
            passed_over.append(f"{_said_by(claim)} is left out: claim {newer} replaced it.")
        elif claim.basis in _IGNORED:
            passed_over.append(f"{_said_by(claim)} is left out: {_IGNORED[claim.basis]}.")
        elif claim.basis is Basis.UNDISCLOSED:
            undisclosed.append(claim)
        elif claim.basis in _EXACT and number_of(claim) is not None:
            exact.append(claim)
        elif _span(claim) is not None:
            guesses.append(claim)
    return _SortedOut(exact, guesses, undisclosed, passed_over)


def _reasons_of_result(sorted_out: _SortedOut) -> Iterator[str]:
    exact, guesses = sorted_out.exact, sorted_out.guesses
    if exact:
        best = min(exact, key=_strength)
        which = (
            "the only exact claim" if len(exact) == 1 else f"the strongest of {len(exact)} exact"
        )
        yield f"{_said_by(best)} is {which}, so it is the value."
        if _exact_figure(sorted_out).conflict:
            yield f"Exact claims differ by more than {CONFLICT_SHARE:.0%}."
        if guesses:
            others = "1 other claim is" if len(guesses) == 1 else f"{len(guesses)} other claims are"
            yield f"{others} no exact count and not needed."
        return
    if guesses:
        said = "; ".join(_said_by(claim) for claim in guesses)
        these = "this claim" if len(guesses) == 1 else f"these {len(guesses)} claims"
        yield f"No claim is exact, so there is no value, only the range of {these}."
        yield f"The range holds: {said}."
    for claim in sorted_out.undisclosed:
        yield f"{claim.source}: the vendor gives no figure."
    if not guesses and not sorted_out.undisclosed:
        yield "No claim about it is recorded."


def _said_by(claim: Claim) -> str:
    basis = claim.basis.value.replace("_", " ")
    span = _span(claim)
    told = scaled_range(*span).removeprefix("about ") if span else "no number"
    return f"{told} by {claim.source} ({basis}, {claim.as_of.isoformat()})"


def _exact_figure(sorted_out: _SortedOut) -> Figure:
    exact = sorted_out.exact
    best = min(exact, key=_strength)
    value = number_of(best)
    numbers = [number for claim in exact if (number := number_of(claim)) is not None]
    spans = [span for claim in exact if (span := _span(claim)) is not None]
    low, high = min(low for low, _ in spans), max(high for _, high in spans)
    return Figure(
        status=FigureStatus.EXACT,
        value=value,
        low=low,
        high=high,
        basis=best.basis,
        source=best.source,
        claims_count=len(exact),
        conflict=value is not None
        and any(abs(number - value) > CONFLICT_SHARE * abs(value) for number in numbers),
        bases=_bases(exact),
        undisclosed_by_vendor=False,
        midpoint_log10=_midpoint(value, value) if value is not None else None,
    )


def _estimated_figure(guesses: Sequence[Claim], *, undisclosed: bool) -> Figure:
    spans = [span for claim in guesses if (span := _span(claim)) is not None]
    low, high = min(low for low, _ in spans), max(high for _, high in spans)
    return Figure(
        status=FigureStatus.ESTIMATED,
        value=None,
        low=low,
        high=high,
        basis=None,
        source=None,
        claims_count=len(guesses),
        bases=_bases(guesses),
        undisclosed_by_vendor=undisclosed,
        midpoint_log10=_midpoint(low, high),
    )


def _bases(claims: Iterable[Claim]) -> tuple[Basis, ...]:
    return tuple(sorted((claim.basis for claim in claims), key=_BY_STRENGTH.index))


def _midpoint(low: float, high: float) -> float | None:
    return (log10(low) + log10(high)) / 2 if low > 0 and high > 0 else None


def _strength(claim: Claim) -> tuple[int, int]:
    return _EXACT.index(claim.basis), -claim.as_of.toordinal()


def number_of(claim: Claim) -> int | float | None:
    """The claim's value as a number; None where it is none."""
    value = claim.value
    return None if isinstance(value, str | bool) else value


def _span(claim: Claim) -> tuple[float, float] | None:
    """Lowest and highest number of a claim; an open end closes at its value or its other end."""
    numbers = [n for n in (claim.low, number_of(claim), claim.high) if n is not None]
    return (min(numbers), max(numbers)) if numbers else None
