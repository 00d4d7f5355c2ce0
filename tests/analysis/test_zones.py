from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.code_spans import code_spans
from monitor.analysis.links import find_links
from monitor.analysis.zones import find_zones
from monitor.domain.findings import MentionKind
from tests.analysis.found import brand, kinds

ACME = brand("Acme", domains=("acme.com",))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Use Acme now", MentionKind.NAME),
        ("Go to acme.com now", MentionKind.DOMAIN),
        ("Go to acme.com.", MentionKind.DOMAIN),
        ("Go to docs.acme.com, it helps", MentionKind.DOMAIN),
        ("Go to acme.com/pricing", MentionKind.URL),
        ("Go to https://acme.com now", MentionKind.URL),
        ("Go to https://x.example/acme now", MentionKind.URL),
        ("Go to www.acme.com now", MentionKind.URL),
        ("See [docs](/acme/start) now", MentionKind.URL),
        ("See <https://x.example/?q=acme> now", MentionKind.URL),
        ("[1]: https://acme.com/x", MentionKind.URL),
        ('[1]: https://x.example/x "Acme in review"', MentionKind.CITATION_TITLE),
        ("[^1]: Acme in review, 2024", MentionKind.CITATION_TITLE),
        ("Write to help@acme.com now", MentionKind.EMAIL_OR_HANDLE),
        ("Write to acme@x.example now", MentionKind.EMAIL_OR_HANDLE),
        ("Follow @acme now", MentionKind.EMAIL_OR_HANDLE),
        ("Run `acme up` now", MentionKind.CODE),
        ("```sh\nacme up\n```", MentionKind.CODE),
        ("- step:\n  ~~~\n  acme up\n  ~~~", MentionKind.CODE),
        ("```\nacme up", MentionKind.CODE),
        ("```\n\n`acme`", MentionKind.CODE),
        ("Text.\n\n## Sources\n\n1. Acme in review", MentionKind.CITATION_TITLE),
        ("Text.\n\n**Fontes:**\n- Acme em foco", MentionKind.CITATION_TITLE),
        ("Text.\n\nQuellen:\n* [Acme](https://x.example)\n", MentionKind.CITATION_TITLE),
        ("Text.\n\n参考资料\uff1a\n1. Acme", MentionKind.CITATION_TITLE),
    ],
)
def test_a_name_has_the_kind_of_its_place(text: str, kind: MentionKind):
    assert kinds(text, ACME) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "an open ` tick before Acme",
        "a ` tick\n\nand Acme ` in another paragraph",
        "`` a ` Acme",
        "`x` Acme `y`",
        "~~Acme~~",
        "[Acme](https://x.example)",
        "[Acme][1]",
        "Sources of income:\n- Acme",
        "## Sources\n\n" + "Acme pays well. ",
        "## Sources\n- one\n\n" + "Text goes on after the list. " * 20 + "Acme",
        "https://x.example/\uff0cAcme",
        "(https://x.example/) Acme",
        "3 < 4 > Acme",
        "mail me @ Acme",
    ],
)
def test_a_name_beside_a_zone_is_a_name(text: str):
    assert kinds(text, ACME) == [MentionKind.NAME]


@pytest.mark.parametrize(
    "text",
    [
        "acme.org",
        "notacme.com",
        "not-acme.com",
        "acme.com.br",
        "acme.co.uk",
        "acme.blog.com",
        "acme-tools.com",
    ],
)
def test_another_domain_is_no_mention(text: str):
    assert kinds(f"Go to {text} now", ACME) == []


@pytest.mark.parametrize(
    "text", ["That is Acme.It works", "I use Acme. It works", "Acme...", "Acme.js"]
)
def test_a_full_stop_after_a_name_makes_no_domain(text: str):
    assert kinds(text, ACME) == [MentionKind.NAME]


def test_an_alias_with_a_domain_in_it_is_a_name():
    booking = brand("Booking.com")
    assert kinds("Booking.com or booking.com", booking) == [MentionKind.NAME, MentionKind.NAME]
    assert kinds("x.booking.com.br", booking) == []


def test_ticks_pair_with_the_next_run_of_the_same_length():
    assert code_spans("`` a ` b `` c `d`") == [(0, 11), (14, 17)]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("[a](https://x.example/b)", ["https://x.example/b"]),
        ("[a](<https://x.example/b c>)", ["https://x.example/b c"]),
        ('[a](https://x.example/b "Title")', ["https://x.example/b"]),
        ("[a](https://x.example/b_(c))", ["https://x.example/b_(c)"]),
        ("(https://x.example/b_(c))", ["https://x.example/b_(c)"]),
        ("<https://x.example>", ["https://x.example"]),
        ("[a]: https://x.example 'T'", ["https://x.example"]),
        (
            "See https://x.example/a, or http://y.example.",
            ["https://x.example/a", "http://y.example"],
        ),
        ("**https://x.example**", ["https://x.example"]),
        ("详见https://x.example/a\u3002好", ["https://x.example/a"]),
        ("详见\uff08https://x.example/a\uff09好", ["https://x.example/a"]),
        ("| https://x.example | b |", ["https://x.example"]),
        ("[https://x.example](https://x.example/a)", ["https://x.example", "https://x.example/a"]),
        ("www.x.example/a", ["www.x.example/a"]),
        ("HTTPS://X.example", ["HTTPS://X.example"]),
        ("`https://x.example`", []),
        ("ftp://x.example", []),
        ("https://", []),
        ("[a]()", []),
    ],
)
def test_urls_are_taken_from_all_forms(text: str, urls: list[str]):
    assert [link.url for link in find_links(text, code_spans(text))] == urls


def test_a_link_is_titled_by_its_text_or_its_definition():
    text = '[Spare parts](https://x.example/a)\n\n[1]: https://y.example "Complaints"'
    assert [link.title for link in find_links(text, [])] == ["Spare parts", "Complaints"]


@given(
    st.lists(
        st.sampled_from(
            [
                "`",
                "```",
                "\n",
                "[a]",
                "](",
                "(",
                ")",
                "http://a",
                "@",
                "x",
                " ",
                "~~~",
                "[^1]: ",
                "## Sources",
                "- ",
                "<",
                '"',
                "。",
                "\ud800",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_zones_lie_in_order_within_the_text(text: str):
    zones = find_zones(text)
    for spans in (zones.code, zones.urls, zones.addresses, zones.sources):
        done = 0
        for start, end in spans:
            assert done <= start < end <= len(text)
            done = end
    assert all(text[link.start : link.end] == link.url for link in zones.links)
