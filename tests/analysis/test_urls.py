from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.urls import (
    canonical_url,
    host_of,
    is_top_level_domain,
    registrable_domain,
)

BING = base64.urlsafe_b64encode(b"https://www.acme.com/a?x=1").decode().rstrip("=")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        (
            "http://incidents.example.org:80/pixel/../pixel-haven?id=3&gclid=x",
            "https://incidents.example.org/pixel-haven?id=3",
        ),
        ("https://www.Acme.com/legal-hold/?utm_source=openai", "https://acme.com/legal-hold"),
        ("https://acme.com", "https://acme.com/"),
        ("https://acme.com/?", "https://acme.com/"),
        ("https://user:secret@acme.com:443/a", "https://acme.com/a"),
        ("https://acme.com:8443/a", "https://acme.com:8443/a"),
        ("https://en.m.wikipedia.org/wiki/X", "https://en.wikipedia.org/wiki/X"),
        ("https://amp.acme.com/news/amp/", "https://acme.com/news"),
        ("https://amp.dev/a", "https://amp.dev/a"),
        ("https://acme.com/a/./b//c/", "https://acme.com/a/b//c"),
        ("https://acme.com/%7euser/caf%c3%a9", "https://acme.com/~user/caf%C3%A9"),
        ("https://acme.com/café?q=ü x", "https://acme.com/caf%C3%A9?q=%C3%BC%20x"),
        ("https://acme.com/100%", "https://acme.com/100%25"),
        ("https://acme.com/a#:~:text=x", "https://acme.com/a"),
        (
            "https://acme.com/?b=2&a=1&fbclid=z&UTM_medium=q&igsh=1&page=2",
            "https://acme.com/?b=2&a=1&page=2",
        ),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://acme.com./a", "https://acme.com/a"),
        ("www.acme.com/a", "https://acme.com/a"),
        ("//acme.com/a", "https://acme.com/a"),
        (
            "https://www.google.com/url?sa=t&q=https%3A%2F%2Facme.com%2Fa&ved=1",
            "https://acme.com/a",
        ),
        ("https://www.google.de/url?url=http://acme.com/a", "https://acme.com/a"),
        (f"https://www.bing.com/ck/a?!&&p=1&u=a1{BING}&ntb=1", "https://acme.com/a?x=1"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Facme.com%2F", "https://acme.com/"),
        ("https://duckduckgo.com/l/?uddg=https%3A%2F%2Facme.com%2Fa", "https://acme.com/a"),
        (
            "https://vertexaisearch.cloud.google.com/grounding-api-redirect/AbC",
            "https://vertexaisearch.cloud.google.com/grounding-api-redirect/AbC",
        ),
        ("https://[2001:db8::1]:443/a", "https://[2001:db8::1]/a"),
        ("mailto:a@acme.com", "mailto:a@acme.com"),
        ("/relative", "/relative"),
        ("http://", "http://"),
        ("http://[bad", "http://[bad"),
        ("https://a b/c", "https://a b/c"),
        ("https://acme.com:port/c", "https://acme.com:port/c"),
        ("", ""),
    ],
)
def test_spellings_of_one_page_have_one_key(url: str, key: str):
    assert canonical_url(url) == key


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("blog.acme.co.uk", "acme.co.uk"),
        ("shop.foo.github.io", "foo.github.io"),
        ("city.kawasaki.jp", "city.kawasaki.jp"),
        ("x.kobe.jp", None),
        ("www.ck", "www.ck"),
        ("forum.moradia.exemplo.br", "exemplo.br"),
        ("www.tuketici.ornek.com.tr", "ornek.com.tr"),
        ("bbb.example", "bbb.example"),
        ("Acme.COM.", "acme.com"),
        ("bücher.de", "xn--bcher-kva.de"),
        ("com", None),
        ("localhost", None),
        ("127.0.0.1", None),
        ("[::1]", None),
        ("", None),
        (".", None),
        ("a..b", None),
        ("x" * 300 + ".com", None),
    ],
)
def test_the_registrable_domain_follows_the_public_suffix_list(host: str, domain: str | None):
    assert registrable_domain(host) == domain


def test_a_top_level_domain_is_told_from_a_word():
    assert is_top_level_domain("com")
    assert is_top_level_domain("io")
    assert not is_top_level_domain("js")
    assert not is_top_level_domain("example")
    assert not is_top_level_domain("")


PARTS = st.lists(
    st.sampled_from(
        [
            "http://",
            "https://",
            "www.",
            "m.",
            "a",
            "acme.com",
            "/",
            "..",
            ".",
            "amp",
            "?",
            "&",
            "=",
            "#",
            "%",
            "%41",
            "%2F",
            "utm_x=1",
            ":80",
            ":",
            "@",
            "[",
            "]",
            "ü",
            "\ud800",
            " ",
            "\n",
            "。",
        ]
    ),
    max_size=14,
).map("".join)


@given(PARTS | st.text())
def test_a_key_is_its_own_key(url: str):
    key = canonical_url(url)
    assert canonical_url(key) == key


@given(PARTS | st.text())
def test_no_url_raises(url: str):
    host = host_of(url)
    assert (
        host is None
        or registrable_domain(host) is None
        or host.endswith(registrable_domain(host) or "")
    )
