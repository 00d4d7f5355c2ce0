from __future__ import annotations

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.analysis.source_types import SourceRule
from monitor.analysis.urls import canonical_url
from monitor.domain.answer import Citation
from monitor.domain.findings import Brand, BrandKind, FoundCitation, OwnerKind, SourceType

ACME = Brand("acme", "Acme", kind=BrandKind.OWN, domains=("acme.com",))
ANALYZER = Analyzer([ACME])
HIDDEN = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/AbC"


def only(text: str, listed: list[Citation] | None = None, **others: object) -> FoundCitation:
    [found] = ANALYZER.analyze(text, listed, **others).citations  # type: ignore[arg-type]  # fields by name
    return found


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.com/url?q=https://www.acme.com/a&sa=U",
        "https://www.google.co.uk/amp/s/www.acme.com/a/amp",
        "https://www-acme-com.cdn.ampproject.org/c/s/www.acme.com/a",
        "https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9hY21lLmNvbS9h&ntb=1",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Facme.com%2Fa&h=1",
        "https://duckduckgo.com/l/?uddg=https%3A%2F%2Facme.com%2Fa",
        "https://www.youtube.com/redirect?q=https%3A%2F%2Facme.com%2Fa",
    ],
)
def test_domain_and_owner_are_those_of_the_page_behind_a_redirect(url: str):
    found = only(f"See {url}")
    assert (found.url_key, found.domain, found.owner) == ("https://acme.com/a", "acme.com", "acme")
    assert found.url == url


def test_the_sender_is_read_behind_a_redirect_too():
    url = "https://www.google.com/url?q=https%3A%2F%2Facme.com%2F%3Futm_source%3Dchatgpt.com"
    assert only(url).engine == "chatgpt.com"


def test_a_hidden_target_has_the_domain_of_its_title():
    found = only("Good [1].", [Citation(HIDDEN, "acme.com")])
    assert (found.url_key, found.domain, found.owner_kind) == (HIDDEN, "acme.com", OwnerKind.OWN)


def test_a_target_that_was_looked_up_is_used():
    targets = {HIDDEN: "https://www.acme.com/pricing?utm_source=x"}
    found = only("Good [1].", [Citation(HIDDEN, "acme.com")], targets=targets)
    assert (found.url, found.url_key) == (HIDDEN, "https://acme.com/pricing")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://youtube.com/watch?v=1&si=a&feature=share", "https://youtube.com/watch?v=1"),
        ("https://amazon.de/dp/B1/ref=sr_1_2?tag=x-20&th=1", "https://amazon.de/dp/B1?th=1"),
        ("https://acme.com/?ref=2&si=1&tag=3", "https://acme.com/?ref=2&si=1&tag=3"),
    ],
)
def test_some_parameters_track_on_one_site_alone(url: str, key: str):
    assert canonical_url(url) == key


def test_places_of_labels_and_footnotes_are_kept():
    text = (
        "A[^note] b [c][one] d [1].\n\n[^note]: See https://a.example/1\n[one]: https://b.example/2"
    )
    cited = ANALYZER.analyze(text, None).citations
    assert [each.cited_at[0] for each in cited] == [1, text.index("[one]")]


def test_numbers_in_a_list_of_bullets_take_their_markers_and_titles():
    text = "Good [1].\n\nSources\n- [1] A title: https://a.example/1\n- [2] https://b.example/2"
    first, _ = ANALYZER.analyze(text, None).citations
    assert (first.cited_at[0], first.title) == (5, "A title")


@pytest.mark.parametrize("marker", ["[citation:1]", "[Source 1]", "[1]-[2]"])
def test_spelled_markers_and_ranges_are_read(marker: str):
    analysis = ANALYZER.analyze(f"Good {marker}.", [Citation("https://a.example/1")])
    assert analysis.citations[0].cited_at == (5,)


def test_the_user_says_of_what_type_a_site_is():
    url = "https://blog.acme.com/a https://news.other.example/b"
    rules = [SourceRule("acme.com", SourceType.NEWS), SourceRule("other.example", SourceType.FORUM)]
    own_rules = [each.source_type for each in ANALYZER.analyze(url, None).citations]
    ruled = Analyzer([ACME], rules)
    assert own_rules == [SourceType.BLOG, SourceType.NEWS]
    types = [each.source_type for each in ruled.analyze(url, None).citations]
    assert types == [SourceType.NEWS, SourceType.FORUM]
    assert ruled.inputs_sha256 == Analyzer([ACME], rules[::-1]).inputs_sha256
    assert ruled.inputs_sha256 != ANALYZER.inputs_sha256
