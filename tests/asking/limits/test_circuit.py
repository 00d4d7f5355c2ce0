from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.limits.circuit import Circuit
from monitor.asking.limits.numbers import (
    FAILURES_TO_OPEN,
    FIRST_COOLDOWN_S,
    LONGEST_COOLDOWN_S,
)
from monitor.asking.limits.protocol import TargetOutcome


def opened() -> Circuit:
    circuit = Circuit()
    for _ in range(FAILURES_TO_OPEN):
        circuit.note(TargetOutcome.FAILED, 0.0)
    return circuit


def test_one_call_at_a_time_tries_a_circuit_that_was_open_long_enough() -> None:
    circuit = opened()
    assert circuit.seconds_until_open_to(1.0) == FIRST_COOLDOWN_S - 1
    now = FIRST_COOLDOWN_S
    assert circuit.seconds_until_open_to(now) == 0
    circuit.begin_call(now, lease_s=60.0)
    assert circuit.seconds_until_open_to(now) == 1.0
    circuit.note(TargetOutcome.OK, now)
    assert circuit == Circuit()


def test_a_try_that_never_ends_is_given_up() -> None:
    circuit = opened()
    circuit.begin_call(FIRST_COOLDOWN_S, lease_s=60.0)
    assert circuit.seconds_until_open_to(FIRST_COOLDOWN_S + 60) == 0


def test_a_try_that_says_nothing_lets_another_one_through() -> None:
    circuit = opened()
    circuit.begin_call(FIRST_COOLDOWN_S, lease_s=60.0)
    circuit.note(TargetOutcome.NEUTRAL, FIRST_COOLDOWN_S)
    assert circuit.seconds_until_open_to(FIRST_COOLDOWN_S) == 0
    assert circuit.open_until == FIRST_COOLDOWN_S


def test_each_failed_try_doubles_the_time_until_the_next_one() -> None:
    circuit, now, waits = opened(), 0.0, []
    for _ in range(8):
        waits.append(circuit.seconds_until_open_to(now))
        now += waits[-1]
        circuit.begin_call(now, lease_s=60.0)
        circuit.note(TargetOutcome.FAILED, now)
    assert waits[0] == FIRST_COOLDOWN_S
    assert all(two == min(2 * one, LONGEST_COOLDOWN_S) for one, two in pairwise(waits))
    assert waits[-1] == LONGEST_COOLDOWN_S


@given(st.lists(st.tuples(st.sampled_from(TargetOutcome), st.floats(0, 100)), max_size=60))
def test_it_never_stays_shut_for_longer_than_it_may(
    notes: list[tuple[TargetOutcome, float]],
) -> None:
    circuit, now = Circuit(), 0.0
    for outcome, pause in notes:
        now += pause
        wait_s = circuit.seconds_until_open_to(now)
        assert 0 <= wait_s <= LONGEST_COOLDOWN_S
        if wait_s == 0:
            circuit.begin_call(now, lease_s=5.0)
        circuit.note(outcome, now)
