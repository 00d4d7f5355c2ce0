"""Rates and shares with honest intervals: pure arithmetic on counts, no I/O."""
