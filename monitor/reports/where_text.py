"""The small language in which a person writes a filter on the command line.

open_weights = true and (temperature <= 0.7 or temperature is unknown)
vendor in (openai, "Mistral AI") and not date between 2026-11-01 and 2026-11-07
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn, TypeVar

from monitor.domain.json_value import JsonValue
from monitor.errors import BadInput
from monitor.reports.dimension import OF_ROWS, Dimension
from monitor.reports.filters import (
    MAX_DEPTH,
    AllOf,
    AnyOf,
    Filter,
    Not,
    between,
    check_size,
    is_unknown,
    one_of,
)

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<quoted>"[^"]*"|'[^']*')
      | (?P<sign><=|>=|!=|[=<>(),])
      | (?P<word>[^\s()<>=!,"']+)
    )""",
    re.VERBOSE,
)
_SIGNS = ("=", "!=", "<", "<=", ">", ">=")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
_TEXT_FIELDS = frozenset(Dimension) - {
    Dimension.TEMPERATURE,
    Dimension.TOP_P,
    Dimension.WEB_SEARCH,
    Dimension.OPEN_WEIGHTS,
}
_SHOWN = 24
_LONGEST_SHOWN = 200

_Condition = TypeVar("_Condition", bound=Filter)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.lower() in words


def parse_where(text: str) -> Filter:
    """The filter that a text means.

    >>> from monitor.reports.filters import filter_json
    >>> filter_json(parse_where("open_weights = true or not temperature <= 0.7"))["or"][1]
    {'not': {'field': 'temperature', 'between': [None, 0.7]}}

    Raises:
        BadInput: it means none; the message names the place.
    """
    parser = _Parser(text, _tokens(text))
    found = parser.any_of(0)
    parser.expect_end()
    check_size(found)
    return found


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            _refuse(text, at, "expected a field, a sign or a value (quote texts that hold signs)")
        kind = match.lastgroup or ""
        tokens.append(_Token(kind, match[kind], match.start(kind)))
        at = match.end()
    return [*tokens, _Token("end", "", len(text))]


def _refuse(text: str, at: int, problem: str) -> NoReturn:
    rest = text[at : at + _SHOWN]
    place = f'character {at + 1}, at "{rest}"' if rest.strip() else "the end"
    whole = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]} ..."
    raise BadInput(f"where: {problem}; see {place} of: {whole}")


@dataclass(slots=True)
class _Parser:
    text: str
    tokens: Sequence[_Token]
    next: int = 0

    def any_of(self, depth: int) -> Filter:
        """Conditions joined by "or", which binds less than "and"."""
        items = [self.all_of(depth)]
        while self._take_word("or"):
            items.append(self.all_of(depth))
        return items[0] if len(items) == 1 else AnyOf(tuple(items))

    def all_of(self, depth: int) -> Filter:
        items = [self.negated(depth)]
        while self._take_word("and"):
            items.append(self.negated(depth))
        return items[0] if len(items) == 1 else AllOf(tuple(items))

    def negated(self, depth: int) -> Filter:
        if depth > MAX_DEPTH:
            self._refuse(f"expected at most {MAX_DEPTH} levels of and, or and not")
        if self._take_word("not"):
            return Not(self.negated(depth + 1))
        if self._take_sign("("):
            inner = self.any_of(depth + 1)
            if not self._take_sign(")"):
                self._refuse('expected "and", "or" or ")"')
            return inner
        return self._condition()

    def expect_end(self) -> None:
        """Refuse what follows a whole filter."""
        if self._here.kind != "end":
            self._refuse('expected "and", "or" or the end')

    def _condition(self) -> Filter:
        field = self._field()
        if self._take_word("is"):
            is_negated = self._take_word("not")
            if not self._take_word("unknown"):
                self._refuse('expected "unknown"')
            return Not(is_unknown(field)) if is_negated else is_unknown(field)
        is_negated = self._take_word("not")
        if self._take_word("in"):
            found: Filter = self._checked(lambda: one_of(field, self._listed(field)))
        elif self._take_word("between"):
            found = self._checked(lambda: self._between(field))
        elif is_negated:
            self._refuse('expected "in" or "between"')
        else:
            return self._compared(field)
        return Not(found) if is_negated else found

    def _field(self) -> Dimension:
        told = self._here
        fields = [each.value for each in Dimension if each not in OF_ROWS]
        if told.kind != "word" or told.text.lower() not in fields:
            near = get_close_matches(told.text.lower(), fields, n=1)
            hint = f'perhaps "{near[0]}" is meant' if near else f"there are {', '.join(fields)}"
            self._refuse(f"expected a field; {hint}")
        self.next += 1
        return Dimension(told.text.lower())

    def _compared(self, field: Dimension) -> Filter:
        sign = self._here
        if sign.kind != "sign" or sign.text not in _SIGNS:
            self._refuse(f'expected {", ".join(_SIGNS)}, "in", "between" or "is unknown"')
        self.next += 1
        if self._here.is_word("unknown") and sign.text in {"=", "!="}:
            self.next += 1
            return is_unknown(field) if sign.text == "=" else Not(is_unknown(field))
        at = self.next
        value = self._value(field)
        equal = self._checked(lambda: one_of(field, [value]), at)
        match sign.text:
            case "=":
                return equal
            case "!=":
                return Not(equal)
            case "<=" | "<":
                found: Filter = self._checked(lambda: between(field, None, value), at)
            case _:
                found = self._checked(lambda: between(field, value, None), at)
        return found if sign.text.endswith("=") else AllOf((found, Not(equal)))

    def _listed(self, field: Dimension) -> list[JsonValue]:
        if not self._take_sign("("):
            self._refuse('expected "("')
        values = [self._value(field)]
        while self._take_sign(","):
            values.append(self._value(field))
        if not self._take_sign(")"):
            self._refuse('expected "," or ")"')
        return values

    def _between(self, field: Dimension) -> Filter:
        low = self._value(field)
        if not self._take_word("and"):
            self._refuse('expected "and"')
        return between(field, low, self._value(field))

    def _value(self, field: Dimension) -> JsonValue:
        told = self._here
        if told.kind not in {"word", "quoted"}:
            self._refuse("expected a value")
        self.next += 1
        if told.kind == "quoted":
            return told.text[1:-1]
        if field in _TEXT_FIELDS:
            return told.text
        if told.text.lower() in _TRUTHS:
            return _TRUTHS[told.text.lower()]
        return float(told.text) if _NUMBER.fullmatch(told.text) else told.text

    def _checked(self, make: Callable[[], _Condition], at: int | None = None) -> _Condition:
        """The condition; a refused value is told with its place."""
        begin = self.next if at is None else at
        try:
            return make()
        except BadInput as error:
            if str(error).startswith("where: "):
                raise
            _refuse(self.text, self.tokens[begin].at, str(error))

    @property
    def _here(self) -> _Token:
        return self.tokens[self.next]

    def _take_word(self, word: str) -> bool:
        if not self._here.is_word(word):
            return False
        self.next += 1
        return True

    def _take_sign(self, sign: str) -> bool:
        if self._here.kind != "sign" or self._here.text != sign:
            return False
        self.next += 1
        return True

    def _refuse(self, problem: str) -> NoReturn:
        _refuse(self.text, self._here.at, problem)
