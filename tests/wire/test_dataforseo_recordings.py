from __future__ import annotations

from decimal import Decimal

import pytest

from monitor.domain.answer import Outcome
from monitor.errors import BadRequest
from monitor.providers.dataforseo import DATAFORSEO
from tests.wire.expected import assert_spans_are_inside
from tests.wire.shared_wire import recording, recording_names


def test_every_recording_has_its_expectation():
    assert recording_names("dataforseo") == {
        "serp-ai-overview-deferred.synthetic",
        "serp-ai-overview.synthetic",
        "task-error-in-200.synthetic",
    }


def test_an_overview_is_its_markdown_without_markers():
    answer = DATAFORSEO.read(recording("dataforseo", "serp-ai-overview.synthetic"))
    assert answer.outcome is Outcome.OK
    assert answer.text == "**Acme** and Zephyr lead."
    assert [(one.url, one.title, one.start, one.end) for one in answer.citations or ()] == [
        ("https://shoes.example.com/best", "Best shoes", 0, 25),
        ("https://www.runner.example.org/guide", "Guide", 0, 25),
    ]
    assert answer.retrieved == ()
    assert answer.searches is None
    assert answer.cost_usd == Decimal("0.002")
    assert answer.effective == {"location_code": 2840, "language": "en", "device": "desktop"}
    assert_spans_are_inside(answer)


def test_an_overview_that_was_not_loaded_is_partial_and_not_absent():
    answer = DATAFORSEO.read(recording("dataforseo", "serp-ai-overview-deferred.synthetic"))
    assert answer.outcome is Outcome.PARTIAL
    assert (answer.text, answer.citations, answer.retrieved) == ("", None, None)
    assert answer.cost_usd == Decimal("0.002")


def test_a_task_that_failed_inside_a_200_is_a_bad_request():
    with pytest.raises(BadRequest, match="40501: Invalid Field"):
        DATAFORSEO.read(recording("dataforseo", "task-error-in-200.synthetic"))
