from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.analyze import Analyzer
from monitor.analysis.markers import find_markers
from monitor.analysis.page_types import page_type_of
from monitor.analysis.source_types import source_type_of
from monitor.analysis.urls import canonical_url, host_of, registrable_domain
from monitor.domain.answer import Citation
from monitor.domain.findings import (
    Brand,
    BrandKind,
    FoundCitation,
    OwnerKind,
    PageType,
    SourceType,
)

ANALYZER = Analyzer(
    [
        Brand("acme", "Acme", kind=BrandKind.OWN, domains=("acme.com",)),
        Brand("bolten", "Bolten", domains=("bolten.example",)),
    ]
)
LISTED = [Citation("https://a.example/1"), Citation("https://b.example/2")]


def cited(text: str, listed: list[Citation] | None = None) -> tuple[FoundCitation, ...]:
    return ANALYZER.analyze(text, listed).citations


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Good [1].", [(1,)]),
        ("Good [1][2].", [(1,), (2,)]),
        ("Good [1, 2], bad [1-3].", [(1, 2), (1, 2, 3)]),
        ("Good \u30101\u2020source\u3011 and \u30102:0\u2020a.pdf\u3011.", [(1,), (2,)]),
        ("Good\u00b9 and bad\u00b2.", [(1,), (2,)]),
        ("Good ([The Verge][1], [Wired][2]).", [(1,), (2,)]),
        ("In [2024] or at [0].", []),
        ("A [1](https://x.example) link and a [2]: definition.", []),
        ("`list[1]` is code.", []),
        ("Room [12] m\u00b2 x", [(12,)]),
    ],
)
def test_markers_are_read(text: str, numbers: list[tuple[int, ...]]):
    code = [(0, 9)] if text.startswith("`") else []
    found = [marker.numbers for marker in find_markers(text, code)]
    assert found[: len(numbers)] == numbers
    assert len(found) == len(numbers) or "m\u00b2" in text


def test_a_marker_tells_where_its_source_is_cited():
    first, second = cited("Good [1]. Bad [1, 2].", LISTED)
    assert (first.cited_at, second.cited_at) == ((5, 14), (14,))


def test_markers_beyond_the_list_are_counted():
    analysis = ANALYZER.analyze("Good [1]. Bad [3]. Worse [7, 8].", LISTED)
    assert analysis.dangling_markers == 3


def test_without_a_list_no_marker_is_dangling():
    assert ANALYZER.analyze("Good [1].", None).dangling_markers == 0
    assert ANALYZER.analyze("Good [1].", []).dangling_markers == 1


def test_a_numbered_list_of_urls_in_the_text_takes_its_markers():
    text = "Good [1]. Bad [2].\n\nSources:\n[1] https://a.example/1\n[2] https://b.example/2"
    analysis = ANALYZER.analyze(text, None)
    assert [c.cited_at[0] for c in analysis.citations] == [5, 14]
    assert analysis.dangling_markers == 0


def test_a_citation_tells_whose_page_it_is():
    kinds = [
        c.owner_kind for c in cited("https://acme.com https://bolten.example https://c.example")
    ]
    assert kinds == [OwnerKind.OWN, OwnerKind.COMPETITOR, OwnerKind.THIRD_PARTY]


def test_the_sending_engine_is_kept():
    text = "https://a.example/?utm_source=chatgpt.com https://b.example/?utm_source=newsletter"
    assert [c.engine for c in cited(text)] == ["chatgpt.com", None]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://en.wikipedia.org/wiki/Acme", SourceType.REFERENCE),
        ("https://www.reddit.com/r/acme/comments/1", SourceType.FORUM),
        ("https://www.g2.com/products/acme/reviews", SourceType.REVIEW),
        ("https://www.nytimes.com/2025/01/02/a", SourceType.NEWS),
        ("https://www.bbc.co.uk/news/1", SourceType.NEWS),
        ("https://www.cdc.gov/a", SourceType.GOVERNMENT),
        ("https://www.receita.fazenda.gov.br/a", SourceType.GOVERNMENT),
        ("https://www.gob.mx", SourceType.GOVERNMENT),
        ("https://www.mit.edu/a", SourceType.ACADEMIC),
        ("https://www.ox.ac.uk/a", SourceType.ACADEMIC),
        ("https://arxiv.org/abs/1", SourceType.ACADEMIC),
        ("https://www.linkedin.com/in/a", SourceType.SOCIAL),
        ("https://youtu.be/a", SourceType.VIDEO),
        ("https://www.amazon.de/dp/1", SourceType.ECOMMERCE),
        ("https://github.com/a/b", SourceType.DOCUMENTATION),
        ("https://docs.other.example/a", SourceType.DOCUMENTATION),
        ("https://forum.other.example/a", SourceType.FORUM),
        ("https://other.example/blog/a", SourceType.BLOG),
        ("https://medium.com/@a/b", SourceType.BLOG),
        ("https://other.example/a", None),
        ("https://acme.com/a", SourceType.CORPORATE),
        ("https://docs.acme.com/a", SourceType.DOCUMENTATION),
    ],
)
def test_the_type_of_a_source_is_told_by_list_suffix_host_or_path(
    url: str, expected: SourceType | None
):
    [found] = cited(url)
    assert found.source_type is expected


@pytest.mark.parametrize(
    ("url", "title", "expected"),
    [
        ("https://a.example/", None, PageType.HOME),
        ("https://a.example/pt-br", None, PageType.HOME),
        ("https://a.example/blog/10-best-crm-tools", None, PageType.LISTICLE),
        ("https://a.example/melhores-maquininhas", None, PageType.LISTICLE),
        ("https://a.example/acme-vs-bolten", None, PageType.COMPARISON),
        ("https://a.example/compare/acme", None, PageType.COMPARISON),
        ("https://a.example/how-to-choose", None, PageType.HOW_TO),
        ("https://a.example/r/x/comments/1", None, PageType.DISCUSSION),
        ("https://a.example/products/anvil", None, PageType.PRODUCT),
        ("https://a.example/pricing", None, PageType.PRODUCT),
        ("https://a.example/2025/03/acme-news", None, PageType.ARTICLE),
        ("https://a.example/x", "Acme vs. Bolten", PageType.COMPARISON),
        ("https://a.example/x", "The 7 best anvils", PageType.LISTICLE),
        ("https://a.example/x", None, None),
    ],
)
def test_the_type_of_a_page_is_told_by_path_or_title(
    url: str, title: str | None, expected: PageType | None
):
    assert page_type_of(url, title) is expected


@given(st.text(max_size=60))
def test_no_url_is_refused_a_type(text: str):
    key = canonical_url("https://" + text)
    host = host_of(key) or ""
    source_type_of(registrable_domain(host), host, key, is_brand=False)
    page_type_of(key, text)


@given(st.text(alphabet="[]0123456789, -\u3010\u3011\u2020abc\u00b9`\n", max_size=60))
def test_markers_lie_in_the_text_and_name_positive_numbers(text: str):
    done = 0
    for marker in find_markers(text, []):
        assert done <= marker.start < marker.end <= len(text)
        assert all(number > 0 for number in marker.numbers)
        done = marker.end


def test_what_is_told_of_a_page_depends_on_its_title_as_well_as_its_address():
    analyzer = Analyzer([])
    url = "https://a.example/page"
    titles = ("10 best shoes of 2026", "Acme vs Bolt", "10 best shoes of 2026")
    first, second, third = (
        analyzer.analyze("See [1].", [Citation(url, title)]).citations[0] for title in titles
    )
    assert first == third
    assert first.page_type is not second.page_type
