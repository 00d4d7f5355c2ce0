"""Reads the hand-written sources of the labelled answers; README.md tells their markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from monitor.domain.findings import Sentiment
from monitor.evaluation.records import (
    BrandContext,
    BrandLabel,
    CataloguedBrand,
    CitationLabel,
    Gold,
    HardNegative,
    NegativeKind,
    Record,
    Source,
    Span,
)

KINDS = {
    "c": NegativeKind.COMMON_WORD,
    "o": NegativeKind.OTHER_ENTITY,
    "i": NegativeKind.INSIDE_WORD,
    "u": NegativeKind.URL_SLUG,
    "k": NegativeKind.CODE,
    "t": NegativeKind.CITATION_TITLE,
    "e": NegativeKind.EMAIL_OR_HANDLE,
}
TONES = {
    "+": Sentiment.POSITIVE,
    "0": Sentiment.NEUTRAL,
    "~": Sentiment.MIXED,
    "-": Sentiment.NEGATIVE,
}
MARK = re.compile(r"\{\{(?:(?P<kind>[coiukte]):)?(?:(?P<brand>[^={}]+)=)?(?P<surface>[^{}]+)\}\}")
ESCAPE = re.compile(r"\\u\{([0-9a-f]{2,6})\}")
VERDICT = re.compile(r"(?P<rank>\d*)(?P<tone>[+0~-])(?P<choice>!?)")
# A URL also ends at CJK punctuation (U+3001-3011) and at full-width brackets, comma and colon.
URL = re.compile(r"https?://[^\s<>\"'`|\]\u3001-\u3011\uff08\uff09\uff0c\uff1a\uff1b]+")
SUFFIXES = PublicSuffixList()


@dataclass
class Item:
    """One answer as it was written down."""

    place: str
    style: tuple[str, ...]
    prompt: str = ""
    brands: str = ""
    sources: list[str] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    nested: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)


class Miswritten(ValueError):
    """A source file does not follow the markup."""


def catalogue_of(path: Path) -> dict[str, CataloguedBrand]:
    """The brands by name: `name | aliases | domains | category | flags | require | forbid`."""
    brands: dict[str, CataloguedBrand] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        fields = [part.strip() for part in line.split("|")]
        name, aliases, domains, category, flags, require, forbid = fields + [""] * (7 - len(fields))
        if name in brands:
            raise Miswritten(f"{path.name}: {name} stands there twice")
        brands[name] = CataloguedBrand(
            brand=name,
            aliases=_listed(aliases),
            domains=_listed(domains),
            category=category,
            ambiguous="A" in flags,
            case_sensitive="C" in flags,
            context=BrandContext(_listed(require), _listed(forbid)),
            own=False,
        )
    return brands


def records_of(path: Path, catalogue: Mapping[str, CataloguedBrand]) -> tuple[Record, ...]:
    """The records of one language, numbered in the order of the file."""
    return tuple(
        _record(item, f"{path.stem}-{number:03}", path.stem, catalogue)
        for number, item in enumerate(_items(path), start=1)
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _items(path: Path) -> Iterator[Item]:
    item: Item | None = None
    in_body = False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.startswith("=== "):
            if item is not None:
                yield item
            item, in_body = Item(f"{path.name}:{number}", tuple(line[4:].split())), False
        elif item is None:
            continue
        elif in_body:
            item.body.append(line)
        elif line.startswith("A:"):
            in_body = True
        else:
            _head_line(item, line)
    if item is not None:
        yield item


def _head_line(item: Item, line: str) -> None:
    match line[:2], line[2:].strip():
        case "P:", text:
            item.prompt = _unescaped(text)
        case "C:", text:
            item.brands = text
        case "S:", text:
            item.sources.append(text)
        case "U:", text:
            item.cited.append(text)
        case "N:", text:
            item.nested.append(text)
        case _:
            raise Miswritten(f"{item.place}: expected P:, C:, S:, U:, N: or A:, found {line!r}")


def _record(
    item: Item, name: str, language: str, catalogue: Mapping[str, CataloguedBrand]
) -> Record:
    brands, verdicts = _chosen(item, catalogue)
    answer, marks = _unmarked(item, brands)
    mentions = [mark for mark in marks if not isinstance(mark[1], NegativeKind)]
    negatives = [
        HardNegative(brand, kind, span.start, span.end, span.surface)
        for brand, kind, span in marks
        if isinstance(kind, NegativeKind)
    ]
    if not item.prompt or not answer:
        raise Miswritten(f"{item.place}: prompt or answer is missing")
    labels = {
        brand.brand: _label(
            item,
            brand.brand,
            verdicts[brand.brand],
            tuple(span for named, _, span in mentions if named == brand.brand),
        )
        for brand in brands
    }
    marked = [span for _, _, span in marks]
    negatives += (n for n in _in_urls(answer, brands) if not _overlaps(n, marked))
    negatives += (n for text in item.nested for n in _nested(item, text, answer))
    return Record(
        id=name,
        language=language,
        style=item.style,
        prompt=item.prompt,
        answer=answer,
        source_list=_source_list(item),
        catalogue=brands,
        gold=Gold(labels, tuple(_citation(item, text, brands) for text in item.cited)),
        hard_negatives=tuple(sorted(set(negatives), key=lambda n: (n.start, n.end, n.brand))),
    )


def _chosen(
    item: Item, catalogue: Mapping[str, CataloguedBrand]
) -> tuple[tuple[CataloguedBrand, ...], dict[str, str]]:
    brands, verdicts = [], {}
    for part in _listed(item.brands):
        name, _, verdict = part.lstrip("*").partition("=")
        if name not in catalogue:
            raise Miswritten(f"{item.place}: {name} is not in the catalogue")
        if name in verdicts:
            raise Miswritten(f"{item.place}: {name} stands there twice")
        verdicts[name] = verdict
        brands.append(replace(catalogue[name], own=part.startswith("*")))
    return tuple(brands), verdicts


def _unmarked(
    item: Item, brands: tuple[CataloguedBrand, ...]
) -> tuple[str, list[tuple[str, NegativeKind | None, Span]]]:
    text = _unescaped("\n".join(item.body).strip("\n"))
    answer, marks, done = "", [], 0
    for mark in MARK.finditer(text):
        answer += text[done : mark.start()]
        surface, kind = mark["surface"], KINDS[mark["kind"]] if mark["kind"] else None
        brand = mark["brand"] or _brand_of(item, surface, brands)
        if brand not in {known.brand for known in brands}:
            raise Miswritten(f"{item.place}: {brand} is not among the brands of the item")
        marks.append((brand, kind, Span(len(answer), len(answer) + len(surface), surface)))
        answer += surface
        done = mark.end()
    answer += text[done:]
    if "{{" in answer or "}}" in answer:
        raise Miswritten(f"{item.place}: a mark is not closed")
    return answer, marks


def _brand_of(item: Item, surface: str, brands: tuple[CataloguedBrand, ...]) -> str:
    wanted = _plain(surface)
    for brand in brands:
        names = {_plain(name) for name in (brand.brand, *brand.aliases, *brand.domains)}
        if wanted in names:
            return brand.brand
    raise Miswritten(f"{item.place}: {surface!r} is no name of the item's brands; write Brand=text")


def _plain(text: str) -> str:
    return re.sub(r"[\s\u2010\u2011-]", "", unicodedata.normalize("NFKC", text)).casefold()


def _label(item: Item, brand: str, verdict: str, mentions: tuple[Span, ...]) -> BrandLabel:
    if bool(verdict) != bool(mentions):
        raise Miswritten(f"{item.place}: {brand}: {len(mentions)} marks, verdict {verdict!r}")
    if not verdict:
        return BrandLabel(False, (), None, None, False)
    parts = VERDICT.fullmatch(verdict)
    if parts is None:
        raise Miswritten(f"{item.place}: {brand}: cannot read verdict {verdict!r}")
    rank = int(parts["rank"]) if parts["rank"] else None
    return BrandLabel(True, mentions, rank, TONES[parts["tone"]], bool(parts["choice"]))


def _in_urls(answer: str, brands: tuple[CataloguedBrand, ...]) -> Iterator[HardNegative]:
    for url in URL.finditer(answer):
        for brand in brands:
            for name in {brand.brand, *brand.aliases, *brand.domains}:
                for form in {name, name.replace(" ", "-"), name.replace(" ", "")}:
                    pattern = rf"(?<![^\W_]){re.escape(form)}(?![^\W_])"
                    for hit in re.finditer(pattern, url[0], re.IGNORECASE):
                        start, end = url.start() + hit.start(), url.start() + hit.end()
                        kind = NegativeKind.URL_SLUG
                        yield HardNegative(brand.brand, kind, start, end, hit[0])


def _overlaps(negative: HardNegative, spans: list[Span]) -> bool:
    return any(span.start < negative.end and negative.start < span.end for span in spans)


def _nested(item: Item, text: str, answer: str) -> Iterator[HardNegative]:
    """`brand | kind | inner | outer`: the brand's letters inside another name, each time."""
    brand, kind, inner, outer = (part.strip() for part in text.split("|"))
    if outer not in answer:
        raise Miswritten(f"{item.place}: {outer!r} is not in the answer")
    for hit in re.finditer(re.escape(outer), answer):
        start = hit.start() + outer.index(inner)
        yield HardNegative(brand, KINDS[kind], start, start + len(inner), inner)


def _source_list(item: Item) -> tuple[Source, ...]:
    entries = (text.partition("|") for text in item.sources)
    return tuple(
        Source(number, url.strip(), title.strip() or None)
        for number, (url, _, title) in enumerate(entries, start=1)
    )


def _citation(item: Item, text: str, brands: tuple[CataloguedBrand, ...]) -> CitationLabel:
    url, _, told = (part.strip() for part in text.partition("|"))
    host = urlsplit(url).hostname
    if host is None:
        raise Miswritten(f"{item.place}: {url!r} is no URL")
    owner = _owner(told or host, brands)
    domain = SUFFIXES.privatesuffix(told or host)
    return CitationLabel(
        url=url,
        domain=domain,
        owned=owner is not None and owner.own,
        brand=None if owner is None else owner.brand,
    )


def _owner(host: str, brands: tuple[CataloguedBrand, ...]) -> CataloguedBrand | None:
    for brand in brands:
        for domain in brand.domains:
            if host == domain or host.endswith(f".{domain}"):
                return brand
    return None


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
