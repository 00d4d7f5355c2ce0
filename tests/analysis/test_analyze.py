from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

import monitor.analysis
from monitor.analysis.analyze import Analyzer
from monitor.domain.answer import Citation
from monitor.domain.findings import COUNTED_KINDS, Brand, CitationOrigin, not_mentioned
from tests.analysis.found import brand

ACME = Brand("acme", "Acme", domains=("acme.com",))
BOLT = Brand("bolt", "Bolt", domains=("bolt.example", "eu.acme.com"))
ANALYZER = Analyzer([BOLT, ACME])


@pytest.mark.parametrize("name", [m.name for m in iter_modules(monitor.analysis.__path__)])
def test_the_examples_in_the_docstrings_hold(name: str):
    result = doctest.testmod(import_module(f"monitor.analysis.{name}"))
    assert result.failed == 0


def test_every_brand_has_a_finding_by_key():
    findings = ANALYZER.analyze("Bolt, Acme and Bolt.", None).findings
    assert [(f.brand, f.mentioned, f.count, f.order) for f in findings] == [
        ("acme", True, 1, 2),
        ("bolt", True, 2, 1),
    ]


def test_a_brand_that_is_only_cited_is_not_mentioned():
    analysis = ANALYZER.analyze("See [this](https://acme.com/a).", None)
    assert analysis.findings[0] == not_mentioned("acme")
    assert [c.owner for c in analysis.citations] == ["acme"]


def test_an_empty_answer_has_findings_for_all_brands():
    analysis = ANALYZER.analyze("", [])
    assert [f.mentioned for f in analysis.findings] == [False, False]
    assert analysis.mentions == analysis.citations == ()


def test_citations_of_the_provider_come_first_and_are_not_repeated():
    text = "[a](https://www.acme.com/a?utm_source=x) and https://other.example/b"
    given_citation = Citation("https://acme.com/a", "Title", 3, 5)
    found = ANALYZER.analyze(text, [given_citation]).citations
    assert [(c.url_key, c.origin, c.start, c.owner) for c in found] == [
        ("https://acme.com/a", CitationOrigin.PROVIDER, 3, "acme"),
        ("https://other.example/b", CitationOrigin.TEXT, 45, None),
    ]
    assert text[found[1].start : found[1].end] == "https://other.example/b"


def test_a_url_in_the_text_counts_once():
    text = "https://other.example/b and [b](https://other.example/b/)"
    assert len(ANALYZER.analyze(text, None).citations) == 1


def test_the_closest_domain_owns_a_url():
    text = "https://docs.acme.com/ https://x.eu.acme.com/ https://notacme.com/"
    owners = [c.owner for c in ANALYZER.analyze(text, None).citations]
    assert owners == ["acme", "bolt", None]


def test_a_redirect_that_hides_its_target_has_the_domain_of_its_title():
    url = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/AbC"
    hidden, untitled = ANALYZER.analyze(
        "", [Citation(url, "blog.acme.com"), Citation(url)]
    ).citations
    assert (hidden.domain, hidden.owner) == ("acme.com", "acme")
    assert (untitled.domain, untitled.owner) == ("google.com", None)


def test_a_relative_link_is_no_citation():
    assert ANALYZER.analyze("[a](/b) [c](mailto:x@acme.com)", None).citations == ()


def test_a_prompt_names_a_brand_by_name_or_domain_only():
    assert ANALYZER.names_a_brand("Is ACME good?")
    assert ANALYZER.names_a_brand("Is acme.com good?")
    assert not ANALYZER.names_a_brand("Is https://acme.com/ good?")
    assert not ANALYZER.names_a_brand("Which is best?")


def test_the_fingerprint_depends_on_what_the_brands_say_and_not_on_their_order():
    one = Analyzer([brand("A", "x", "y"), brand("B")]).inputs_sha256
    assert Analyzer([brand("B"), brand("A", "y", "x")]).inputs_sha256 == one
    assert Analyzer([brand("B"), brand("A", "x")]).inputs_sha256 != one
    assert Analyzer([brand("B"), brand("A", "x", "y", ambiguous=True)]).inputs_sha256 != one


PIECES = st.lists(
    st.sampled_from(
        [
            "Acme",
            "acme.com",
            "BOLT",
            "1. ",
            "2. ",
            "\n",
            "**",
            " ",
            "`",
            "https://acme.com/",
            "@",
            "é",
            "😀",
            "- ",
            "# ",
            "](",
            "\u00ad",
            "\ud800",
            "的",
        ]
    ),
    max_size=20,
).map("".join)


@given(PIECES | st.text())
def test_findings_agree_with_mentions(text: str):
    analysis = ANALYZER.analyze(text, None)
    counted = [m for m in analysis.mentions if m.kind in COUNTED_KINDS]
    for finding in analysis.findings:
        own = [m for m in counted if m.brand == finding.brand]
        assert finding.count == len(own)
        assert finding.mentioned is bool(own)
        assert (finding.order is None) is not finding.mentioned
        assert finding.rank is None or finding.mentioned
    ordered = sorted((f for f in analysis.findings if f.order), key=lambda f: f.order or 0)
    assert [f.brand for f in ordered] == list(dict.fromkeys(m.brand for m in counted))


@given(PIECES)
def test_the_same_answer_and_brands_give_the_same_analysis(text: str):
    assert Analyzer([ACME, BOLT]).analyze(text, None) == ANALYZER.analyze(text, None)


@given(PIECES)
def test_naming_a_brand_is_having_a_mention_that_counts(text: str):
    findings = ANALYZER.analyze(text, None).findings
    assert ANALYZER.names_a_brand(text) is any(f.mentioned for f in findings)
