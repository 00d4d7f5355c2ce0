from __future__ import annotations

import pytest

from monitor.errors import BadInput
from monitor.scheduling.time_zone import find_time_zone


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "Australia/Lord_Howe"])
def test_a_zone_is_found_by_its_name(name: str) -> None:
    assert find_time_zone(name).key == name


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("europe/berlin ", "; did you mean `Europe/Berlin`?"),
        ("Europe/Berln", "; did you mean `Europe/Berlin`?"),
        ("America", ""),
        ("../etc/passwd", ""),
        ("/etc/localtime", ""),
        ("", ""),
        ("x" * 5_000, ""),
        ("\0", ""),
        ("+02:00", ""),
    ],
)
def test_what_is_no_zone_is_refused(name: str, hint: str) -> None:
    with pytest.raises(BadInput, match="expected a time zone of the IANA database") as caught:
        find_time_zone(name)
    assert len(str(caught.value)) < 200
    assert str(caught.value).endswith(hint or ('"' if "did you" not in str(caught.value) else "?"))
