"""The cases on which open-source trackers were compared; each tells what a reader expects."""

from __future__ import annotations

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.domain.findings import Brand, MentionKind, Polarity
from tests.analysis.found import brand
from tests.analysis.peer_cases import CASES, PeerCase

ADDRESSES = {23: MentionKind.URL, 33: MentionKind.EMAIL_OR_HANDLE}
OTHER_WAY_ROUND = [
    ("\u0130stikbal yatak satar.", brand("istikbal")),
    ("Gro\u00dfmann liefert M\u00f6bel.", brand("GROSSMANN")),
]
READABLE = [
    pytest.param(case.text, case.brand, case.named, id=str(case.number))
    for case in CASES
    if case.number not in ADDRESSES
]


@pytest.mark.parametrize(("text", "wanted", "named"), READABLE)
def test_a_brand_is_found_where_a_reader_sees_it(text: str, wanted: Brand, *, named: bool):
    [finding] = Analyzer([wanted]).analyze(text, None).findings
    assert (finding.mentioned, finding.count) == (named, int(named))


@pytest.mark.parametrize(("text", "wanted"), OTHER_WAY_ROUND)
def test_folding_works_in_both_directions(text: str, wanted: Brand):
    [finding] = Analyzer([wanted]).analyze(text, None).findings
    assert finding.count == 1


@pytest.mark.parametrize("case", [case for case in CASES if case.number in ADDRESSES])
def test_an_address_is_found_with_its_kind_and_does_not_count(case: PeerCase):
    analysis = Analyzer([case.brand]).analyze(case.text, None)
    assert [m.kind for m in analysis.mentions] == [ADDRESSES[case.number]]
    assert not analysis.findings[0].mentioned


def test_a_statement_that_nothing_is_known_is_counted_apart():
    [case] = [case for case in CASES if case.number == 26]
    analysis = Analyzer([case.brand]).analyze(case.text, None)
    assert [m.polarity for m in analysis.mentions] == [Polarity.ABSENT]
    assert analysis.findings[0].absent_count == 1
