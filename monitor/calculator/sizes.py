"""Bytes as a person reads them."""

from __future__ import annotations

_KIB = 2**10
_UNITS = ((_KIB**4, "TiB"), (_KIB**3, "GiB"), (_KIB**2, "MiB"), (_KIB, "KiB"))


def shown_bytes(count: int) -> str:
    """Bytes with four significant digits and their unit.

    >>> shown_bytes(16_060_522_496), shown_bytes(131_072), shown_bytes(8)
    ('14.96 GiB', '128 KiB', '8 bytes')
    """
    for scale, unit in _UNITS:
        if count >= scale:
            return f"{count / scale:,.4g} {unit}"
    return f"{count} byte{'' if count == 1 else 's'}"
