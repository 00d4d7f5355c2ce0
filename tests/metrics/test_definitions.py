from __future__ import annotations

from dataclasses import astuple

import pytest

from monitor.metrics import visibility
from monitor.metrics.bootstrap import RESAMPLES
from monitor.metrics.cell import Tier
from monitor.metrics.definitions import DEFINITIONS, TIERS, MetricName


def test_every_metric_is_defined_and_computed_under_its_name():
    assert set(DEFINITIONS) == set(MetricName)
    for name, definition in DEFINITIONS.items():
        assert definition.name is name
        assert callable(getattr(visibility, name.value))


@pytest.mark.parametrize("name", MetricName)
def test_every_definition_says_all_in_words(name: MetricName):
    texts = astuple(DEFINITIONS[name])
    assert all(text and "  " not in text for text in texts)
    assert "95 %" in DEFINITIONS[name].interval


def test_the_definition_of_share_states_the_resamples_that_are_made():
    assert f"{RESAMPLES} resamples" in DEFINITIONS[MetricName.SHARE_OF_VOICE_PRESENCE].interval


def test_every_tier_is_explained():
    assert set(TIERS) == set(Tier)
