from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput
from monitor.scheduling.due import MAX_DECISIONS, Decision, Skip, Start, due
from monitor.scheduling.missed import MissedPolicy, SkipReason
from monitor.scheduling.overlap import OverlapPolicy
from monitor.scheduling.recurrence import Cron, EveryHours, firings_between, parse_recurrence
from monitor.scheduling.schedule import Schedule

MADE_AT = datetime(2026, 3, 27, tzinfo=UTC)


def schedule_of(expression: str = "0 9 * * *", **given: object) -> Schedule:
    recurrence = parse_recurrence(Cron(expression), key="weekly")
    return Schedule(recurrence, **given)  # type: ignore[arg-type]  # a test gives the rest by name


def day(number: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 3, number, hour, minute, tzinfo=UTC)


def test_a_firing_starts_when_its_time_has_come_and_not_before() -> None:
    schedule = schedule_of()
    assert due(schedule, MADE_AT, day(27, 8, 59), has_open_run=False) == []
    assert due(schedule, MADE_AT, day(27), has_open_run=False) == [Start(day(27))]
    assert due(schedule, day(27), day(27, 10), has_open_run=False) == []


def test_a_firing_waits_for_its_delay() -> None:
    recurrence = parse_recurrence(Cron("0 9 * * *"), key="weekly", jitter_minutes=60)
    (firing,) = firings_between(recurrence, MADE_AT, day(27))
    assert firing.starts_at > firing.scheduled_for
    just_before = firing.starts_at - timedelta(seconds=1)
    assert due(Schedule(recurrence), MADE_AT, just_before, has_open_run=False) == []
    decisions = due(Schedule(recurrence), MADE_AT, firing.starts_at, has_open_run=False)
    assert decisions == [Start(day(27))]


def test_once_runs_the_newest_of_the_missed() -> None:
    decisions = due(schedule_of(), MADE_AT, day(29, 20), has_open_run=False)
    assert decisions == [
        Skip(day(27), SkipReason.NEWER_DUE),
        Skip(day(28), SkipReason.NEWER_DUE),
        Start(day(29)),
    ]


def test_skip_runs_what_is_in_time_alone() -> None:
    schedule = schedule_of(missed=MissedPolicy.SKIP, grace=timedelta(minutes=10))
    late = [Skip(day(27), SkipReason.LATE), Skip(day(28), SkipReason.LATE)]
    assert due(schedule, MADE_AT, day(28, 9, 10), has_open_run=False) == [late[0], Start(day(28))]
    assert due(schedule, MADE_AT, day(28, 9, 11), has_open_run=False) == late


def test_all_runs_each_one_after_the_other_oldest_first() -> None:
    schedule = schedule_of(missed=MissedPolicy.ALL, overlap=OverlapPolicy.QUEUE)
    now = day(29, 20)
    assert due(schedule, MADE_AT, now, has_open_run=False) == [Start(day(27))]
    assert due(schedule, day(27), now, has_open_run=True) == []
    assert due(schedule, day(27), now, has_open_run=False) == [Start(day(28))]
    assert due(schedule, day(28), now, has_open_run=False) == [Start(day(29))]


def test_all_goes_with_queue_alone() -> None:
    for overlap in (OverlapPolicy.SKIP, OverlapPolicy.CANCEL_PREVIOUS):
        with pytest.raises(BadInput, match="goes with `overlap: queue` alone, found `overlap: "):
            schedule_of(missed=MissedPolicy.ALL, overlap=overlap)


@pytest.mark.parametrize(
    ("overlap", "expected"),
    [
        (OverlapPolicy.SKIP, [Skip(day(27), SkipReason.PREVIOUS_UNFINISHED)]),
        (OverlapPolicy.QUEUE, []),
        (OverlapPolicy.CANCEL_PREVIOUS, [Start(day(27), cancels_previous=True)]),
    ],
)
def test_an_unfinished_run_is_met_as_the_policy_says(
    overlap: OverlapPolicy, expected: list[Decision]
) -> None:
    assert due(schedule_of(overlap=overlap), MADE_AT, day(27), has_open_run=True) == expected


def test_nothing_that_fell_due_in_a_pause_is_run_later() -> None:
    decisions = due(schedule_of(paused=True), MADE_AT, day(28), has_open_run=False)
    assert decisions == [Skip(day(27), SkipReason.PAUSED), Skip(day(28), SkipReason.PAUSED)]


def test_a_very_long_outage_is_decided_in_several_goes() -> None:
    schedule, last, started, goes = schedule_of("* * * * *"), MADE_AT, [], 0
    now = MADE_AT + timedelta(minutes=2 * MAX_DECISIONS + 5)
    while decisions := due(schedule, last, now, has_open_run=False):
        goes += 1
        assert len(decisions) <= MAX_DECISIONS
        last = decisions[-1].scheduled_for
        started += [each for each in decisions if isinstance(each, Start)]
    assert (goes, started) == (3, [Start(now)])


schedules = st.builds(
    lambda rule, jitter, policies, paused, grace_minutes: Schedule(
        parse_recurrence(rule, "Europe/Berlin", key="m", jitter_minutes=jitter),
        paused=paused,
        missed=policies[0],
        overlap=policies[1],
        grace=timedelta(minutes=grace_minutes),
    ),
    st.sampled_from([Cron("*/20 * * * *"), Cron("30 2 * * *"), Cron("5 1-3 * * *"), EveryHours(7)]),
    st.sampled_from([0, 5, 90]),
    st.sampled_from(
        [(MissedPolicy.ALL, OverlapPolicy.QUEUE)]
        + [(m, o) for m in (MissedPolicy.SKIP, MissedPolicy.ONCE) for o in OverlapPolicy]
    ),
    st.booleans(),
    st.integers(0, 100),
)
# Minutes until the next look, and whether the open run, if there is one, has ended by then.
looks = st.lists(st.tuples(st.integers(0, 700), st.booleans()), min_size=1, max_size=25)


@given(schedules, looks)
def test_each_firing_is_decided_exactly_once_and_in_order_however_one_looks(
    schedule: Schedule, looks: list[tuple[int, bool]]
) -> None:
    now, last, has_open_run = MADE_AT, MADE_AT, False
    decided: list[Decision] = []
    for minutes, has_ended in looks:
        now += timedelta(minutes=minutes)
        has_open_run = has_open_run and not has_ended
        decisions = due(schedule, last, now, has_open_run=has_open_run)
        starts = [each for each in decisions if isinstance(each, Start)]
        assert len(starts) <= 1
        assert not (schedule.paused and starts)
        assert all(each.cancels_previous == has_open_run for each in starts)
        assert schedule.overlap is OverlapPolicy.CANCEL_PREVIOUS or not (starts and has_open_run)
        if decisions:
            last = decisions[-1].scheduled_for
            decided += decisions
            # What was just decided is not decided again.
            if not starts:
                assert due(schedule, last, now, has_open_run=has_open_run) == []
        has_open_run = has_open_run or bool(starts)
    assert all(one.scheduled_for < two.scheduled_for for one, two in pairwise(decided))
    planned = [
        each.scheduled_for
        for each in firings_between(schedule.recurrence, MADE_AT, now)
        if each.starts_at <= now
    ]
    assert [each.scheduled_for for each in decided] == planned[: len(decided)]
    may_wait = schedule.overlap is OverlapPolicy.QUEUE
    assert may_wait or len(decided) == len(planned)


@given(schedules, looks)
def test_no_firing_is_lost_under_all(schedule: Schedule, looks: list[tuple[int, bool]]) -> None:
    schedule = Schedule(schedule.recurrence, missed=MissedPolicy.ALL, overlap=OverlapPolicy.QUEUE)
    now, last, started = MADE_AT, MADE_AT, []
    for minutes, has_ended in looks:
        now += timedelta(minutes=minutes)
        for decision in due(schedule, last, now, has_open_run=not has_ended):
            assert isinstance(decision, Start)
            last = decision.scheduled_for
            started.append(last)
    while decisions := due(schedule, last, now, has_open_run=False):
        last = decisions[-1].scheduled_for
        started.append(last)
    assert started == [
        each.scheduled_for
        for each in firings_between(schedule.recurrence, MADE_AT, now)
        if each.starts_at <= now
    ]
