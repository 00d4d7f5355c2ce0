from __future__ import annotations

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.domain.findings import Brand

ANALYZER = Analyzer([Brand(name, name) for name in ("Acmefon", "Boltenix")])


def praised(text: str) -> set[str]:
    findings = ANALYZER.analyze(text, None, language="en").findings
    return {each.brand for each in findings if each.sentiment_cues}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acmefon is reliable, Boltenix is a firm.", {"Acmefon"}),
        ("Acmefon is a firm, Boltenix is reliable.", {"Boltenix"}),
        ("Acmefon is a firm, reliable Boltenix another.", {"Boltenix"}),
        ("Acmefon and Boltenix are reliable.", {"Acmefon", "Boltenix"}),
        ("Acmefon is a firm. The app is reliable.", {"Acmefon"}),
        ("- Acmefon: works with the network of Boltenix, reliable", {"Acmefon"}),
    ],
)
def test_a_cue_speaks_of_the_brand_of_its_clause_else_of_the_one_before_it(
    text: str, expected: set[str]
):
    assert praised(text) == expected
