"""The 38 cases on which open-source trackers were compared: does this text name that brand?

A detector is given name, aliases and domains, and no list of other meanings. Labels 23, 31 to 33,
35 and 38 are policy; in 23 and 33 we report the address with its kind and count no mention.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.domain.findings import Brand
from tests.analysis.found import brand

ACME = brand("Acme", domains=("acme.com",))
NOTION = brand("Notion", domains=("notion.so",))
APPLE = brand("Apple", domains=("apple.com",))
MONDAY = brand("Monday", "monday.com", domains=("monday.com",))
DEMAND = brand("Demand IQ")
LUMO = brand("Lumo")
DELTA = brand("Delta", domains=("delta.com",))


@dataclass(frozen=True, slots=True)
class PeerCase:
    """A text and what a reader sees in it.

    Attributes:
        named: whether the text names the brand.
    """

    number: int
    text: str
    brand: Brand
    named: bool = True


CASES = (
    PeerCase(1, "We tested Acme and liked it.", ACME),
    PeerCase(2, "Acmeology is no science.", ACME, named=False),
    PeerCase(3, "A notional sum of money.", NOTION, named=False),
    PeerCase(4, "Acme's plans are cheap.", ACME),
    PeerCase(5, "Acme\u2019s plans are cheap.", ACME),
    PeerCase(6, "Shoppers like Toteme for coats.", brand("Tot\u00eame")),
    PeerCase(7, "L\u2019Or\u00e9al sells shampoo.", brand("L'Oreal")),
    PeerCase(8, "Nescafe\u0301 is instant coffee.", brand("Nescaf\u00e9")),
    PeerCase(9, "我觉得小米手机性价比很高", brand("小米")),
    PeerCase(10, "我用Lumo做笔记", LUMO),
    PeerCase(11, "日本ではトヨタの車が人気です", brand("トヨタ")),
    PeerCase(12, "삼성은 휴대폰을 만든다", brand("삼성")),
    PeerCase(13, "We like \uff2c\uff35\uff2d\uff2f a lot.", LUMO),
    PeerCase(14, "Add one chopped apple to the salad.", APPLE, named=False),
    PeerCase(15, "Apple Inc. sells phones.", APPLE),
    PeerCase(16, "We have a meeting on Monday.", MONDAY, named=False),
    PeerCase(17, "Many teams plan in monday.com today.", MONDAY),
    PeerCase(18, "Our pick: **Acme**", ACME),
    PeerCase(19, "Try **Demand** **IQ** for solar.", DEMAND),
    PeerCase(20, "Try Demand-IQ for solar.", DEMAND),
    PeerCase(21, "Try DemandIQ for solar.", DEMAND),
    PeerCase(22, "You can sign up at acme.com today.", ACME),
    PeerCase(23, "See https://acme.com/pricing for more.", ACME),
    PeerCase(24, "See acme.org for the charity.", ACME, named=False),
    PeerCase(25, "Do not buy from notacme.com today.", ACME, named=False),
    PeerCase(26, "I couldn't find anything about Acme.", ACME, named=False),
    PeerCase(27, "It is written in C++ mostly.", brand("CPlusPlus", "C++")),
    PeerCase(28, "Search with Yahoo! or not.", brand("Yahoo!")),
    PeerCase(29, "Try Ac\u00adme today.", ACME),
    PeerCase(30, "Try Demand\u00a0IQ for solar.", DEMAND),
    PeerCase(31, "Acme-Corp makes anvils.", ACME),
    PeerCase(32, "Die Bosch-Waschmaschine l\u00e4uft leise.", brand("Bosch")),
    PeerCase(33, "Write to sales@acme.com for a quote.", ACME),
    PeerCase(34, "HubSpot is a CRM.", brand("Hub"), named=False),
    PeerCase(35, "Delta Faucet makes kitchen taps.", DELTA, named=False),
    PeerCase(36, "Yatak al\u0131rken istikbal iyi bir se\u00e7enek.", brand("\u0130stikbal")),
    PeerCase(37, "GROSSMANN liefert M\u00f6bel.", brand("Gro\u00dfmann")),
    PeerCase(38, "Kupi\u0142em to na Allegrze.", brand("Allegro")),
)
