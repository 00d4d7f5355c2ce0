"""What a call says of tokens and of its target, before and after it is made; pure."""

from __future__ import annotations

from monitor.asking.limits.protocol import TargetOutcome
from monitor.domain.answer import Answer
from monitor.domain.question import Question
from monitor.errors import (
    Overloaded,
    PermanentError,
    ProviderError,
    TimedOut,
    Unreachable,
    UnsupportedSetting,
)

# English has about four characters to a token, most other languages fewer.
_CHARACTERS_PER_TOKEN = 3
_USUAL_ANSWER_TOKENS = 1_000


def estimated_tokens(question: Question) -> int:
    """About how many tokens a question and its answer use; settled when the answer tells."""
    target = question.target
    characters = len(question.prompt.text) + len(target.system_prompt or "")
    answer = target.settings.max_tokens or _USUAL_ANSWER_TOKENS
    return -(-characters // _CHARACTERS_PER_TOKEN) + answer


def target_outcome(result: Answer | ProviderError) -> TargetOutcome:
    """Whether a result speaks for or against its target.

    A rate limit is the account's, a refused setting is left out the next time, and an unreadable
    reply is one all the same: these say nothing.
    """
    match result:
        case Answer():
            return TargetOutcome.OK
        case UnsupportedSetting():
            return TargetOutcome.NEUTRAL
        case PermanentError() | Overloaded() | TimedOut() | Unreachable():
            return TargetOutcome.FAILED
        case _:
            return TargetOutcome.NEUTRAL
