"""Rates and shares with honest intervals: pure arithmetic on counts, standard library only."""
