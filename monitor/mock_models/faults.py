"""The faults that the server commits on demand, by name.

A fault is asked for by, in this order: the header `x-mock-fault`; the beginning of the path
(`/fault/<name>/openai/v1/...`); the model (`fault-<name>`, also after a slash); the scenario's
shares. `<name>@2` commits it on the first two of identical requests and answers from then on.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.mock_models.call import Problem, ProblemKind, Refused, status_of

RETRY_AFTER_S = 2
RETRY_AFTER_DATE_S = 3
RETRY_AFTER_MS = 1500
RETRY_DELAY = "4.5s"

_FAULT_IN_MODEL = re.compile(r"(?:^|/)fault-([a-z0-9@-]+)$")


class Ending(StrEnum):
    """How an answer ends; a wire format has only some of them."""

    ANSWERED = "answered"
    TRUNCATED = "truncated"
    REFUSED = "refused"
    BLOCKED = "blocked"
    PAUSED = "paused"
    ABSENT = "absent"
    FAILED = "failed"


class Hint(StrEnum):
    """How a provider says when to try again."""

    SECONDS = "seconds"
    DATE = "date"
    MILLISECONDS = "milliseconds"
    RETRY_INFO = "retry_info"


class Manner(StrEnum):
    """What is wrong with the way in which a reply comes, whatever it says."""

    SLOW_FIRST_BYTE = "slow-first-byte"
    SLOW_DRIP = "slow-drip"
    CUT_OFF = "cut-off"
    RESET = "reset"
    WRONG_CONTENT_TYPE = "wrong-content-type"
    INVALID_JSON = "invalid-json"
    HTML = "html"
    EMPTY = "empty"
    HUGE = "huge"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to go wrong: exactly one of problem, ending and manner is set.

    Attributes:
        meaning: for the list at GET /.
        status: of the reply, for a problem and for a page of HTML.
        times: how many of identical requests get it; None for all.
    """

    name: str
    meaning: str
    problem: ProblemKind | None = None
    status: int = 200
    hint: Hint | None = None
    ending: Ending | None = None
    manner: Manner | None = None
    times: int | None = None


def _refusal(
    name: str,
    kind: ProblemKind,
    meaning: str,
    *,
    status: int | None = None,
    hint: Hint | None = None,
) -> Fault:
    return Fault(name, meaning, problem=kind, status=status or status_of(kind), hint=hint)


_ALL = (
    _refusal("400", ProblemKind.BAD_REQUEST, "the request is wrong"),
    _refusal("401", ProblemKind.BAD_KEY, "the key is wrong"),
    _refusal("403", ProblemKind.FORBIDDEN, "the key may not do this"),
    _refusal("404", ProblemKind.UNKNOWN_MODEL, "no such model"),
    _refusal("408", ProblemKind.TIMEOUT, "the request timed out"),
    _refusal("409", ProblemKind.CONFLICT, "a conflict"),
    _refusal("429", ProblemKind.RATE_LIMITED, "slow down, without saying for how long"),
    _refusal(
        "429-retry-after",
        ProblemKind.RATE_LIMITED,
        f"slow down for {RETRY_AFTER_S} s, told in seconds",
        hint=Hint.SECONDS,
    ),
    _refusal(
        "429-retry-date",
        ProblemKind.RATE_LIMITED,
        f"slow down for {RETRY_AFTER_DATE_S} s, told as a date",
        hint=Hint.DATE,
    ),
    _refusal(
        "429-retry-after-ms",
        ProblemKind.RATE_LIMITED,
        f"slow down for {RETRY_AFTER_MS} ms",
        hint=Hint.MILLISECONDS,
    ),
    _refusal(
        "429-retry-info",
        ProblemKind.RATE_LIMITED,
        f"slow down for {RETRY_DELAY}, told in the body by Gemini and Vertex; else as 429",
        hint=Hint.RETRY_INFO,
    ),
    _refusal("insufficient-quota", ProblemKind.NO_CREDIT, "no credit left; no use to try again"),
    _refusal(
        "unsupported-temperature",
        ProblemKind.UNSUPPORTED,
        "the model takes no temperature; a request without one is answered",
    ),
    _refusal("500", ProblemKind.SERVER_ERROR, "the server failed"),
    Fault("502-html", "a gateway's error page", status=502, manner=Manner.HTML),
    _refusal("503", ProblemKind.OVERLOADED, "the server is overloaded"),
    _refusal(
        "503-retry-after",
        ProblemKind.OVERLOADED,
        f"the server is overloaded for {RETRY_AFTER_S} s",
        hint=Hint.SECONDS,
    ),
    _refusal("504", ProblemKind.OVERLOADED, "a gateway timed out", status=504),
    _refusal("529", ProblemKind.OVERLOADED, "overloaded, as Anthropic tells it", status=529),
    Fault("slow-first-byte", "nothing for slow_s", manner=Manner.SLOW_FIRST_BYTE),
    Fault("slow-drip", "a byte now and then for slow_s", manner=Manner.SLOW_DRIP),
    Fault("cut-off", "the connection ends within the body", manner=Manner.CUT_OFF),
    Fault("reset", "the connection is reset in place of a reply", manner=Manner.RESET),
    Fault(
        "wrong-content-type",
        "a good answer under application/octet-stream",
        manner=Manner.WRONG_CONTENT_TYPE,
    ),
    Fault("invalid-json", "a 200 whose JSON breaks off", manner=Manner.INVALID_JSON),
    Fault("html-200", "a page of a captive portal as 200", manner=Manner.HTML),
    Fault("empty-200", "a 200 without a body", manner=Manner.EMPTY),
    Fault("huge", "a body of 64 MiB", manner=Manner.HUGE),
    Fault("failed-200", "a 200 that says that it failed", ending=Ending.FAILED),
    Fault("truncated", "the answer reaches its limit of tokens", ending=Ending.TRUNCATED),
    Fault("refused", "the model declines", ending=Ending.REFUSED),
    Fault("blocked", "a filter takes the answer away", ending=Ending.BLOCKED),
    Fault("paused", "the answer needs a second call", ending=Ending.PAUSED),
    Fault("absent", "the page has no AI answer", ending=Ending.ABSENT),
)

FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in _ALL}
"""Every fault by its name."""


def check_fault_name(text: str) -> None:
    """Accept the name of a fault, with or without @times.

    Raises:
        ValueError: there is none of that name.
    """
    name, _, times = text.partition("@")
    if name not in FAULTS:
        near = difflib.get_close_matches(name, FAULTS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "GET / lists them"
        raise ValueError(f"{name!r} is no fault of this server; {hint}")
    if times and not times.isdecimal():
        raise ValueError(f"expected a number after the @ of {text!r}")


def fault_named(text: str) -> Fault:
    """The fault of that name.

    Raises:
        Refused: there is none.
    """
    try:
        check_fault_name(text)
    except ValueError as error:
        raise Refused(ProblemKind.BAD_REQUEST, str(error)) from error
    name, _, times = text.partition("@")
    return replace(FAULTS[name], times=int(times)) if times else FAULTS[name]


def fault_in_model(model: str) -> str | None:
    """The name of the fault that a model id asks for; None where it asks for none.

    >>> fault_in_model("openai/fault-429-retry-after"), fault_in_model("gpt-5")
    ('429-retry-after', None)
    """
    found = _FAULT_IN_MODEL.search(model)
    return found.group(1) if found else None


def problem_of(fault: Fault, model: str) -> Problem | None:
    """What a fault of status tells; None where the fault is of another sort."""
    if fault.problem is None:
        return None
    return Problem(
        fault.problem,
        _MESSAGES[fault.problem].format(model=model),
        fault.status,
        param="temperature" if fault.problem is ProblemKind.UNSUPPORTED else None,
        model=model,
        retry_delay=RETRY_DELAY if fault.hint is Hint.RETRY_INFO else None,
    )


_MESSAGES: Mapping[ProblemKind, str] = {
    ProblemKind.BAD_REQUEST: "The request cannot be used: a fault was asked for.",
    ProblemKind.BAD_KEY: "Incorrect API key provided.",
    ProblemKind.NO_CREDIT: (
        "You exceeded your current quota, please check your plan and billing details."
    ),
    ProblemKind.FORBIDDEN: "You do not have permission to use this resource.",
    ProblemKind.UNKNOWN_MODEL: (
        "The model `{model}` does not exist or you do not have access to it."
    ),
    ProblemKind.UNKNOWN_PATH: "Not found",
    ProblemKind.TIMEOUT: "The request timed out.",
    ProblemKind.CONFLICT: "The resource is in use by another request.",
    ProblemKind.UNSUPPORTED: (
        "Unsupported parameter: 'temperature' is not supported with this model."
    ),
    ProblemKind.RATE_LIMITED: "Rate limit reached for {model}. Please slow down.",
    ProblemKind.SERVER_ERROR: "The server had an error while processing your request.",
    ProblemKind.OVERLOADED: "The service is overloaded or not ready yet.",
}
