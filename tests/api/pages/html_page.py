"""A page as a test reads it: its elements with their attributes and text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

EMPTY = frozenset({"meta", "link", "input", "br"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    parents: tuple[str, ...] = ()


@dataclass
class Page(HTMLParser):
    """A parsed page; tags that are not closed in order fail the test."""

    html: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()
        assert self.open == [], [element.tag for element in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs), f"{tag} has an attribute twice"
        element = Element(tag, given, parents=tuple(each.tag for each in self.open))
        self.elements.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def one(self, tag: str, **wanted: str) -> Element:
        found = [e for e in self.all(tag) if wanted.items() <= e.attributes.items()]
        assert len(found) == 1, (tag, wanted, len(found))
        return found[0]

    def links(self) -> list[str]:
        return [element.attributes["href"] for element in self.all("a")]

    def terms(self) -> set[str]:
        """The slugs of the glossary's terms that the page links to."""
        paths = [urlsplit(link).path for link in self.links()]
        return {p.rpartition("/")[2] for p in paths if p.startswith("/pages/glossary/")}

    def submitted(self, **changed: str) -> list[tuple[str, str]]:
        """What a browser would send for the form of the content, with fields filled anew."""
        sent: list[tuple[str, str]] = []
        select = ""
        for element in self.elements:
            given = element.attributes
            if element.tag == "select":
                select = given["name"]
            elif element.tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
                sent.append((given["name"], given.get("value", "")))
            elif element.tag == "option" and "selected" in given:
                sent.append((select, given.get("value", element.text)))
        return [(name, changed.get(name, value)) for name, value in sent]


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))
