"""The numbers of the limits, which the script in Redis and the limits in memory share."""

from __future__ import annotations

BURST_S = 10.0
"""A rate may be used up to so many seconds in advance after a rest."""

POLL_S = 0.1
"""When to ask again where the moment is not known: another call has to end."""

LONGEST_WAIT_S = 5.0
"""Who waits asks again after this at the latest, for limits change."""

SLACK_S = 0.5
"""Who does not ask again so long after the time it was told waits no longer."""

LONGEST_PAUSE_S = 600.0
"""The longest pause of an account that a provider's word can bring about."""

ADOPTED_WINDOW_S = 60.0
"""Reported limits of longer windows are no rates: a day's quota may be used in an hour."""

FAILURES_TO_OPEN = 5
FIRST_COOLDOWN_S = 30.0
LONGEST_COOLDOWN_S = 600.0

FORGOTTEN_AFTER_S = 3_700.0
"""What nobody touched for so long is deleted; longer than the longest lease."""
