"""Reads what a judging model replied; a reply that does not hold is told with its reason."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from monitor.domain.findings import Sentiment

_MAX_REPLY = 20_000
_MAX_QUOTE = 1000
_LEAST_QUOTE = 2  # characters; in some scripts a word of praise has no more
_MARKS = str.maketrans(
    {**dict.fromkeys("*_`\\", ""), **dict.fromkeys("\u201c\u201d", '"')}
    | dict.fromkeys("\u2018\u2019", "'")
)


class InvalidReason(StrEnum):
    """Why a reply settles nothing."""

    NO_REPLY = "no_reply"
    NO_JSON = "no_json"
    WRONG_SHAPE = "wrong_shape"
    CONTRADICTS_ITSELF = "contradicts_itself"
    EVIDENCE_NOT_FOUND = "evidence_not_found"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a judging model reads an answer.

    Attributes:
        evidence: a passage that occurs in the answer, up to white space and Markdown.
    """

    sentiment: Sentiment
    recommended: bool
    evidence: str


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sentiment: Sentiment
    recommended: Annotated[bool, Field(strict=True)]
    evidence: Annotated[str, Field(strict=True, min_length=_LEAST_QUOTE, max_length=_MAX_QUOTE)]


def read_verdict(reply: str, answer: str) -> Verdict | InvalidReason:
    """The verdict in a reply, with or without a code fence or prose around its JSON object.

    Args:
        reply: the text that the judge wrote.
        answer: the text that was judged.

    >>> read_verdict('{"sentiment": "mixed", "recommended": true, "evidence": "is fine"}',
    ...              "Acme is fine.").sentiment.value
    'mixed'
    """
    if not reply.strip():
        return InvalidReason.NO_REPLY
    objects = list(_objects_in(reply[:_MAX_REPLY]))
    if not objects:
        return InvalidReason.NO_JSON
    verdicts = [verdict for each in objects if (verdict := _verdict(each)) is not None]
    if not verdicts:
        return InvalidReason.WRONG_SHAPE
    if len({(each.sentiment, each.recommended) for each in verdicts}) > 1:
        return InvalidReason.CONTRADICTS_ITSELF
    bare = _bare(answer)
    for verdict in verdicts:
        quote = _bare(verdict.evidence)
        if len(quote) >= _LEAST_QUOTE and quote in bare:
            return verdict
    return InvalidReason.EVIDENCE_NOT_FOUND


def _objects_in(text: str) -> Iterator[dict[str, object]]:
    """The outermost JSON objects of a text, first ones first."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield value
        at = text.find("{", end)


def _verdict(value: dict[str, object]) -> Verdict | None:
    try:
        reply = _Reply.model_validate(value)
    except ValidationError:
        return None
    return Verdict(reply.sentiment, reply.recommended, reply.evidence)


def _bare(text: str) -> str:
    """The text without emphasis, with straight quotes and single spaces: models copy no better."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_MARKS).split())
