"""What tests of judging share: a listener that only counts, and a judge of one mind."""

from __future__ import annotations

from monitor.asking.pump_events import PumpEvent

ALWAYS_NEGATIVE = """
brands: [{name: Acme, rate: 1}]
judge: {sentiments: {negative: 1}, recommended_rate: 0}
"""
"""A scenario of the mock models."""


class Silent:
    def chosen(self, findings: int) -> None:
        self.count = findings

    def happened(self, event: PumpEvent) -> None:
        del event
