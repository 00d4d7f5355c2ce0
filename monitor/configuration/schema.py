"""The shape of `namedrop.yaml`: its keys, what each may hold, what is said of a wrong one."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError
from pydantic_core import ErrorDetails

from monitor.configuration.document import Document
from monitor.configuration.problem import Path, Problem, found, unknown_key
from monitor.configuration.values import (
    Address,
    Country,
    CronExpression,
    Day,
    Expected,
    HostName,
    Key,
    Language,
    Name,
    PromptText,
    ShortText,
    StopText,
    SystemPrompt,
    TimeZone,
    Truth,
    VariableName,
)
from monitor.domain.findings import SourceType
from monitor.scheduling.missed import MissedPolicy
from monitor.scheduling.overlap import OverlapPolicy
from monitor.scheduling.recurrence import MAX_EVERY_HOURS, MAX_JITTER_MINUTES

DEFAULT_REPEATS = 3
DEFAULT_JUDGE_LIMIT = 100
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Penalty = Annotated[_Number, Field(ge=-2, le=2), Expected("a number from -2 to 2")]
_Names = Annotated[list[Name], Expected("a list of texts")]


class Entry(BaseModel):
    """A group of keys; unknown keys and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class BrandEntry(Entry):
    """One item of `brands`."""

    key: Key | None = None
    name: Name
    kind: Annotated[Literal["own", "competitor"], Expected("`own` or `competitor`")] = "competitor"
    aliases: _Names = []
    domains: Annotated[list[HostName], Expected("a list of host names")] = []
    exclusions: _Names = []
    ambiguous: Truth = False
    case_sensitive: Truth = False
    context_words: _Names = []


class PromptEntry(Entry):
    """One item of `prompts`."""

    key: Key | None = None
    text: PromptText
    language: Language | None = None
    country: Country | None = None
    topic: Name | None = None
    tags: _Names = []


class SettingsEntry(Entry):
    """The `settings` of a target; what is not given is left to the provider."""

    temperature: Annotated[_Number, Field(ge=0, le=2), Expected("a number from 0 to 2")] | None = (
        None
    )
    top_p: Annotated[_Number, Field(gt=0, le=1), Expected("a number above 0, up to 1")] | None = (
        None
    )
    top_k: (
        Annotated[int, Field(ge=1, le=2**31 - 1), Expected("a whole number of 1 or more")] | None
    ) = None
    min_p: Annotated[_Number, Field(ge=0, le=1), Expected("a number from 0 to 1")] | None = None
    seed: (
        Annotated[int, Field(ge=0, le=2**63 - 1), Expected("a whole number of 0 or more")] | None
    ) = None
    max_tokens: (
        Annotated[int, Field(ge=1, le=1_000_000), Expected("a whole number from 1 to 1,000,000")]
        | None
    ) = None
    frequency_penalty: _Penalty | None = None
    presence_penalty: _Penalty | None = None
    stop: (
        Annotated[list[StopText], Field(min_length=1), Expected("a list of texts, at least one")]
        | None
    ) = None
    reasoning_effort: Name | None = None


_OptionValue = Annotated[
    bool | int | float | str | list[str],
    Expected("a text, a number, true or false, or a list of texts"),
]


class TargetEntry(Entry):
    """One item of `targets`."""

    key: Key
    provider: Annotated[ShortText, Expected("the name of a provider, such as `openai`")]
    model: Annotated[ShortText, Expected("the model's id as its provider writes it", text=True)]
    base_url: Address | None = None
    web_search: Truth = False
    system_prompt: SystemPrompt | None = None
    country: Country | None = None
    api_key_env: VariableName | None = None
    settings: Annotated[SettingsEntry, Expected("a group of keys such as `temperature: 0.7`")] = (
        SettingsEntry()
    )
    options: Annotated[
        dict[str, _OptionValue], Expected("a group of keys that only this provider knows")
    ] = Field(default_factory=dict)
    unsupported: Annotated[Literal["drop", "error"], Expected("`drop` or `error`")] = "drop"


_KEYS = Annotated[list[Key], Field(min_length=1), Expected("`all` or a list of keys, at least one")]
_SOME_NAMES = Annotated[list[Name], Field(min_length=1), Expected("a list of texts, at least one")]


class PromptChoice(Entry):
    """Prompts by their tags or topics; with both, a prompt must match both."""

    tags: _SOME_NAMES | None = None
    topics: _SOME_NAMES | None = None


def _form(value: object) -> str | None:
    if isinstance(value, list):
        return "list"
    if isinstance(value, dict | PromptChoice):
        return "choice"
    return "all" if value == "all" else None


class ScheduleEntry(Entry):
    """The `schedule` of a monitor."""

    cron: CronExpression | None = None
    every_hours: (
        Annotated[
            int,
            Field(ge=1, le=MAX_EVERY_HOURS),
            Expected(f"a whole number from 1 to {MAX_EVERY_HOURS:,}"),
        ]
        | None
    ) = None
    time_zone: TimeZone = "UTC"
    jitter_minutes: Annotated[
        int,
        Field(ge=0, le=MAX_JITTER_MINUTES),
        Expected(f"a whole number from 0 to {MAX_JITTER_MINUTES}"),
    ] = 0
    start: Day | None = None
    end: Day | None = None
    paused: Truth = False
    missed: Annotated[Literal["skip", "once", "all"], Expected("`skip`, `once` or `all`")] = (
        MissedPolicy.ONCE.value
    )
    overlap: Annotated[
        Literal["skip", "queue", "cancel_previous"],
        Expected("`skip`, `queue` or `cancel_previous`"),
    ] = OverlapPolicy.SKIP.value


class MonitorEntry(Entry):
    """One item of `monitors`."""

    key: Key
    prompts: Annotated[
        Annotated[Literal["all"], Tag("all")]
        | Annotated[_KEYS, Tag("list")]
        | Annotated[PromptChoice, Tag("choice")],
        Discriminator(_form),
        Expected("`all`, a list of prompt keys, `{tags: [...]}` or `{topics: [...]}`"),
    ] = "all"
    targets: Annotated[
        Annotated[Literal["all"], Tag("all")] | Annotated[_KEYS, Tag("list")],
        Discriminator(_form),
        Expected("`all` or a list of target keys"),
    ] = "all"
    repeats: Annotated[int, Field(ge=1, le=100), Expected("a whole number from 1 to 100")] = (
        DEFAULT_REPEATS
    )
    schedule: (
        Annotated[ScheduleEntry, Expected("a group of keys such as `cron: 0 9 * * 1`")] | None
    ) = None


class JudgeEntry(Entry):
    """What stands under `judge`."""

    target: Annotated[Key, Expected("the key of a target")]
    limit: Annotated[int, Field(ge=1, le=100_000), Expected("a whole number from 1 to 100,000")] = (
        DEFAULT_JUDGE_LIMIT
    )


class SourceEntry(Entry):
    """One item of `sources`."""

    domain: HostName
    type: Annotated[
        Literal[
            "news",
            "forum",
            "review",
            "reference",
            "government",
            "academic",
            "social",
            "video",
            "ecommerce",
            "documentation",
            "blog",
            "corporate",
        ],
        Expected(f"one of {', '.join(f'`{each}`' for each in SourceType)}"),
    ]


SECTIONS = ("brands", "prompts", "targets", "monitors")
OPTIONAL_SECTIONS = ("sources",)
"""Keys of the file that may be left out and hold a list."""
GROUPS = ("judge",)
"""Keys of the file that may be left out and hold one group of keys."""

_MODELS: dict[tuple[str, ...], type[Entry]] = {
    ("brands",): BrandEntry,
    ("prompts",): PromptEntry,
    ("targets",): TargetEntry,
    ("targets", "settings"): SettingsEntry,
    ("judge",): JudgeEntry,
    ("sources",): SourceEntry,
    ("monitors",): MonitorEntry,
    ("monitors", "prompts"): PromptChoice,
    ("monitors", "schedule"): ScheduleEntry,
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
