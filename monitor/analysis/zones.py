"""Where in an answer a name is no mention: code, URLs, e-mail addresses, the list of sources."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.analysis.code_spans import Span, code_spans, is_inside
from monitor.analysis.folding import fold_text
from monitor.analysis.links import Link, definition_titles, find_links
from monitor.domain.findings import MentionKind

_HANDLE = re.compile(r"@(?:[A-Za-z0-9_][A-Za-z0-9_.-]*+|\w{1,30})")
_LOCAL_PART = re.compile(r"[A-Za-z0-9._%+-]+\Z")
_MAX_LOCAL_PART = 64
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\[\]\n]{1,100}\]:[^\n]*$", re.MULTILINE)
_SOURCES_WORDS = frozenset(
    fold_text(word)
    for word in re.findall(
        r"[^|]+",
        "sources|references|citations|bibliography|works cited|further reading|"
        "fontes|referências|referencias|bibliografia|fuentes|bibliografía|"
        "quellen|quellenangaben|quellenverzeichnis|einzelnachweise|literatur|"
        "références|bibliographie|fonti|riferimenti|bronnen|källor|kilder|"
        "lähteet|źródła|kaynaklar|kaynakça|источники|ссылки|джерела|参考|参考文献|"
        "参考资料|参考資料|来源|資料來源|资料来源|出典|参照|出处|출처|참고|참고문헌|المصادر|المراجع|מקורות|"
        "स्रोत|संदर्भ|แหล่งที่มา|แหล่งอ้างอิง|อ้างอิง",
    )
)
_SHORT_LINE = re.compile(
    r"\n[ \t#*_]*+(?P<words>[^\W\d_][^\n*_:\uff1a]{1,40}+)[*_:\uff1a \t]*+(?=\r?\n)"
)
_ENTRY = re.compile(
    r"[ \t]*(?:[-*+•\u2013][ \t]|\d{1,3}[.)\u3001][ \t]?|\(?\[\^?[\w]{1,20}\]|<?https?://"
    r"|\[[^\]\n]{1,300}\]\()"
)
_MAX_CLOSING = 300  # characters after the list; a longer text shows that it is no trailing one


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones of one text, each kind in order and not overlapping, and its links."""

    code: list[Span]
    urls: list[Span]
    addresses: list[Span]
    sources: list[Span]
    links: list[Link]

    def kind_at(self, place: int) -> MentionKind | None:
        """The kind of a name that begins at the offset; None outside of all zones."""
        if self.code and is_inside(self.code, place):
            return MentionKind.CODE
        if self.urls and is_inside(self.urls, place):
            return MentionKind.URL
        if self.addresses and is_inside(self.addresses, place):
            return MentionKind.EMAIL_OR_HANDLE
        if self.sources and is_inside(self.sources, place):
            return MentionKind.CITATION_TITLE
        return None


def find_zones(text: str) -> Zones:
    """The zones of a Markdown text, in time linear in its length."""
    code = code_spans(text)
    links = find_links(text, code)
    footnotes = [m.span() for m in _FOOTNOTE.finditer(text)] if "[^" in text else []
    return Zones(
        code=code,
        urls=[(link.start, link.end) for link in links],
        addresses=_addresses(text) if "@" in text else [],
        sources=_merged([*definition_titles(text), *footnotes, *_sources_section(text, code)]),
        links=links,
    )


def _addresses(text: str) -> list[Span]:
    spans: list[Span] = []
    done = 0
    for found in _HANDLE.finditer(text):
        start, end = found.span()
        before = text[max(done, start - _MAX_LOCAL_PART) : start]
        local = _LOCAL_PART.search(before)
        begin = start - len(local[0]) if local else start
        if end > done:
            spans.append((max(begin, done), end))
            done = end
    return spans


def _sources_section(text: str, code: list[Span]) -> list[Span]:
    """From the last heading or label of sources to the end of the list below it."""
    last = None
    for heading in _SHORT_LINE.finditer(text):
        named = fold_text(heading["words"]).strip() in _SOURCES_WORDS
        if named and not is_inside(code, heading.start()):
            last = heading
    if last is None:
        return []
    end = last.end()
    place = text.find("\n", end) + 1
    while place < len(text):
        stop = text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        line = text[place:stop]
        if _ENTRY.match(line):
            end = stop
        elif line.strip() and not (line[0] in " \t" and end > last.end()):
            break
        place = stop + 1
    if end == last.end() or len(text) - end > _MAX_CLOSING:
        return []
    return [(last.start(), end)]


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
