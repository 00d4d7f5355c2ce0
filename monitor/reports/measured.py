"""Counts of a group of answers made into the metrics of each brand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from monitor.metrics.cell import MetricCell, PromptCell, tier_of
from monitor.metrics.definitions import MetricName
from monitor.metrics.visibility import mention_rate, share_of_voice_presence
from monitor.storage.visibility import Place, PlacedCount

NOT_ALL_ANALYZED = "no share: not all answers are analyzed with every brand yet"

CellsByBrand: TypeAlias = Mapping[int, Sequence[PromptCell]]
PlacedCounts: TypeAlias = Mapping[Place, Sequence[PlacedCount]]


def cells_by_brand(
    places: Iterable[Place], counts: PlacedCounts, *, by_version: bool = False
) -> CellsByBrand:
    """The counts of a group by brand and prompt, whatever else tells its places apart.

    Args:
        places: those of the group.
        counts: of each place; one without any has no part.
        by_version: whether each wording of a prompt counts as a prompt of its own.
    """
    sums: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for place in places:
        prompt_id = place.prompt_version_id if by_version else place.prompt_id
        for count in counts.get(place, ()):
            pair = sums[count.brand_id][prompt_id]
            pair[0] += count.k
            pair[1] += count.n
    return {
        brand_id: [PromptCell(prompt_id, k, n) for prompt_id, (k, n) in prompts.items()]
        for brand_id, prompts in sums.items()
    }


def measure(
    cells: CellsByBrand, metrics: Iterable[MetricName]
) -> Mapping[MetricName, Mapping[int, MetricCell]]:
    """Each metric of each brand."""
    measured: dict[MetricName, Mapping[int, MetricCell]] = {}
    for metric in metrics:
        match metric:
            case MetricName.MENTION_RATE:
                measured[metric] = {b: mention_rate(own) for b, own in cells.items()}
            case MetricName.SHARE_OF_VOICE_PRESENCE:
                measured[metric] = _shares(cells)
    return measured


def all_read_alike(cells: CellsByBrand) -> bool:
    """Whether all answers were read with every brand; while one is new, some were not."""
    return len({frozenset((c.prompt_id, c.n) for c in own) for own in cells.values()}) <= 1


def _shares(cells: CellsByBrand) -> Mapping[int, MetricCell]:
    if not all_read_alike(cells):
        none = MetricCell(None, 0, 0, 0, None, None, NOT_ALL_ANALYZED, tier_of(0))
        return dict.fromkeys(cells, none)
    shares = share_of_voice_presence({str(b): own for b, own in cells.items()})
    return {int(b): cell for b, cell in shares.items()}
