"""The sections of `namedrop.yaml` as entries, and what is said of those that cannot be used."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitor.configuration.document import Document
from monitor.configuration.problem import Path, Problem, found, unknown_key
from monitor.configuration.schema import (
    BrandEntry,
    BudgetEntry,
    Entry,
    JudgeEntry,
    LimitEntry,
    MonitorEntry,
    PrecisionEntry,
    PromptChoice,
    PromptEntry,
    ScheduleEntry,
    SettingsEntry,
    SourceEntry,
    TargetEntry,
)
from monitor.configuration.values import Expected

SECTIONS = ("brands", "prompts", "targets", "monitors")
OPTIONAL_SECTIONS = ("sources", "limits")
"""Keys of the file that may be left out and hold a list."""
GROUPS = ("judge", "budget")
"""Keys of the file that may be left out and hold one group of keys."""

_MODELS: dict[tuple[str, ...], type[Entry]] = {
    ("brands",): BrandEntry,
    ("prompts",): PromptEntry,
    ("targets",): TargetEntry,
    ("targets", "settings"): SettingsEntry,
    ("judge",): JudgeEntry,
    ("budget",): BudgetEntry,
    ("sources",): SourceEntry,
    ("limits",): LimitEntry,
    ("monitors",): MonitorEntry,
    ("monitors", "prompts"): PromptChoice,
    ("monitors", "schedule"): ScheduleEntry,
    ("monitors", "precision"): PrecisionEntry,
    ("monitors", "budget"): BudgetEntry,
}
_TAGS = frozenset({"all", "list", "choice"})
AnyEntry = TypeVar("AnyEntry", bound=Entry)


def section_problems(document: Document) -> list[Problem]:
    """What is wrong with the keys of the file itself: unknown ones, and sections without items."""
    data = document.data
    if not isinstance(data, dict):
        wanted = ", ".join(f"`{each}`" for each in SECTIONS)
        return [document.problem((), f"expected the keys {wanted}, found {found(data)}")]
    known = (*SECTIONS, *OPTIONAL_SECTIONS, *GROUPS)
    unknown = [
        document.problem((key,), unknown_key(key, known)) for key in data if key not in known
    ]
    return (
        unknown
        + [
            document.problem(
                (name,), f"expected a list with at least one item, found {found(given)}"
            )
            for name in SECTIONS
            if not isinstance(given := data.get(name), list) or not given
        ]
        + [
            document.problem((name,), f"expected a list, found {found(data[name])}")
            for name in OPTIONAL_SECTIONS
            if data.get(name) is not None and not isinstance(data[name], list)
        ]
    )


def group(
    document: Document, name: str, model: type[AnyEntry]
) -> tuple[AnyEntry | None, list[Problem]]:
    """The group of keys under a name; None where there is none, or it cannot be used."""
    data = document.data
    given = data.get(name) if isinstance(data, dict) else None
    if given is None:
        return None, []
    try:
        return model.model_validate(given), []
    except ValidationError as error:
        told = [_told((name,), each) for each in error.errors(include_url=False)]
        return None, [document.problem(*each) for each in told]


def entries(
    document: Document, section: str, model: type[AnyEntry]
) -> tuple[dict[int, AnyEntry], list[Problem]]:
    """The usable items of a section by their index, and what is wrong with the others."""
    data = document.data
    items = data.get(section) if isinstance(data, dict) else None
    good: dict[int, AnyEntry] = {}
    problems: list[Problem] = []
    for at, item in enumerate(items if isinstance(items, list) else []):
        try:
            good[at] = model.model_validate(item)
        except ValidationError as error:
            problems += [
                document.problem(*_told((section, at), each))
                for each in error.errors(include_url=False)
            ]
    return good, problems


def _told(start: Path, error: ErrorDetails) -> tuple[Path, str]:
    """The path of a failed value and the message about it."""
    path = (*start, *_without_tags(error["loc"]))
    match error["type"]:
        case "extra_forbidden":
            return path, unknown_key(str(path[-1]), _model_at(path[:-1]).model_fields)
        case "missing":
            return path, f"missing; expected {_expectation(_model_at(path[:-1]), str(path[-1]))}"
        case "model_type":
            return path, f"expected a group of keys, found {found(error['input'])}"
        case _:
            return path, error["msg"]


def _model_at(path: Path) -> type[Entry]:
    return _MODELS[tuple(each for each in path if isinstance(each, str))]


def _without_tags(loc: Path) -> Path:
    """The path in the file; the branch that was taken of `prompts` or `targets` is not in it."""
    if len(loc) > 1 and loc[0] in {"prompts", "targets"} and loc[1] in _TAGS:
        return (loc[0], *loc[2:])
    return loc


def _expectation(model: type[Entry], key: str) -> str:
    told = [each.what for each in model.model_fields[key].metadata if isinstance(each, Expected)]
    return told[-1]
