"""The shape of `namedrop.yaml`: its keys, and what each may hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

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
MIN_HALF_WIDTH, MAX_HALF_WIDTH = 0.01, 0.4
MAX_BUDGET_USD = 10_000_000
MAX_BUDGET_CALLS = 1_000_000_000
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


_Usd = Annotated[
    _Number,
    Field(gt=0, le=MAX_BUDGET_USD),
    Expected(f"an amount of US dollars above 0, up to {MAX_BUDGET_USD:,}"),
]
_Calls = Annotated[
    int,
    Field(ge=1, le=MAX_BUDGET_CALLS),
    Expected(f"a whole number from 1 to {MAX_BUDGET_CALLS:,}"),
]


class BudgetEntry(Entry):
    """What stands under `budget`, of the file or of a monitor."""

    usd_per_day: _Usd | None = None
    usd_per_month: _Usd | None = None
    calls_per_day: _Calls | None = None
    calls_per_month: _Calls | None = None


class PrecisionEntry(Entry):
    """The `precision` of a monitor."""

    half_width: Annotated[
        _Number,
        Field(ge=MIN_HALF_WIDTH, le=MAX_HALF_WIDTH),
        Expected(f"a number from {MIN_HALF_WIDTH} to {MAX_HALF_WIDTH}"),
    ]
    max_repeats: Annotated[int, Field(ge=2, le=1000), Expected("a whole number from 2 to 1,000")]
    brand: Annotated[Key, Expected("the key of a brand")] | None = None


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
    precision: (
        Annotated[PrecisionEntry, Expected("a group of keys such as `half_width: 0.1`")] | None
    ) = None
    budget: Annotated[BudgetEntry, Expected("a group of keys such as `usd_per_day: 5`")] | None = (
        None
    )


class JudgeEntry(Entry):
    """What stands under `judge`."""

    target: Annotated[Key, Expected("the key of a target")]
    limit: Annotated[int, Field(ge=1, le=100_000), Expected("a whole number from 1 to 100,000")] = (
        DEFAULT_JUDGE_LIMIT
    )


_Limit = Annotated[int, Field(ge=1, le=10_000_000), Expected("a whole number of 1 or more")]


class LimitEntry(Entry):
    """One item of `limits`."""

    provider: Annotated[str, Field(min_length=1), Expected("the name of a provider")]
    base_url: Address | None = None
    concurrency: _Limit | None = None
    requests_per_minute: _Limit | None = None
    tokens_per_minute: _Limit | None = None


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
