"""Amounts of US dollars as exact decimals."""

from __future__ import annotations

from decimal import Decimal

NANO_USD = Decimal("0.000000001")
"""The smallest amount that is kept; one token of the cheapest models costs tens of these."""
