"""From a foreign record to an answer, or to a problem that says what was expected where."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from monitor.configuration.problem import Problem, found, shown
from monitor.domain.answer import Citation
from monitor.domain.question import MAX_PROMPT_CHARACTERS
from monitor.pipeline.import_mapping import FieldMapping
from monitor.pipeline.import_records import Record

MAX_MODEL_CHARACTERS = 200
_UNIX_TEXT = re.compile(r"\d{9,11}(?:\.\d{1,9})?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
_URL = re.compile(r"https?://\S{1,8000}", re.IGNORECASE)
_ONE_DAY = timedelta(days=1)
_SHOWN_FIELDS = 12


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer as a file tells it.

    Attributes:
        asked_at: None where the record has no time.
        zone_guessed: the time had no zone and was taken as UTC.
        sources: None where the record has no such field.
    """

    prompt: str
    text: str
    model: str
    asked_at: datetime | None
    zone_guessed: bool
    sources: tuple[Citation, ...] | None
    run: str | None
    language: str | None
    raw: bytes


class _Unfit(Exception):
    """A field does not hold what was expected; never leaves this module."""


def read_answer(
    record: Record, mapping: FieldMapping, *, file: str, now: datetime
) -> ReadAnswer | Problem:
    """The answer in a record; a problem that names the first field which is not as expected."""
    fields = record.fields
    field = ""
    try:
        field = mapping.prompt
        prompt = _text(fields, field, limit=MAX_PROMPT_CHARACTERS)
        field = mapping.answer
        text = _text(fields, field, limit=None)
        field = mapping.model
        model = _text(fields, field, limit=MAX_MODEL_CHARACTERS)
        field = mapping.time
        asked_at = _time(_value(fields, field), now)
        field = mapping.sources
        sources = _sources(_value(fields, field))
        field = mapping.run
        run = _short(_value(fields, field))
        field = mapping.language
        language = _language(_value(fields, field))
    except _Unfit as error:
        return Problem(file, record.line, None, shown(field), str(error))
    in_utc = None if asked_at is None else _in_utc(asked_at)
    guessed = asked_at is not None and asked_at.tzinfo is None
    return ReadAnswer(prompt, text, model, in_utc, guessed, sources, run, language, raw=record.raw)


def _value(fields: Mapping[str, Any], path: str) -> Any:
    """What stands under a name, or under a path of names; None where nothing does."""
    if path in fields:
        return fields[path]
    at: Any = fields
    for step in path.split("."):
        if not isinstance(at, Mapping):
            return None
        at = at.get(step)
    return at


def _expect(what: str, value: Any) -> NoReturn:
    raise _Unfit(f"expected {what}, found {found(value)}")


def _text(fields: Mapping[str, Any], path: str, *, limit: int | None) -> str:
    value = _value(fields, path)
    if value is None:
        names = ", ".join(f"`{shown(name)}`" for name in list(fields)[:_SHOWN_FIELDS])
        raise _Unfit(f"expected a text, found nothing; the record has {names or 'no fields'}")
    if not isinstance(value, str) or not value.strip():
        _expect("a text", value)
    if limit is not None and len(value) > limit:
        raise _Unfit(f"expected at most {limit:,} characters, found {len(value):,}")
    return value


def _short(value: Any) -> str | None:
    match value:
        case None | "":
            return None
        case bool():
            _expect("a text or a whole number", value)
        case str() | int():
            return str(value)
        case _:
            _expect("a text or a whole number", value)


def _language(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        _expect("a language tag such as `en` or `pt-BR`", value)
    return value


def _time(value: Any, now: datetime) -> datetime | None:
    """The time with its zone, where it has one."""
    if value is None or value == "":
        return None
    what = "a time such as 2026-03-01T12:00:00Z, or seconds since 1970"
    try:
        match value:
            case bool():
                _expect(what, value)
            case int() | float():
                at = datetime.fromtimestamp(value, UTC)
            case str() if _UNIX_TEXT.fullmatch(value.strip()):
                at = datetime.fromtimestamp(float(value), UTC)
            case str():
                at = datetime.fromisoformat(value.strip())
            case _:
                _expect(what, value)
        in_utc = _in_utc(at)
    except (ValueError, OverflowError, OSError):
        _expect(what, value)
    if in_utc > now + _ONE_DAY:
        _expect("a time that is not in the future", value)
    return at


def _in_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _sources(value: Any) -> tuple[Citation, ...] | None:
    match value:
        case None:
            return None
        case str():
            listed = _listed(value)
        case list():
            listed = value
        case _:
            _expect("a list of addresses", value)
    return tuple(_citation(item) for item in listed)


def _listed(text: str) -> list[Any]:
    """A cell of a CSV file: a list in JSON, or addresses with blanks between them."""
    if not text.lstrip().startswith("["):
        return text.split()
    try:
        listed: list[Any] = json.loads(text)
    except (ValueError, RecursionError):
        _expect("a list in JSON, or addresses with blanks between them", text)
    return listed


def _citation(item: Any) -> Citation:
    match item:
        case str():
            return Citation(_url(item))
        case {"url": url, **rest}:
            title = rest.get("title")
            return Citation(_url(url), title if isinstance(title, str) and title else None)
        case _:
            _expect("an address, or a group with the key `url`", item)


def _url(value: Any) -> str:
    if not isinstance(value, str) or not _URL.fullmatch(value.strip()):
        _expect("an address that begins with http:// or https://", value)
    return value.strip()
