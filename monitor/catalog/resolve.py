"""Resolves the claims about a field to one figure, and shows figures as people write them.

An estimate never becomes a single number: it stays the envelope of what was claimed.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.domain.model_card import Basis, Claim, Figure, FigureStatus

CONFLICT_SHARE = 0.02
"""Exact claims that differ from the resolved value by more than this share are in conflict."""

_EXACT = (Basis.DISCOVERED_AT_RUNTIME, Basis.DERIVED, Basis.OFFICIAL)
"""Strongest first: what the server or file itself tells, then arithmetic, then announcements."""

_IGNORED = frozenset({Basis.RETRACTED, Basis.STORED_ELEMENTS})
"""Withdrawn, or a count of packed elements in a file, which is no count of parameters."""

_SCALES = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k"))


def resolve_figure(claims: Iterable[Claim], field: str) -> Figure:
    """What the claims about a field resolve to.

    Exact claims go before estimates, whatever their dates; among them the stronger basis, then
    the later day, then the first given. Without an exact claim there is no value, only the range.
    """
    counted = [claim for claim in claims if claim.field == field and claim.basis not in _IGNORED]
    exact = [claim for claim in counted if claim.basis in _EXACT and _number(claim) is not None]
    if exact:
        return _exact_figure(exact)
    undisclosed = [claim for claim in counted if claim.basis is Basis.UNDISCLOSED]
    guesses = [claim for claim in counted if claim not in undisclosed]
    ranges = [span for claim in guesses if (span := _span(claim)) is not None]
    if ranges:
        return Figure(
            status=FigureStatus.ESTIMATED,
            value=None,
            low=min(low for low, _ in ranges),
            high=max(high for _, high in ranges),
            basis=None,
            source=None,
            claims_count=len(ranges),
        )
    status = FigureStatus.UNDISCLOSED if undisclosed else FigureStatus.NOT_RECORDED
    return Figure(
        status=status,
        value=None,
        low=None,
        high=None,
        basis=None,
        source=None,
        claims_count=len(undisclosed),
    )


def resolve_word(claims: Iterable[Claim], field: str) -> str | bool | None:
    """The text or truth value that the strongest exact claim gives; None without one."""
    exact = [
        claim
        for claim in claims
        if claim.field == field and claim.basis in _EXACT and isinstance(claim.value, str | bool)
    ]
    if not exact:
        return None
    value = min(exact, key=_strength).value
    return value if isinstance(value, str | bool) else None


def display_count(figure: Figure) -> str:
    """The figure as it is shown; an estimate always says that it is one.

    >>> from datetime import date
    >>> claim = Claim("parameters.total", 134_515_008, Basis.OFFICIAL, "card", date(2026, 11, 1))
    >>> display_count(resolve_figure([claim], "parameters.total"))
    '134.5 M'
    """
    if figure.status is FigureStatus.UNDISCLOSED:
        return "undisclosed"
    if figure.status is FigureStatus.NOT_RECORDED or figure.low is None or figure.high is None:
        return "not recorded"
    if figure.value is not None:
        differ = " (sources differ)" if figure.conflict else ""
        return f"{_scaled(figure.value)}{differ}"
    estimates = "1 estimate" if figure.claims_count == 1 else f"{figure.claims_count} estimates"
    return f"{_scaled_range(figure.low, figure.high)} ({estimates}, undisclosed by vendor)"


def _exact_figure(exact: list[Claim]) -> Figure:
    best = min(exact, key=_strength)
    value = _number(best)
    numbers = [number for claim in exact if (number := _number(claim)) is not None]
    spans = [span for claim in exact if (span := _span(claim)) is not None]
    return Figure(
        status=FigureStatus.EXACT,
        value=value,
        low=min(low for low, _ in spans),
        high=max(high for _, high in spans),
        basis=best.basis,
        source=best.source,
        claims_count=len(exact),
        conflict=value is not None
        and any(abs(number - value) > CONFLICT_SHARE * abs(value) for number in numbers),
    )


def _strength(claim: Claim) -> tuple[int, int]:
    return _EXACT.index(claim.basis), -claim.as_of.toordinal()


def _number(claim: Claim) -> int | float | None:
    value = claim.value
    return None if isinstance(value, str | bool) else value


def _span(claim: Claim) -> tuple[float, float] | None:
    """Lowest and highest number of a claim; an open end closes at its value or its other end."""
    numbers = [n for n in (claim.low, _number(claim), claim.high) if n is not None]
    return (min(numbers), max(numbers)) if numbers else None


def _scaled(number: float) -> str:
    amount, unit = _split(number)
    return f"{amount} {unit}".rstrip()


def _scaled_range(low: float, high: float) -> str:
    low_amount, low_unit = _split(low)
    high_amount, high_unit = _split(high)
    if (low_amount, low_unit) == (high_amount, high_unit):
        return f"about {_scaled(low)}"
    if low_unit == high_unit:
        return f"{low_amount}-{high_amount} {high_unit}".rstrip()
    return f"{_scaled(low)}-{_scaled(high)}"


def _split(number: float) -> tuple[str, str]:
    """Four significant digits and the unit; what rounds up to 1000 takes the next unit."""
    for scale, unit in _SCALES:
        if float(f"{number:.4g}") >= scale:
            return f"{number / scale:.4g}", unit
    return f"{number:.4g}", ""
