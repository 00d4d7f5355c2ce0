from __future__ import annotations

from datetime import date

import pytest

from monitor.asking.discovery import discover
from monitor.asking.scrub import REMOVED
from monitor.domain.model_card import ModelCard
from monitor.errors import BadRequest, TimedOut
from monitor.http import Deadlines
from tests.asking.tiny_provider import TinyProvider, target_of
from tests.behaviour_server import OK_BODY, BehaviourServer

SECRET = "sk-0123456789abcdef"
SHORT = Deadlines(connect_s=1, read_s=0.2, total_s=0.5)


def card_at(server: BehaviourServer, paths: str) -> ModelCard:
    target = target_of(server.url(""), paths)
    return discover(TinyProvider(), target, SECRET, SHORT, as_of=date(2026, 3, 1))


def test_all_replies_are_read_in_the_order_of_the_requests(server: BehaviourServer):
    card = card_at(server, "/ok+/html")

    told = [claim.value for claim in card.claims]
    assert told == [OK_BODY.decode(), "<html>A captive portal</html>"]


def test_a_key_that_is_echoed_does_not_reach_the_card(server: BehaviourServer):
    card = card_at(server, "/echo-headers")

    assert SECRET not in repr(card)
    assert REMOVED in repr(card)


def test_a_server_that_tells_nothing_or_nothing_in_time_is_a_provider_error(
    server: BehaviourServer,
):
    with pytest.raises(BadRequest):
        card_at(server, "/status/404")
    with pytest.raises(TimedOut):
        card_at(server, "/slow?first=5")
