"""Tells what kind of page a URL leads to by its path and title; most specific rule first."""

from __future__ import annotations

import re

from monitor.domain.findings import PageType

_COMPARISON = re.compile(
    r"[-/_ ](?:vs|versus|compared?|comparison|comparativ[oa]|vergleich|comparatif|karsilastirma)"
    r"(?:[-/_. ]|$)|比較|对比|/compare/",
    re.IGNORECASE,
)
_LISTICLE = re.compile(
    r"(?:^|[-/_ ])(?:best|top|beste[nrs]?|melhores|mejores|meilleurs?|en-iyi|migliori)[-_ ]"
    r"|(?:^|[-/_ ])\d{1,2}[-_ ](?:best|top|great|tools|apps|alternatives|ways)"
    r"|alternatives?(?:[-/_ ]|$)|alternativas|おすすめ|ランキング|推荐|排行",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"(?:^|[-/_ ])(?:how[-_ ]to|guides?|tutorials?|getting[-_ ]started|como[-_ ]"
    r"|wie[-_ ]|comment[-_ ]"
    r"|anleitung|passo[-_ ]a[-_ ]passo|nasil)|使い方|教程|怎么",
    re.IGNORECASE,
)
_DISCUSSION = re.compile(
    r"/(?:r/\w+/comments|comments|questions|threads?|topic|forums?|community|t)/|viewtopic|showthread",
    re.IGNORECASE,
)
_PRODUCT = re.compile(
    r"/(?:products?|produto|producto|produit|produkte?|dp|gp/product|item|itm|p|pd|ip|pricing|plans?"
    r"|shop|store|features?|precos?|precios|preise|tarifs?)(?:/|$)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"/(?:blog|news|article|articles|noticias?|stories|post|posts|magazin|actualites?|insights?)/"
    r"|/\d{4}/\d{1,2}/|/[\w]+(?:-[\w]+){3,}",
    re.IGNORECASE,
)
_HOME = re.compile(r"https://[^/]+/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?$", re.IGNORECASE)
_BY_PATH = (
    (PageType.DISCUSSION, _DISCUSSION),
    (PageType.COMPARISON, _COMPARISON),
    (PageType.LISTICLE, _LISTICLE),
    (PageType.HOW_TO, _HOW_TO),
    (PageType.PRODUCT, _PRODUCT),
    (PageType.ARTICLE, _ARTICLE),
)
_BY_TITLE = (
    (PageType.COMPARISON, re.compile(r"\bvs\.?\b|\bversus\b|comparison|比較|对比", re.IGNORECASE)),
    (PageType.LISTICLE, _LISTICLE),
    (PageType.HOW_TO, _HOW_TO),
)
_MAX_LOOKED_AT = 500


def page_type_of(url_key: str, title: str | None) -> PageType | None:
    """The kind of page; None where neither path nor title tells.

    >>> page_type_of("https://a.example/blog/10-best-crm-tools", None).value
    'listicle'
    """
    if _HOME.match(url_key):
        return PageType.HOME
    _, _, path = url_key[:_MAX_LOOKED_AT].removeprefix("https://").partition("/")
    for kind, pattern in _BY_PATH:
        if pattern.search("/" + path):
            return kind
    for kind, pattern in _BY_TITLE:
        if title is not None and pattern.search(title[:_MAX_LOOKED_AT]):
            return kind
    return None
