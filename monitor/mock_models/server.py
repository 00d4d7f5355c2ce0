"""Turns a call into a reply: key, fault, answer, in the words of the provider; no I/O."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from urllib.parse import unquote

from monitor.mock_models.answers import REFUSAL, Answers
from monitor.mock_models.call import Ask, Call, Problem, ProblemKind, Refused
from monitor.mock_models.counts import Counts
from monitor.mock_models.dice import dice_for
from monitor.mock_models.draft import Draft, Sentence, cut_to
from monitor.mock_models.faults import (
    Ending,
    Fault,
    Manner,
    fault_in_model,
    fault_named,
    problem_of,
)
from monitor.mock_models.formats.shape import Page, Service, Shape
from monitor.mock_models.keys import check_key
from monitor.mock_models.reply import Reply, gone_wrong, hint_headers, html_reply, json_reply
from monitor.mock_models.scenario import Scenario
from monitor.mock_models.services import SERVICES, overview

REPETITION_HEADER = "x-mock-repetition"
"""Which repetition of identical requests this is, from 1; counted where the header is absent."""

FAULT_HEADER = "x-mock-fault"

_FAULT_PREFIX = re.compile(r"/fault/([^/]+)(/.*)")


@dataclass(frozen=True, slots=True)
class Timed:
    """A reply, and the seconds that a model would take for it."""

    reply: Reply
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Request:
    """A call to a provider.

    Attributes:
        fingerprint: the same for identical requests, whatever fault they ask for.
        fault_name: what the path or a header asks for; None where they ask for nothing.
        arrival: 1 for the first of identical requests.
    """

    service: Service
    shape: Shape
    call: Call
    fingerprint: bytes
    fault_name: str | None
    arrival: int


@dataclass(slots=True)
class MockServer:
    """The server without its sockets.

    Attributes:
        clock: the time now, for a retry-after that is a date.
    """

    scenario: Scenario
    clock: Callable[[], datetime]
    counts: Counts = field(default_factory=Counts)
    answers: Answers = field(init=False)

    def __post_init__(self) -> None:
        """Answers come from the scenario."""
        self.answers = Answers(self.scenario)

    def reply(self, call: Call) -> Timed:
        """What the server sends back to a call; the path of the call is the whole one."""
        fault_name = call.headers.get(FAULT_HEADER)
        asked = _FAULT_PREFIX.fullmatch(call.path)
        if asked is not None:
            fault_name = unquote(asked.group(1))
            call = replace(call, path=asked.group(2))
        own = self._own_page(call)
        if own is not None:
            return Timed(own)
        name, slash, rest = call.path.removeprefix("/").partition("/")
        service = SERVICES.get(name)
        if service is None:
            message = "No provider has this prefix; GET / lists those that there are."
            return Timed(json_reply(404, {"error": {"message": message}}))
        timed = self._of_service(service, replace(call, path=slash + rest), fault_name)
        self.counts.reply(name, call.path, timed.reply.status)
        return timed

    def _own_page(self, call: Call) -> Reply | None:
        match call.method, call.path:
            case "GET", "/":
                return json_reply(200, overview())
            case "GET", "/_mock/counts":
                return json_reply(200, self.counts.shown())
            case "POST", "/_mock/reset":
                self.counts = Counts()
                return json_reply(200, {"reset": True})
            case _:
                return None

    def _of_service(self, service: Service, call: Call, fault_name: str | None) -> Timed:
        page = service.page_at(call.method, call.path)
        shape = service.shape_at(call.method, call.path)
        if page is None and shape is None:
            return Timed(_told(service.routes[0].shape, _unknown_path(service)))
        fingerprint = _fingerprint(service, call)
        self.counts.arrivals[fingerprint] += 1
        request = _Request(
            service=service,
            shape=shape or service.routes[0].shape,
            call=call,
            fingerprint=fingerprint,
            fault_name=fault_name,
            arrival=self.counts.arrivals[fingerprint],
        )
        try:
            check_key(call, needed=service.needs_key)
            return self._page(request, page) if page else self._answer(request)
        except Refused as refused:
            return Timed(_told(request.shape, refused.problem))

    def _page(self, request: _Request, page: Page) -> Timed:
        fault = self._fault(request, None)
        failed = self._failed(request, fault, None)
        return Timed(failed or self._after(json_reply(200, page.body(request.call)), fault))

    def _answer(self, request: _Request) -> Timed:
        self.counts.questions.add(request.fingerprint)
        # A fault of the path is committed before the request is read, as a gateway would.
        if request.fault_name is not None:
            failed = self._failed(request, self._fault(request, None), None)
            if failed is not None:
                return Timed(failed)
        ask = request.shape.read(request.call)
        fault = self._fault(request, ask)
        failed = self._failed(request, fault, ask)
        if failed is not None:
            return Timed(failed)
        rejected = self.answers.rejected_setting(request.service.name, ask)
        if rejected is not None:
            message = f"Unsupported parameter: '{rejected}' is not supported with this model."
            raise Refused(ProblemKind.UNSUPPORTED, message, param=rejected)
        ending = _ending_of(fault, ask, request.shape)
        draft = _ended(self._draft(request, ask), ending, request.shape)
        self.counts.spend(request.service.name, draft)
        reply = json_reply(200, request.shape.write(ask, draft), request.shape.headers(ask, draft))
        low, high = self.scenario.delay_s
        return Timed(self._after(reply, fault), low + (high - low) * draft.dice.share("delay"))

    def _after(self, reply: Reply, fault: Fault | None) -> Reply:
        """A good reply with what a fault leaves of it."""
        if fault is None or fault.problem is not None:
            return reply
        self.counts.by_fault[fault.name] += 1
        return reply if fault.manner is None else gone_wrong(reply, fault.manner)

    def _draft(self, request: _Request, ask: Ask) -> Draft:
        told = request.call.headers.get(REPETITION_HEADER)
        if told is not None and not told.isdecimal():
            message = f"Expected a number in the header {REPETITION_HEADER}, found {told!r}."
            raise Refused(ProblemKind.BAD_REQUEST, message)
        self.counts.answers[request.fingerprint] += 1
        repetition = int(told) if told else self.counts.answers[request.fingerprint]
        return self.answers.draft(request.service.name, ask, repetition=repetition)

    def _fault(self, request: _Request, ask: Ask | None) -> Fault | None:
        """The fault that this request gets, if any."""
        name = request.fault_name
        if name is None and ask is not None:
            name = fault_in_model(ask.model) or self._drawn_fault(request)
        if name is None:
            return None
        fault = fault_named(name)
        return None if fault.times is not None and request.arrival > fault.times else fault

    def _drawn_fault(self, request: _Request) -> str | None:
        shares = self.scenario.faults
        if not shares:
            return None
        dice = dice_for(self.scenario.seed, request.fingerprint.hex(), request.arrival)
        left = dice.share("fault")
        for name, share in shares.items():
            left -= share
            if left < 0:
                return name
        return None

    def _failed(self, request: _Request, fault: Fault | None, ask: Ask | None) -> Reply | None:
        """The reply of a fault that leaves no answer; None where there is one all the same."""
        if fault is None:
            return None
        if fault.manner is Manner.HTML:
            self.counts.by_fault[fault.name] += 1
            return html_reply(fault.status)
        # Some shapes name the model in the message, so the request is read although it fails.
        problem = problem_of(fault, _model_of(request) if ask is None else ask.model)
        by_setting = problem is not None and problem.kind is ProblemKind.UNSUPPORTED
        if problem is None or (by_setting and (ask is None or ask.temperature is None)):
            return None
        self.counts.by_fault[fault.name] += 1
        reply = _told(request.shape, problem)
        hints = hint_headers(fault.hint, self.clock())
        return replace(reply, headers={**reply.headers, **hints})


def _model_of(request: _Request) -> str:
    try:
        return request.shape.read(request.call).model
    except Refused:
        return ""


def _told(shape: Shape, problem: Problem) -> Reply:
    return json_reply(shape.status(problem), shape.error(problem), shape.error_headers(problem))


def _unknown_path(service: Service) -> Problem:
    paths = ", ".join(route.path.pattern for route in service.routes)
    return Problem(ProblemKind.UNKNOWN_PATH, f"Not found; {service.name} has {paths}", 404)


def _fingerprint(service: Service, call: Call) -> bytes:
    marks = (service.name, call.method, call.path, *map("=".join, sorted(call.query.items())))
    return blake2b("\0".join(marks).encode() + call.body, digest_size=16).digest()


def _ending_of(fault: Fault | None, ask: Ask, shape: Shape) -> Ending:
    ending = fault.ending if fault is not None else None
    if ending is None or (ending is Ending.PAUSED and ask.continues is not None):
        return Ending.ANSWERED
    if ending not in shape.endings:
        message = f"An answer in this wire format has no ending {ending.value!r}."
        raise Refused(ProblemKind.BAD_REQUEST, message)
    return ending


def _ended(draft: Draft, ending: Ending, shape: Shape) -> Draft:
    """The draft with the ending that a fault asks for, or its own as far as the shape has it."""
    match ending:
        case Ending.ANSWERED:
            return _own_ending(draft, shape)
        case Ending.TRUNCATED:
            return cut_to(draft, max(draft.output_tokens // 2, 1))
        case Ending.REFUSED | Ending.BLOCKED:
            silent = (Sentence(REFUSAL),)
            return replace(draft, sentences=silent, sources=(), searches=(), ending=ending)
        case _:
            return replace(draft, ending=ending)


def _own_ending(draft: Draft, shape: Shape) -> Draft:
    if draft.ending in shape.endings:
        return draft
    refused = draft.ending is Ending.REFUSED and Ending.ABSENT in shape.endings
    return replace(draft, ending=Ending.ABSENT if refused else Ending.ANSWERED)
