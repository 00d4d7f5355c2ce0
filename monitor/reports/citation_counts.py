"""Counts what answers cite and where they name brands; rates are made of it elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from monitor.domain.findings import CitationOrigin, SourceType
from monitor.metrics.impression import Impression, impressions
from monitor.reports.sentences import sentences_of
from monitor.storage.citations import CitedPage, CitingAnswer


@dataclass(slots=True)
class Tally:
    """What is counted of one site or brand."""

    times: int = 0
    answers: Counter[int] = field(default_factory=Counter)  # that cite it, by prompt
    types: Counter[SourceType] = field(default_factory=Counter)
    owners: Counter[int] = field(default_factory=Counter)
    impressions: dict[int, list[Impression]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class CitationCounts:
    """What is counted over the answers of a group."""

    answers: Counter[int] = field(default_factory=Counter)  # by prompt
    located: Counter[int] = field(default_factory=Counter)  # that tell where they cite, by prompt
    naming: Counter[int] = field(default_factory=Counter)  # that name a brand, by prompt
    citing: int = 0
    citations: int = 0
    unknown: int = 0  # citations without a domain
    domains: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    owned: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def add(self, answer: CitingAnswer, tracked: frozenset[int]) -> None:
        """Count one more answer; brands that are not tracked own nothing."""
        prompt = answer.place.prompt_id
        self.answers[prompt] += 1
        pages = cited_pages(answer.pages)
        self.citing += bool(pages)
        self._count(prompt, pages, tracked)
        places: dict[str, list[int]] = defaultdict(list)
        for page in pages:
            if page.domain is not None:
                places[page.domain] += page.cited_at
        named = {b: places for b, places in answer.named_at.items() if b in tracked}
        located = {domain: at for domain, at in places.items() if at}
        if not located and not named:
            return
        sentences = sentences_of(answer.text)
        if located:
            self.located[prompt] += 1
            found = impressions(sentences.with_subjects(located), list(located))
            for domain, each in found.items():
                self.domains[domain].impressions[prompt].append(each)
        if named:
            self.naming[prompt] += 1
            by_brand = impressions(sentences.with_subjects(named), list(named))
            for brand, each in by_brand.items():
                self.owned[brand].impressions[prompt].append(each)

    def _count(self, prompt: int, pages: Sequence[CitedPage], tracked: frozenset[int]) -> None:
        self.citations += len(pages)
        self.unknown += sum(page.domain is None for page in pages)
        for page in pages:
            owner = page.owner_brand_id if page.owner_brand_id in tracked else None
            if page.domain is not None:
                tally = self.domains[page.domain]
                tally.times += 1
                if page.source_type is not None:
                    tally.types[page.source_type] += 1
                if owner is not None:
                    tally.owners[owner] += 1
            if owner is not None:
                self.owned[owner].times += 1
        for domain in {page.domain for page in pages if page.domain is not None}:
            self.domains[domain].answers[prompt] += 1
        for brand in {page.owner_brand_id for page in pages if page.owner_brand_id in tracked}:
            if brand is not None:
                self.owned[brand].answers[prompt] += 1


def cited_pages(pages: Sequence[CitedPage]) -> tuple[CitedPage, ...]:
    """The pages that an answer cites, each once.

    Where the text points at some entries of the provider's list, the others are sources that were
    read and not cited; where it points at none, nobody tells them apart, and all count.
    """
    provided = [page for page in pages if page.origin is CitationOrigin.PROVIDER]
    is_located = any(page.cited_at for page in provided)
    merged: dict[str, CitedPage] = {}
    for page in pages:
        if is_located and not page.cited_at:
            continue
        known = merged.get(page.url_key)
        if known is None:
            merged[page.url_key] = page
        else:
            at = tuple(sorted({*known.cited_at, *page.cited_at}))
            merged[page.url_key] = replace(known, cited_at=at)
    return tuple(merged.values())
