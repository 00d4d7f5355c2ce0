"""What came back for a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from monitor.domain.json_value import JsonObject
from monitor.domain.sampling import SamplingRecord
from monitor.domain.wire import WireReply


class Outcome(StrEnum):
    """How asking ended. A refusal, a block or an absent surface is an answer, not an error."""

    OK = "ok"
    TRUNCATED = "truncated"
    REFUSED = "refused"
    BLOCKED = "blocked"
    NO_ANSWER_SURFACE = "no_answer_surface"
    PAUSED = "paused"
    PARTIAL = "partial"
    ERROR = "error"


COUNTED_OUTCOMES = frozenset({Outcome.OK, Outcome.TRUNCATED})
"""Only these count in a metric; all others are reported beside it, never as "not mentioned"."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the provider says was used, in its own tokens; None where it does not say.

    Attributes:
        input_tokens: all input, cached tokens included, without what tools put in.
        output_tokens: the visible answer, without reasoning.
        searches: web searches that were billed or seen.
    """

    input_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_input_tokens: int | None = None
    tool_input_tokens: int | None = None
    searches: int | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that the answer cites.

    Attributes:
        start, end: code-point offsets into the answer's text; None where they cannot be known.
    """

    url: str
    title: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A source that was retrieved and not cited."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """Who really answered, as far as the reply says."""

    model: str | None = None
    snapshot: str | None = None
    fingerprint: str | None = None
    request_id: str | None = None
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer.

    Attributes:
        kind: the `kind` of the error class, such as "rate_limited".
        message: for the user; never holds a secret.
    """

    kind: str
    message: str
    temporary: bool
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as an adapter reads it from a reply.

    Attributes:
        text: exactly as a reader would see it; "" where there is none.
        finish_reason: the provider's own word.
        citations, retrieved, searches: three separate lists; None where the channel cannot know.
        usage_raw: the provider's own usage object, unchanged.
        effective: the settings that the provider echoed, in our names.
        searched: whether a web search really happened.
        cost_usd: as the provider reports it; None where it does not.
        failure: set exactly when the outcome is "error".
    """

    text: str
    outcome: Outcome
    finish_reason: str | None = None
    citations: tuple[Citation, ...] | None = None
    retrieved: tuple[Source, ...] | None = None
    searches: tuple[str, ...] | None = None
    usage: Usage = field(default_factory=Usage)
    usage_raw: JsonObject | None = None
    served: Served = field(default_factory=Served)
    effective: JsonObject | None = None
    searched: bool | None = None
    cost_usd: Decimal | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that has ended: the answer (or the failure) with all that is kept beside it.

    Attributes:
        replies: as received, oldest first; several where the answer took several turns, none
            where no call was made or none was answered. Failed tries of a turn are not kept.
        attempts: calls made, the last one included.
        latency_ms: of the last call, from sending to the last byte; None where none was made.
        refused: settings that the provider refused, in our names; the answer is without them.
    """

    question_id: int
    answer: Answer
    sampling: SamplingRecord
    replies: tuple[WireReply, ...]
    attempts: int
    asked_at: datetime
    answered_at: datetime
    latency_ms: int | None
    refused: tuple[str, ...] = ()

    @property
    def reply(self) -> WireReply | None:
        """The last reply."""
        return self.replies[-1] if self.replies else None
