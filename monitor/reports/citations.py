"""Citations: which sites answers rest on, how much of the text each carries, and whose they are."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from monitor.catalog.summary import CardSummary, summarize
from monitor.domain.findings import BrandKind, OwnerKind, SourceType
from monitor.errors import NotFound
from monitor.metrics.cell import MetricCell, PromptCell, tier_of
from monitor.metrics.impression import Impression
from monitor.metrics.visibility import mention_rate
from monitor.reports.citation_counts import CitationCounts, Tally
from monitor.reports.citations_query import CitationDimension, CitationsQuery
from monitor.reports.query import PromptScope
from monitor.storage.citations import citing_answers
from monitor.storage.configured import SavedBrand, SavedTarget, current_brands, targets_by_id
from monitor.storage.engine import Database
from monitor.storage.model_cards import list_cards
from monitor.storage.runs import run_named
from monitor.storage.visibility import Scope

Counted = TypeVar("Counted", SourceType, int)

NO_INTERVAL = "no interval: citations of one answer depend on each other"


@dataclass(frozen=True, slots=True)
class MeanImpression:
    """The mean impression over answers, each prompt weighing the same; see `Impression`.

    Attributes:
        answers: over which the mean is; all other fields are None where there are none.
    """

    answers: int
    word_share: float | None
    position_adjusted_word_share: float | None
    position_share: float | None
    answer_word_share: float | None


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One site, in the answers of one target or of all.

    Attributes:
        times_cited: distinct pages of the site, summed over answers.
        owner: the tracked brand that owns the pages; None for a third party.
        source_type: the commonest of its citations; None where no rule tells.
        cited_rate: answers that cite the site (k) of all counted answers (n).
        citation_share: its citations (k) of all (n).
        impression: among sites, in answers that tell where they cite.
    """

    domain: str
    target: SavedTarget | None
    owner: SavedBrand | None
    owner_kind: OwnerKind
    source_type: SourceType | None
    times_cited: int
    cited_rate: MetricCell
    citation_share: MetricCell
    impression: MeanImpression
    card: CardSummary | None


@dataclass(frozen=True, slots=True)
class BrandRow:
    """One tracked brand, in the answers of one target or of all.

    Attributes:
        owned_cited_rate: answers that cite a page which the brand owns (k) of all counted (n).
        impression: among tracked brands, in answers that name any.
    """

    brand: SavedBrand
    target: SavedTarget | None
    times_cited: int
    owned_cited_rate: MetricCell
    impression: MeanImpression
    card: CardSummary | None


@dataclass(frozen=True, slots=True)
class CitationsReport:
    """Rows by target, then sites by falling number of citing answers, and brands by id."""

    query: CitationsQuery
    domains: tuple[DomainRow, ...]
    brands: tuple[BrandRow, ...]
    notes: tuple[str, ...]


def citations_report(
    database: Database, workspace_id: int, query: CitationsQuery, *, now: datetime
) -> CitationsReport:
    """The report; time grows with the answers of the scope, whose texts are read.

    Raises:
        BadInput: the query cannot be answered; the message says why.
        NotFound: a brand, target or run of the query is not there.
    """
    query = query.explicit(now.date())
    groups: dict[int | None, CitationCounts] = defaultdict(CitationCounts)
    by_target = CitationDimension.TARGET in query.dimensions
    with database.read() as session:
        brands = current_brands(session, workspace_id)
        targets = targets_by_id(session, workspace_id)
        cards = list_cards(session, workspace_id)
        if query.run_id is not None:
            run_named(session, workspace_id, query.run_id)
        _require_known("brand_ids", query.brand_ids, {saved.id for saved in brands})
        _require_known("target_ids", query.target_ids, targets.keys())
        tracked = frozenset(saved.id for saved in brands)
        for answer in citing_answers(session, workspace_id, _scope(query)):
            groups[answer.target_id if by_target else None].add(answer, tracked)
    context = _Context(
        brands={saved.id: saved for saved in brands},
        targets=targets,
        cards={saved.id: summarize(saved.card) for saved in cards},
    )
    ordered = sorted(groups.items(), key=lambda group: group[0] or 0)
    return CitationsReport(
        query=query,
        domains=tuple(row for at, group in ordered for row in _domain_rows(at, group, context)),
        brands=tuple(
            row for at, group in ordered for row in _brand_rows(at, group, context, query.brand_ids)
        ),
        notes=tuple(_notes(query, groups.values(), now)),
    )


def _require_known(name: str, asked: Sequence[int] | None, known: Collection[int]) -> None:
    unknown = [str(one) for one in asked or () if one not in known]
    if unknown:
        raise NotFound(f"{name}: this workspace has none of the id {', '.join(unknown)}")


def _scope(query: CitationsQuery) -> Scope:
    asked_from, asked_before = query.date_range.span() if query.date_range else (None, None)
    return Scope(
        asked_from=asked_from,
        asked_before=asked_before,
        run_id=query.run_id,
        target_ids=query.target_ids,
        branded=query.prompts is PromptScope.ALL,
    )


@dataclass(frozen=True, slots=True)
class _Context:
    brands: Mapping[int, SavedBrand]
    targets: Mapping[int, SavedTarget]
    cards: Mapping[int, CardSummary]


def _domain_rows(
    target_id: int | None, group: CitationCounts, context: _Context
) -> Iterator[DomainRow]:
    target, card = _shown_target(target_id, group, context)
    rows = []
    for domain, tally in group.domains.items():
        owner = _commonest(tally.owners)
        saved = None if owner is None else context.brands.get(owner)
        rows.append(
            DomainRow(
                domain=domain,
                target=target,
                owner=saved,
                owner_kind=_owner_kind(saved),
                source_type=_commonest(tally.types),
                times_cited=tally.times,
                cited_rate=_rate(tally.answers, group.answers),
                citation_share=_share(tally.times, group),
                impression=_mean(tally.impressions, group.located),
                card=card,
            )
        )
    yield from sorted(rows, key=lambda row: (-row.cited_rate.k, -row.times_cited, row.domain))


def _brand_rows(
    target_id: int | None, group: CitationCounts, context: _Context, wanted: Collection[int] | None
) -> Iterator[BrandRow]:
    target, card = _shown_target(target_id, group, context)
    for brand_id, saved in sorted(context.brands.items()):
        if wanted is None or brand_id in wanted:
            tally = group.owned.get(brand_id, Tally())
            yield BrandRow(
                brand=saved,
                target=target,
                times_cited=tally.times,
                owned_cited_rate=_rate(tally.answers, group.answers),
                impression=_mean(tally.impressions, group.naming),
                card=card,
            )


def _shown_target(
    target_id: int | None, group: CitationCounts, context: _Context
) -> tuple[SavedTarget | None, CardSummary | None]:
    if target_id is None:
        return None, None
    target = context.targets[target_id]
    card_id = max(group.card_ids, default=target.model_card_id)
    return target, None if card_id is None else context.cards.get(card_id)


def _rate(cited: Mapping[int, int], answers: Mapping[int, int]) -> MetricCell:
    return mention_rate([PromptCell(p, cited.get(p, 0), n) for p, n in sorted(answers.items())])


def _share(times: int, group: CitationCounts) -> MetricCell:
    return MetricCell(
        value=times / group.citations if group.citations else None,
        k=times,
        n=group.citations,
        n_prompts=len(group.answers),
        ci_low=None,
        ci_high=None,
        method=NO_INTERVAL,
        tier=tier_of(group.citing),
    )


def _mean(
    by_prompt: Mapping[int, Sequence[Impression]], answers: Mapping[int, int]
) -> MeanImpression:
    """The mean over prompts of the mean over answers; answers without the subject count as 0."""
    total = sum(answers.values())
    if not total:
        return MeanImpression(0, None, None, None, None)

    def mean(name: str) -> float:
        sums = {p: math.fsum(getattr(each, name) for each in own) for p, own in by_prompt.items()}
        return math.fsum(sums.get(p, 0.0) / n for p, n in answers.items()) / len(answers)

    return MeanImpression(
        answers=total,
        word_share=mean("word_share"),
        position_adjusted_word_share=mean("position_adjusted_word_share"),
        position_share=mean("position_share"),
        answer_word_share=mean("answer_word_share"),
    )


def _commonest(counted: Counter[Counted]) -> Counted | None:
    return min(counted, key=lambda each: (-counted[each], str(each))) if counted else None


def _owner_kind(saved: SavedBrand | None) -> OwnerKind:
    if saved is None:
        return OwnerKind.THIRD_PARTY
    return OwnerKind.OWN if saved.brand.kind is BrandKind.OWN else OwnerKind.COMPETITOR


def _notes(query: CitationsQuery, groups: Iterable[CitationCounts], now: datetime) -> Iterator[str]:
    known = list(groups)
    if query.prompts is PromptScope.UNBRANDED:
        yield "Only prompts that name no tracked brand count."
    if query.date_range and query.date_range.span()[1] > now:
        yield "The period is not over: the last day is incomplete."
    answers = sum(group.answers.total() for group in known)
    citing = sum(group.citing for group in known)
    located = sum(group.located.total() for group in known)
    if answers:
        yield f"{citing} of {answers} answers cite a source."
    if citing > located:
        yield (
            f"{citing - located} of them do not tell where in the text they cite; they are in no "
            "word share."
        )
    if unknown := sum(group.unknown for group in known):
        yield f"{unknown} citations have no domain; they count in the shares and have no row."
