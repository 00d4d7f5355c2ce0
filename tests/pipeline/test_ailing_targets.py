from __future__ import annotations

import pytest

from monitor.pipeline.ailing_targets import AilingTargets


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ailing(clock: Clock) -> AilingTargets:
    return AilingTargets(give_up_after_s=60, monotonic=clock)


def test_a_target_is_left_alone_until_its_circuit_may_be_tried(ailing: AilingTargets, clock: Clock):
    ailing.note_open(7, 30)
    assert ailing.not_now() == {7}
    assert ailing.seconds_until_next() == 30
    clock.now += 30
    assert ailing.not_now() == frozenset()
    assert ailing.seconds_until_next() is None


def test_a_target_that_stays_away_is_given_up(ailing: AilingTargets, clock: Clock):
    ailing.note_open(7, 30)
    clock.now += 59
    ailing.note_open(7, 30)
    assert not ailing.is_given_up(7)
    clock.now += 1
    assert ailing.is_given_up(7)
    assert ailing.not_now() == frozenset()  # its questions are claimed, to end without a call


def test_a_target_that_answers_is_well_again(ailing: AilingTargets, clock: Clock):
    ailing.note_open(7, 30)
    clock.now += 60
    ailing.note_well(7)
    assert not ailing.is_given_up(7)
    ailing.note_open(7, 5)
    assert not ailing.is_given_up(7)


def test_a_target_that_refuses_its_key_is_given_up_at_once(ailing: AilingTargets):
    ailing.note_hopeless(7)
    ailing.note_open(7, 30)
    assert ailing.is_given_up(7)
    assert ailing.not_now() == frozenset()
    ailing.note_well(7)
    assert not ailing.is_given_up(7)
