from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from monitor.configuration.configuration import Configuration, KnownProviders, PrecisionChoice
from monitor.configuration.read import configuration_of
from monitor.configuration.template import write_template
from monitor.metrics.precision import Precision
from monitor.providers.registry import PROVIDERS

Read = Callable[[str], Configuration]
Complaints = Callable[[str], list[str]]

BRANDS = """
    brands:
      - {key: acme, name: Acme, kind: own}
      - {key: globex, name: Globex}
"""


def test_a_precision_is_read_with_all_its_keys(read: Read) -> None:
    text = f"""{BRANDS}
    monitors:
      - {{key: a, precision: {{half_width: 0.1, max_repeats: 20, brand: globex}}}}
      - {{key: b}}
    """
    first, second = read(text).monitors
    assert first.precision == PrecisionChoice("globex", Precision(0.1, 20))
    assert second.precision is None


def test_the_brand_is_the_own_one_when_it_is_left_out(read: Read) -> None:
    text = f"""{BRANDS}
    monitors:
      - {{key: a, precision: {{half_width: 0.2, max_repeats: 20}}}}
    """
    assert read(text).monitors[0].precision == PrecisionChoice("acme", Precision(0.2, 20))


def test_precisions_that_cannot_be_used(complaints: Complaints) -> None:
    text = """
    brands:
      - {key: acme, name: Acme}
      - {key: globex, name: Globex}
    monitors:
      - key: a
        precision: {half_width: 0.5, max_repeats: 1, brnd: acme}
      - key: b
        precision: 0.1
      - key: c
        precision: {half_width: 0.1, max_repeats: 20}
      - key: d
        precision: {half_width: 0.1, max_repeats: 20, brand: globx}
      - key: e
        repeats: 5
        precision: {half_width: 0.3, max_repeats: 5, brand: acme}
      - key: f
        precision: {half_width: 0.1, max_repeats: 15, brand: acme}
      - key: g
        precision: {max_repeats: 15}
    """
    assert complaints(text) == [
        (
            "6: monitors[0].precision.half_width: expected a number from 0.01 to 0.4, "
            "found the number 0.5"
        ),
        (
            "6: monitors[0].precision.max_repeats: expected a whole number from 2 to 1,000, "
            "found the number 1"
        ),
        "6: monitors[0].precision.brnd: unknown key `brnd`; did you mean `brand`?",
        (
            "8: monitors[1].precision: expected a group of keys such as `half_width: 0.1`, "
            "found the number 0.1"
        ),
        (
            "10: monitors[2].precision: expected `brand`, the key of one brand, since not exactly "
            "one is `kind: own`"
        ),
        "12: monitors[3].precision.brand: unknown brand `globx`; did you mean `globex`?",
        (
            "15: monitors[4].precision.max_repeats: expected more than the 5 repeats that are "
            "asked first, found the number 5"
        ),
        (
            "17: monitors[5].precision.max_repeats: expected at least 16, found the number 15: "
            "fewer answers never tell a rate to 0.1, even where all agree"
        ),
        ("19: monitors[6].precision.half_width: missing; expected a number from 0.01 to 0.4"),
    ]


def test_the_precision_that_is_commented_out_in_the_template_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "namedrop.yaml"
    write_template(path)
    before, mark, after = path.read_text(encoding="utf-8").partition("    # precision:")
    group, _ = (mark + after).split("    # schedule:")
    lines = [line.replace("    # ", "    ", 1) for line in group.splitlines()]
    content = before + "\n".join(lines)
    known = KnownProviders.of(PROVIDERS.values())
    monitor = configuration_of(content.encode(), file="n.yaml", known=known).monitors[0]
    assert monitor.precision == PrecisionChoice("asana", Precision(0.2, 20))
