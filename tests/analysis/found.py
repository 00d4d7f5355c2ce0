"""Short ways to ask the analyzer what it finds, for tests."""

from __future__ import annotations

from monitor.analysis.analyze import Analyzer
from monitor.domain.findings import Brand, MentionKind


def brand(name: str, *aliases: str, **others: object) -> Brand:
    """A brand whose key is its name."""
    return Brand(name, name, aliases=aliases, **others)  # type: ignore[arg-type] # fields of Brand


def surfaces(text: str, *brands: Brand) -> list[tuple[str, str]]:
    """Brand and surface of each mention that counts, by offset."""
    mentions = Analyzer(brands).analyze(text, None).mentions
    return [(m.brand, text[m.start : m.end]) for m in mentions if m.counts]


def kinds(text: str, *brands: Brand) -> list[MentionKind]:
    """The kind of each mention, counted or not, by offset."""
    return [m.kind for m in Analyzer(brands).analyze(text, None).mentions]


def ranks(text: str, *brands: Brand) -> dict[str, int]:
    """The rank of each brand that has one."""
    findings = Analyzer(brands).analyze(text, None).findings
    return {f.brand: f.rank for f in findings if f.rank is not None}
