"""The pages of docs/reference/models: what the shipped catalog says, one page for each vendor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from monitor.catalog.adapter_words import adapter_told
from monitor.catalog.counts import display_count, scaled
from monitor.catalog.fields import FIELDS
from monitor.catalog.shipped import (
    shipped_cards,
    shipped_sources,
    shipped_surfaces,
    shipped_vendors,
)
from monitor.catalog.size_class import ACTIVE_BOUNDS, TOTAL_BOUNDS, SizeClass
from monitor.catalog.summary import summarize
from monitor.domain.model_card import Claim, ModelCard
from monitor.glossary.fields import term_of_field

Page = Callable[[], str]


def model_pages() -> dict[str, Page]:
    """The pages by their place under docs/reference."""
    vendors = {f"models/{key}.md": partial(vendor_page, key) for key in shipped_vendors()}
    return {"models/index.md": index_page, **vendors}


def index_page() -> str:
    """What the catalog holds, how to read it, and who is cited."""
    lines = [
        "# Model catalog",
        "",
        "What public sources say of models, as it is shipped. Made by `make docs`.",
        "",
        "No figure stands alone: each is a claim with its basis, source and day. Where no claim is",
        "exact, the figure is the range of all claims and says how many there are.",
        "A workspace adds what it knows with `namedrop models add` and `namedrop models claim`.",
        "",
        "| vendor | models | exact count | range only | no count |",
        "| --- | --- | --- | --- | --- |",
    ]
    for key, vendor in shipped_vendors().items():
        cards = [card for card in shipped_cards().values() if card.vendor == key]
        status = Counter(summarize(card).total.status.value for card in cards)
        lines.append(
            f"| [{vendor.name}]({key}.md) | {len(cards)} | {status['exact']} | "
            f"{status['estimated']} | {status['undisclosed'] + status['not_recorded']} |"
        )
    lines += ["", "## Size classes", "", *_size_classes()]
    lines += ["", "## Surfaces", "", *_surfaces()]
    lines += ["", "## Fields", "", "| field | unit | meaning |", "| --- | --- | --- |"]
    lines += [f"| {_field(f.name)} | {f.unit or '-'} | {f.meaning} |" for f in FIELDS.values()]
    lines += ["", "## Sources", "", "| source | as of | what it is |", "| --- | --- | --- |"]
    for source in sorted(shipped_sources().values(), key=lambda source: source.name):
        name = f"[{source.name}]({source.url})" if source.url else source.name
        lines.append(f"| {name} | {source.as_of.isoformat()} | {_cell(source.title)} |")
    return "\n".join(lines) + "\n"


def _field(name: str) -> str:
    term = term_of_field(name)
    return f"`{name}`" if term is None else f"[`{name}`](../terms/en.md#{term})"


def _size_classes() -> Iterator[str]:
    yield "| class | all parameters from | parameters used for each token from |"
    yield "| --- | --- | --- |"
    for size, total, active in zip(SizeClass, (0, *TOTAL_BOUNDS), (0, *ACTIVE_BOUNDS), strict=True):
        yield f"| {size.value} | {scaled(total)} | {scaled(active)} |"
    yield ""
    yield "A range that touches several classes has none."


def _surfaces() -> Iterator[str]:
    yield "Consumer products that do not tell which model answered; they have no card."
    yield ""
    yield "| surface | vendor | why |"
    yield "| --- | --- | --- |"
    for surface in shipped_surfaces():
        yield f"| {surface.name} | {surface.vendor} | {surface.why} |"


def vendor_page(key: str) -> str:
    """All cards of a vendor, with every claim about their parameters."""
    lines = [
        f"# {shipped_vendors()[key].name}",
        "",
        "Made by `make docs`; see [how to read it](index.md) and",
        "[what the words mean](../terms/en.md).",
    ]
    for card in shipped_cards().values():
        if card.vendor == key:
            lines += ["", *_card(card)]
    return "\n".join(lines) + "\n"


def _card(card: ModelCard) -> Iterator[str]:
    summary = summarize(card)
    yield f"## {card.name}"
    yield ""
    yield f"`{card.key}`, family {card.family}."
    yield ""
    yield f"- [Parameters](../terms/en.md#parameters): {display_count(summary.total)}"
    yield f"- [Active](../terms/en.md#active-parameters): {display_count(summary.active)}"
    for lineage in card.lineage:
        yield f"- Lineage: {lineage.relation.value.replace('_', ' ')} `{lineage.parent}`"
    for adapter in card.adapters:
        yield f"- [Adapter](../terms/en.md#adapters): {adapter_told(adapter)}"
    if card.snapshots:
        yield f"- Snapshots: {', '.join(f'`{each.id}`' for each in card.snapshots)}"
    if card.note:
        yield f"- Note: {_cell(card.note)}"
    yield ""
    yield "| field | value | low | high | basis | source | as of | confidence |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    yield from (_row(claim) for claim in card.claims)


def _row(claim: Claim) -> str:
    source = f"[{claim.source}]({claim.source_url})" if claim.source_url else claim.source
    cells = (
        f"`{claim.field}`",
        *(_value(claim, told) for told in (claim.value, claim.low, claim.high)),
        claim.basis.value.replace("_", " ") + (", replaced" if claim.superseded_by else ""),
        source,
        claim.as_of.isoformat(),
        claim.confidence.value,
    )
    return f"| {' | '.join(cells)} |"


def _value(claim: Claim, told: float | str | bool | None) -> str:
    match told:
        case None:
            return "-"
        case bool():
            return "yes" if told else "no"
        case int() if claim.unit == "parameters":
            return scaled(told)
        case int():
            return f"{told:,}"
        case float():
            return f"{told:g}"
        case str():
            return _cell(told)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
