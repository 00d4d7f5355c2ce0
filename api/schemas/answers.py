"""Answers: as items of a list, and whole with what was found in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from api.schemas.base import DEFAULT_LIMIT, Cursor, Limit, ParameterId, Shape
from api.schemas.findings import AnalysisDocument
from api.schemas.model_cards import ModelCardSummary
from monitor.domain.answer import Outcome
from monitor.domain.sampling import SettingsOutcome

# A key with a NUL is in no database, and PostgreSQL refuses to look for one.
Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class AnswersQuery(Shape):
    """Which answers to list."""

    run_id: ParameterId | None = None
    """Only answers of this run."""
    target: Key | None = None
    """Only answers of the targets of this key."""
    prompt: Key | None = None
    """Only answers to the prompt of this key."""
    outcome: Outcome | None = None
    """Only answers with this outcome."""
    limit: Limit = DEFAULT_LIMIT
    """The most items of a page."""
    cursor: Cursor | None = None
    """The next_cursor of the page before, with the same filters."""


class AskedPrompt(Shape):
    """What was asked."""

    key: str
    """The user's own short name of the prompt."""
    text: str
    """The text as it was asked, whatever the prompt says now."""


class AskedTarget(Shape):
    """Who was asked."""

    id: int
    """The number of the target."""
    key: str
    """The user's own short name of the target."""
    provider: str
    """Such as "llamacpp"."""
    model: str
    """The model id as it was requested."""


class AskingFailure(Shape):
    """Why there is no answer."""

    kind: str
    """Such as "rate_limited"."""
    message: str | None
    """For a reader."""


class AnswerItem(Shape):
    """An answer without its text."""

    id: int
    """The number of the answer."""
    run_id: int
    """The run in which it was asked."""
    prompt: AskedPrompt
    """What was asked."""
    target: AskedTarget
    """Who was asked."""
    repetition: int
    """1 for the first time the prompt was asked of the target in the run."""
    outcome: Outcome
    """How asking ended; only "ok" and "truncated" count in a metric."""
    failure: AskingFailure | None
    """Only with outcome "error"."""
    served_model: str | None
    """The model that really answered, as it names itself; null where it does not."""
    model_card_id: int | None
    """The card of the model when it was asked; null where none was known."""
    searched: bool | None
    """Whether a web search really happened; null where that cannot be known."""
    input_tokens: int | None
    """All input, in the provider's tokens; null where it does not say."""
    output_tokens: int | None
    """The visible answer, in the provider's tokens; null where it does not say."""
    cost_usd: Annotated[str | None, Field(examples=["0.0000123"])]
    """US dollars as a decimal, of all calls for the answer; null where that is not known."""
    cost_source: Annotated[str | None, Field(examples=["provider", "genai-prices 0.2.3"])]
    """Who says so: the provider, a list of prices, "free" for a model on one's own machine, or
    "estimate" for a call that may have been billed though it failed; null where cost_usd is."""
    latency_ms: int | None
    """Of the last call, from sending to the last byte; null where none was made."""
    attempts: int
    """Calls that were made."""
    asked_at: datetime
    """When asking began, in UTC."""
    answered_at: datetime
    """When it ended, in UTC."""


class AnswerPage(Shape):
    """Answers, newest first."""

    items: list[AnswerItem]
    """The answers of this page."""
    next_cursor: str | None
    """Where the next page begins; null on the last one."""


class DroppedSetting(Shape):
    """A setting that was asked for and did not leave the client."""

    field: str
    """The setting."""
    reason: str
    """Why it was left out."""


class DefaultSetting(Shape):
    """What the provider uses for a setting that was not sent."""

    field: str
    """The setting."""
    value: JsonValue
    """Its default."""
    source: str
    """Who says so."""
    as_of: date
    """The day for which it holds."""


class SamplingDocument(Shape):
    """The parameters of one answer: what was asked for, what was sent, what came of it."""

    requested: dict[str, JsonValue]
    """What the target asks for."""
    sent: dict[str, JsonValue]
    """What really left the client."""
    dropped: list[DroppedSetting]
    """What was asked for and left out."""
    effective: dict[str, JsonValue] | None
    """What the provider echoed; null where it echoes nothing."""
    defaults: list[DefaultSetting]
    """Known defaults for settings that were not sent."""
    outcome: SettingsOutcome
    """Whether the provider took the settings."""
    searched: bool | None
    """Whether a web search really happened; null where that cannot be known."""
    system_prompt_sha256: str | None
    """Null where no system prompt was sent."""
    api_version: str | None
    """The version of the API that was asked for; null where it has none."""


class ListedCitation(Shape):
    """A source that the provider lists as cited."""

    url: str
    """Its address."""
    title: str | None
    """Its title, where one was given."""
    start: int | None
    """Where the citing passage begins, in code points; null where not known."""
    end: int | None
    """Where the citing passage ends, in code points; null where not known."""


class RetrievedSource(Shape):
    """A source that was retrieved and not cited."""

    url: str
    """Its address."""
    title: str | None
    """Its title, where one was given."""


class RawReply(Shape):
    """The last reply as it was received."""

    headers: dict[str, str] | None
    """Its headers."""
    body: str
    """Its body."""
    encoding: Literal["utf-8", "base64"]
    """How the bytes of the body were made a text."""


class AnswerDocument(AnswerItem):
    """An answer with everything that is kept of it."""

    text: str
    """Exactly as a reader would see it; empty where there is none."""
    finish_reason: str | None
    """The provider's own word for why the answer ended."""
    http_status: int | None
    """The status of the last reply; null where none came."""
    served_fingerprint: str | None
    """The provider's fingerprint of what served the answer."""
    provider_request_id: str | None
    """The provider's own number of the call."""
    sampling: SamplingDocument
    """The parameters of the answer."""
    sampling_fingerprint: str
    """The SHA-256 of what was sent; equal settings have equal fingerprints."""
    usage_raw: dict[str, JsonValue] | None
    """The provider's own usage object, unchanged."""
    cited: list[ListedCitation] | None
    """The provider's list of cited sources; null where the channel cannot know."""
    retrieved: list[RetrievedSource] | None
    """Sources that were retrieved and not cited; null where the channel cannot know."""
    searches: list[str] | None
    """What was searched for; null where the channel cannot know."""
    analysis: AnalysisDocument | None
    """What was found in it; null while it is not analyzed, and for failures."""
    model_card: ModelCardSummary | None
    """What is known of the model; null where nothing is."""
    raw: RawReply | None
    """The last reply as it was received; null where none came."""
