"""What a reader of a report on parameters must know beside its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.catalog.counts import scaled
from monitor.domain.model_card import Figure, FigureStatus
from monitor.metrics.by_parameters import Gate
from monitor.reports.asked_alike import AskedModel
from monitor.reports.parameters_query import COUNTS
from monitor.reports.parameters_rows import ParametersReport
from monitor.reports.query import PromptScope

CONFOUNDED = (
    "Bigger models are also newer, trained on more data with later cut-offs: size is confounded."
)
SEARCH = (
    "With web search on, the answer depends on the retrieved pages more than on the weights. "
    "Answers with and without it are never put together."
)
FEW_MODELS = "Few models: even a true effect would usually be missed."
ECOLOGITS = "EcoLogits estimates come partly from price: do not correlate them with price or speed."


def parameters_notes(report: ParametersReport, moved: Sequence[str]) -> tuple[str, ...]:
    """The notes; `moved` are the keys of targets that were served by several models."""
    return tuple(_notes(report, moved))


def _notes(report: ParametersReport, moved: Sequence[str]) -> Iterator[str]:
    if report.query.prompts is PromptScope.UNBRANDED:
        yield "Only prompts that name no tracked brand count."
    models = {model.key: model for setup in report.setups for model in setup.models}
    yield from _about_counts(list(models.values()))
    tested = [row for row in report.rows if row.q is not None]
    if any(row.factor in COUNTS for row in tested):
        yield CONFOUNDED
    if any(setup.web_search for setup in report.setups):
        yield SEARCH
    for key in moved:
        yield (
            f"The alias of target {key} moved to another model or snapshot in this period; "
            "before/after is a break, not a trend."
        )
    if models and any(row.association.gate is not Gate.FULL for row in report.rows):
        yield FEW_MODELS
    if tested:
        yield (
            "q is the p-value adjusted by Benjamini and Hochberg over all tests of the same metric "
            "and factor in this report."
        )
    if len(report.setups) > 1:
        yield (
            f"Models were asked in {len(report.setups)} ways (channel, web search, country, system "
            "prompt, settings); each is compared for itself."
        )


def _about_counts(models: Sequence[AskedModel]) -> Iterator[str]:
    estimated = [
        m.summary.total for m in models if m.summary.total.status is FigureStatus.ESTIMATED
    ]
    folds = [times for figure in estimated if (times := _times(figure)) is not None]
    if folds and max(folds) > 1:
        yield (
            "The vendor does not publish this number; what you see are others' estimates that "
            f"differ up to {max(folds):.2g}-fold."
        )
    apart = max(models, key=_sparsity, default=None)
    if apart is not None and _sparsity(apart) > 1 and _ranks_differ(models):
        total, active = apart.summary.total.value, apart.summary.active.value
        assert total is not None
        assert active is not None
        yield (
            f"Total and active parameters rank models differently ({apart.summary.name}: "
            f"{scaled(total)} vs {scaled(active)})."
        )
    if any("ecologits" in claim.source.lower() for model in models for claim in model.card.claims):
        yield ECOLOGITS


def _times(figure: Figure) -> float | None:
    return figure.high / figure.low if figure.low and figure.high else None


def _sparsity(model: AskedModel) -> float:
    total, active = model.summary.total.value, model.summary.active.value
    return total / active if total and active else 1.0


def _ranks_differ(models: Sequence[AskedModel]) -> bool:
    known = [
        (m.summary.total.value, m.summary.active.value)
        for m in models
        if m.summary.total.value is not None and m.summary.active.value is not None
    ]
    by_total = sorted(range(len(known)), key=lambda index: known[index][0])
    return by_total != sorted(range(len(known)), key=lambda index: known[index][1])
