"""Counts as people write and read them: "8.03 B", "100-440 B (4 estimates)"."""

from __future__ import annotations

import re

from monitor.domain.model_card import Basis, Figure, FigureStatus
from monitor.errors import BadInput

_SCALES = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k"))
_FACTORS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_COUNT = re.compile(r"(\d{1,24})(?:\.(\d{1,12}))?\s?([kmbt]?)", re.IGNORECASE | re.ASCII)

_NOUNS = {
    Basis.DISCOVERED_AT_RUNTIME: ("range told at run time", "ranges told at run time"),
    Basis.DERIVED: ("derived range", "derived ranges"),
    Basis.OFFICIAL: ("official range", "official ranges"),
    Basis.EXECUTIVE_STATEMENT: ("executive statement", "executive statements"),
    Basis.ESTIMATE: ("estimate", "estimates"),
    Basis.LEAK: ("leak", "leaks"),
    Basis.SECONDARY: ("secondary source", "secondary sources"),
    Basis.INHERITED: ("figure of its base model", "figures of its base model"),
}


def display_count(figure: Figure) -> str:
    """The figure as it is shown; what is no exact count says by what it is known.

    >>> from datetime import date
    >>> from monitor.catalog.resolve import resolve_figure
    >>> from monitor.domain.model_card import Claim
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
        return f"{scaled(figure.value)}{differ}"
    kinds = [_counted(basis, figure.bases.count(basis)) for basis in dict.fromkeys(figure.bases)]
    if figure.undisclosed_by_vendor:
        kinds.append("undisclosed by vendor")
    return f"{scaled_range(figure.low, figure.high)} ({', '.join(kinds)})"


def _counted(basis: Basis, count: int) -> str:
    one, many = _NOUNS[basis]
    return f"{count} {one if count == 1 else many}"


def scaled(number: float) -> str:
    """A number with four significant digits and its unit.

    >>> scaled(8_030_261_248)
    '8.03 B'
    """
    digits, unit = _split(number)
    return f"{digits} {unit}".rstrip()


def scaled_range(low: float, high: float) -> str:
    """A range with its unit, once where both ends have the same.

    >>> scaled_range(100e9, 440e9), scaled_range(2e11, 2e11)
    ('100-440 B', 'about 200 B')
    """
    (first, first_unit), (last, last_unit) = _split(low), _split(high)
    if (first, first_unit) == (last, last_unit):
        return f"about {scaled(low)}"
    if first_unit == last_unit:
        return f"{first}-{last} {last_unit}".rstrip()
    return f"{scaled(low)}-{scaled(high)}"


def parse_count(text: str) -> int:
    """A count as a person writes it.

    >>> parse_count("8.03B"), parse_count("1_000"), parse_count("175 b")
    (8030000000, 1000, 175000000000)

    Raises:
        BadInput: it is no whole number, not even with its unit.
    """
    match = _COUNT.fullmatch(text.strip().replace("_", "").replace(",", ""))
    if match is None:
        raise BadInput(f'expected a count like 8030261248 or "8.03B", found {text!r}')
    whole, fraction, unit = match.group(1), match.group(2) or "", match.group(3).lower()
    count, rest = divmod(int(whole + fraction) * _FACTORS[unit], int(10 ** len(fraction)))
    if rest:
        raise BadInput(f"expected a whole number, found {text!r}")
    return count


def _split(number: float) -> tuple[str, str]:
    """Four significant digits and the unit; what rounds up to 1000 takes the next unit."""
    for scale, unit in _SCALES:
        if float(f"{number:.4g}") >= scale:
            return f"{number / scale:.4g}", unit
    return f"{number:.4g}", ""
