"""Trends over a setting in one model that was asked with several values of it, all else alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.metrics.multiple_tests import benjamini_hochberg
from monitor.metrics.setting_trend import SettingCell, SettingTrend, trend_over_setting
from monitor.reports.asked_alike import AskedModel, Setup
from monitor.storage.configured import SavedBrand

FEWEST_PROMPTS = 6
"""Prompts that tell something; with five the smallest p of a sign-flip test is 2/32."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """How a brand's mention rate moves with a setting of one model.

    Attributes:
        model: the key of its card.
        values: those that were asked with, lowest first.
        trend: None where no prompt tells anything.
        q: the p-value adjusted for all brands, models and settings; None where too few prompts tell
            something.
    """

    model: str
    model_name: str
    setting: str
    values: tuple[float, ...]
    brand: SavedBrand
    trend: SettingTrend | None
    q: float | None


def setting_rows(setups: Sequence[Setup], brands: Sequence[SavedBrand]) -> tuple[SettingRow, ...]:
    """One row for each brand, model and setting of which two values or more were used."""
    rows = [_row(setting, levels, brand) for setting, levels in _varied(setups) for brand in brands]
    return tuple(_with_q_values(rows))


_Level = tuple[float, Setup, AskedModel]


def _varied(setups: Sequence[Setup]) -> Iterator[tuple[str, list[_Level]]]:
    """The settings that vary in a model while all else is the same, with its values."""
    groups: dict[tuple[str, str, str], list[_Level]] = defaultdict(list)
    for setup in setups:
        for setting, value in setup.settings.items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            if setting in {"seed", "max_tokens"}:
                continue
            for model in setup.models:
                groups[model.key, setting, setup.without(setting)].append(
                    (float(value), setup, model)
                )
    for (_, setting, _), levels in sorted(groups.items()):
        if len(levels) > 1:
            yield setting, sorted(levels, key=lambda level: level[0])


def _row(setting: str, levels: Sequence[_Level], brand: SavedBrand) -> SettingRow:
    cells = [
        SettingCell(prompt, value, k, n)
        for value, _, model in levels
        for prompt, (k, n) in model.counts.get(brand.id, {}).items()
    ]
    model = levels[0][2]
    return SettingRow(
        model=model.key,
        model_name=model.summary.name,
        setting=setting,
        values=tuple(value for value, _, _ in levels),
        brand=brand,
        trend=trend_over_setting(cells),
        q=None,
    )


def _with_q_values(rows: Sequence[SettingRow]) -> Iterator[SettingRow]:
    tested = [
        (index, row.trend.p)
        for index, row in enumerate(rows)
        if row.trend is not None and row.trend.prompts >= FEWEST_PROMPTS
    ]
    adjusted = benjamini_hochberg([p for _, p in tested])
    by_row = {index: q for (index, _), q in zip(tested, adjusted, strict=True)}
    for index, row in enumerate(rows):
        yield replace(row, q=by_row.get(index))
