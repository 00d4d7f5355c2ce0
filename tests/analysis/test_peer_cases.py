"""The 38 cases on which twelve open-source trackers were run; each tells what a reader expects."""

from __future__ import annotations

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.domain.findings import Brand, MentionKind, Polarity
from tests.analysis.found import brand

ACME = brand("Acme", domains=("acme.com",))
NOTION = brand("Notion", domains=("notion.so",))
APPLE = brand("Apple", domains=("apple.com",))
MONDAY = brand("Monday", "monday.com", domains=("monday.com",))
DEMAND = brand("Demand IQ")
LUMO = brand("Lumo")
DELTA = brand("Delta", domains=("delta.com",))

NAMED = [
    ("01", "We tested Acme and liked it.", ACME),
    ("04", "Acme's plans are cheap.", ACME),
    ("05", "Acme\u2019s plans are cheap.", ACME),
    ("06", "Shoppers like Toteme for coats.", brand("Tot\u00eame")),
    ("07", "L\u2019Or\u00e9al sells shampoo.", brand("L'Oreal")),
    ("08", "Nescafe\u0301 is instant coffee.", brand("Nescaf\u00e9")),
    ("09", "我觉得小米手机性价比很高", brand("小米")),
    ("10", "我用Lumo做笔记", LUMO),
    ("11", "日本ではトヨタの車が人気です", brand("トヨタ")),
    ("12", "삼성은 휴대폰을 만든다", brand("삼성")),
    ("13", "We like \uff2c\uff35\uff2d\uff2f a lot.", LUMO),
    ("15", "Apple Inc. sells phones.", APPLE),
    ("17", "Many teams plan in monday.com today.", MONDAY),
    ("18", "Our pick: **Acme**", ACME),
    ("19", "Try **Demand** **IQ** for solar.", DEMAND),
    ("20", "Try Demand-IQ for solar.", DEMAND),
    ("21", "Try DemandIQ for solar.", DEMAND),
    ("22", "You can sign up at acme.com today.", ACME),
    ("27", "It is written in C++ mostly.", brand("CPlusPlus", "C++")),
    ("28", "Search with Yahoo! or not.", brand("Yahoo!")),
    ("29", "Try Ac\u00adme today.", ACME),
    ("30", "Try Demand\u00a0IQ for solar.", DEMAND),
    ("31", "Acme-Corp makes anvils.", ACME),
    ("32", "Die Bosch-Waschmaschine l\u00e4uft leise.", brand("Bosch")),
    ("36a", "Yatak al\u0131rken istikbal iyi bir se\u00e7enek.", brand("\u0130stikbal")),
    ("36b", "\u0130stikbal yatak satar.", brand("istikbal")),
    ("37a", "GROSSMANN liefert M\u00f6bel.", brand("Gro\u00dfmann")),
    ("37b", "Gro\u00dfmann liefert M\u00f6bel.", brand("GROSSMANN")),
    ("38", "Kupi\u0142em to na Allegrze.", brand("Allegro")),
]
NOT_NAMED = [
    ("02", "Acmeology is no science.", ACME),
    ("03", "A notional sum of money.", NOTION),
    ("14", "Add one chopped apple to the salad.", APPLE),
    ("16", "We have a meeting on Monday.", MONDAY),
    ("24", "See acme.org for the charity.", ACME),
    ("25", "Do not buy from notacme.com today.", ACME),
    ("26", "I couldn't find anything about Acme.", ACME),
    ("34", "HubSpot is a CRM.", brand("Hub")),
    ("35", "Delta Faucet makes kitchen taps.", DELTA),
]


@pytest.mark.parametrize(("case", "text", "wanted"), NAMED)
def test_a_reader_sees_the_brand(case: str, text: str, wanted: Brand):
    [finding] = Analyzer([wanted]).analyze(text, None).findings
    assert (case, finding.mentioned, finding.count) == (case, True, 1)


@pytest.mark.parametrize(("case", "text", "wanted"), NOT_NAMED)
def test_a_reader_sees_no_such_brand(case: str, text: str, wanted: Brand):
    [finding] = Analyzer([wanted]).analyze(text, None).findings
    assert (case, finding.mentioned) == (case, False)


@pytest.mark.parametrize(
    ("case", "text", "kind"),
    [
        ("23", "See https://acme.com/pricing for more.", MentionKind.URL),
        ("33", "Write to sales@acme.com for a quote.", MentionKind.EMAIL_OR_HANDLE),
    ],
)
def test_an_address_is_found_with_its_kind_and_does_not_count(
    case: str, text: str, kind: MentionKind
):
    analysis = Analyzer([ACME]).analyze(text, None)
    assert (case, [m.kind for m in analysis.mentions]) == (case, [kind])
    assert not analysis.findings[0].mentioned


def test_a_statement_that_nothing_is_known_is_counted_apart():
    analysis = Analyzer([ACME]).analyze("I couldn't find anything about Acme.", None)
    assert [m.polarity for m in analysis.mentions] == [Polarity.ABSENT]
    assert analysis.findings[0].absent_count == 1
