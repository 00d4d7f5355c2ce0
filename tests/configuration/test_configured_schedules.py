from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.configuration.configuration import Configuration, KnownProviders
from monitor.configuration.read import configuration_of
from monitor.configuration.template import write_template
from monitor.providers.registry import PROVIDERS
from monitor.scheduling.missed import MissedPolicy
from monitor.scheduling.overlap import OverlapPolicy
from monitor.scheduling.recurrence import Cron, EveryHours, Recurrence
from monitor.scheduling.schedule import Schedule

Read = Callable[[str], Configuration]
Complaints = Callable[[str], list[str]]


def test_a_schedule_is_read_with_all_its_keys(read: Read) -> None:
    text = """
    monitors:
      - key: weekly
        schedule:
          cron: 0 9 * * 1
          time_zone: America/Sao_Paulo
          jitter_minutes: 15
          start: 2026-03-01
          end: 2026-12-31
          paused: true
          missed: all
          overlap: queue
    """
    assert read(text).monitors[0].schedule == Schedule(
        Recurrence(
            Cron("0 9 * * 1"),
            ZoneInfo("America/Sao_Paulo"),
            "weekly",
            timedelta(minutes=15),
            date(2026, 3, 1),
            date(2026, 12, 31),
        ),
        paused=True,
        missed=MissedPolicy.ALL,
        overlap=OverlapPolicy.QUEUE,
    )


def test_what_is_left_out_of_a_schedule_is_its_default(read: Read) -> None:
    text = """
    monitors:
      - {key: a, schedule: {every_hours: 6}}
      - {key: b}
    """
    first, second = read(text).monitors
    rule = Recurrence(EveryHours(6), ZoneInfo("UTC"), "a", timedelta(), None, None)
    assert first.schedule == Schedule(rule, missed=MissedPolicy.ONCE, overlap=OverlapPolicy.SKIP)
    assert second.schedule is None


def test_schedules_that_cannot_be_used(complaints: Complaints) -> None:
    text = """
    monitors:
      - key: a
        schedule:
          cron: 0 25 * * 1
          time_zone: Europe/Berln
          jitter_minutes: 721
          start: 2026-02-30
          end: tomorrow
          paused: "no"
          missed: none
          overlap: wait
          crom: x
      - key: b
        schedule: daily
      - key: c
        schedule:
          time_zone: UTC
      - key: d
        schedule:
          cron: 0 9 * * 1
          every_hours: 4
      - key: e
        schedule:
          every_hours: 0
      - key: f
        schedule:
          cron: 5
    """
    assert complaints(text) == [
        (
            "4: monitors[0].schedule.cron: expected a cron expression of five fields such as "
            '`0 9 * * 1`; the hour cannot be used in "0 25 * * 1"'
        ),
        (
            "5: monitors[0].schedule.time_zone: expected a time zone of the IANA database such as "
            '`Europe/Berlin`, found the text "Europe/Berln"; did you mean `Europe/Berlin`?'
        ),
        (
            "6: monitors[0].schedule.jitter_minutes: expected a whole number from 0 to 720, "
            "found the number 721"
        ),
        (
            "7: monitors[0].schedule.start: expected a day such as `2026-03-01`, "
            'found the text "2026-02-30"'
        ),
        (
            "8: monitors[0].schedule.end: expected a day such as `2026-03-01`, "
            'found the text "tomorrow"'
        ),
        '9: monitors[0].schedule.paused: expected `true` or `false`, found the text "no"',
        '10: monitors[0].schedule.missed: expected `skip`, `once` or `all`, found the text "none"',
        (
            "11: monitors[0].schedule.overlap: expected `skip`, `queue` or `cancel_previous`, "
            'found the text "wait"'
        ),
        "12: monitors[0].schedule.crom: unknown key `crom`; did you mean `cron`?",
        (
            "14: monitors[1].schedule: expected a group of keys such as `cron: 0 9 * * 1`, "
            'found the text "daily"'
        ),
        "16: monitors[2].schedule: expected `cron` or `every_hours`, found neither",
        "21: monitors[3].schedule.every_hours: expected `cron` or `every_hours`, found both",
        (
            "24: monitors[4].schedule.every_hours: expected a whole number from 1 to 8,760, "
            "found the number 0"
        ),
        (
            "27: monitors[5].schedule.cron: expected a cron expression of five fields such as "
            "`0 9 * * 1`, found the number 5; put it in quotes to make it a text"
        ),
    ]


def test_keys_of_a_schedule_that_contradict_each_other(complaints: Complaints) -> None:
    text = """
    monitors:
      - key: a
        schedule:
          cron: 0 9 * * 1
          start: 2026-03-03
          end: 2026-03-01
          missed: all
      - key: b
        schedule:
          cron: 0 9 * * 1
          start: 2026-03-03
          end: 2026-03-04
    """
    assert complaints(text) == [
        (
            "6: monitors[0].schedule.end: expected a day not before the start 2026-03-03, "
            "found 2026-03-01"
        ),
        (
            "7: monitors[0].schedule.missed: `missed: all` runs one after the other and goes with "
            "`overlap: queue` alone, found `overlap: skip`"
        ),
        ("12: monitors[1].schedule.end: expected an end after the first firing, found 2026-03-04"),
    ]


@pytest.mark.parametrize("rule", ["cron", "every_hours"])
def test_the_schedule_that_is_commented_out_in_the_template_is_valid(
    tmp_path: Path, rule: str
) -> None:
    path = tmp_path / "namedrop.yaml"
    write_template(path)
    before, mark, after = path.read_text(encoding="utf-8").partition("    # schedule:")
    lines = [line.replace("    # ", "    ", 1) for line in (mark + after).splitlines()]
    if rule == "every_hours":
        lines = [line.replace("# every", "every") for line in lines if " cron: " not in line]
    known = KnownProviders.of(PROVIDERS.values())
    content = (before + "\n".join(lines)).encode()
    schedule = configuration_of(content, file="n.yaml", known=known).monitors[0].schedule
    assert schedule is not None
    assert schedule.recurrence.zone == ZoneInfo("Europe/Berlin")
    expected = Cron("0 9 * * 1") if rule == "cron" else EveryHours(24)
    assert schedule.recurrence.rule == expected
    assert schedule.recurrence.jitter == timedelta(minutes=10)
