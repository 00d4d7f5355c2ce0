from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.analysis.source_types import SourceRule
from monitor.configuration.configuration import Configuration
from monitor.configuration.problem import BadConfiguration
from monitor.domain.findings import SourceType

Read = Callable[[str], Configuration]


def test_sources_may_be_left_out(read: Read) -> None:
    assert read("").sources == ()


def test_the_types_of_sites_are_read(read: Read) -> None:
    found = read("sources: [{domain: Fans.example, type: forum}]").sources
    assert found == (SourceRule("fans.example", SourceType.FORUM),)


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        ("{domain: a.example, type: forum}", "expected a list, found"),
        ("[{domain: a.example, type: shop}]", "expected one of `news`, `forum`"),
        ("[{domain: a.example}]", "missing; expected one of `news`"),
        ("[{domain: https://a.example/x, type: news}]", "write `a.example`"),
        (
            "[{domain: a.example, type: news}, {domain: a.example, type: blog}]",
            "expected a domain of its own, found `a.example`",
        ),
    ],
)
def test_what_is_wrong_with_a_source_is_told(read: Read, sources: str, told: str) -> None:
    with pytest.raises(BadConfiguration) as raised:
        read(f"sources: {sources}\n")
    assert told in str(raised.value)
