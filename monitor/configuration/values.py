"""The kinds of values in a configuration file, each with the words that say what is expected."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from monitor.configuration.problem import found
from monitor.domain.question import MAX_PROMPT_CHARACTERS
from monitor.errors import BadInput
from monitor.scheduling.recurrence import CRON_EXAMPLE, check_cron
from monitor.scheduling.time_zone import find_time_zone

MAX_NAME_CHARACTERS = 200
LOCAL_BASE_URL = "local"
"""Stands for the local model that Namedrop starts itself."""

_LABEL = r"(?!-)[^\W_](?:[^\W_]|-){0,62}(?<!-)"
_HOST_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})+")
_DAY = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Expected:
    """Turns every failure of a value itself into "expected this, found that".

    Attributes:
        what: the expectation, such as "a number from 0 to 2".
        secret: what was found may hold a secret and is never shown.
        text: an unquoted number or truth value can be repaired by quotes.
    """

    what: str
    secret: bool = False
    text: bool = False

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """The schema of the annotated type with this expectation around it."""
        return core_schema.no_info_wrap_validator_function(self._checked, handler(source))

    def _checked(self, value: object, handler: core_schema.ValidatorFunctionWrapHandler) -> object:
        try:
            return handler(value)
        except ValidationError as error:
            if any(each["loc"] or each["type"] == "told" for each in error.errors()):
                raise
            raise told(self.message(value)) from None

    def message(self, value: object) -> str:
        """What was expected, and what was found unless it may be a secret."""
        if self.secret:
            return f"expected {self.what}"
        quotes = self.text and isinstance(value, bool | int | float)
        hint = "; put it in quotes to make it a text" if quotes else ""
        return f"expected {self.what}, found {found(value)}{hint}"


def told(message: str) -> PydanticCustomError:
    """An error whose message is already written for the user."""
    return PydanticCustomError("told", "{message}", {"message": message})


def _readable(text: str) -> str:
    for at, character in enumerate(text, start=1):
        if unicodedata.category(character) == "Cc" and character not in "\n\t":
            code = f"U+{ord(character):04X}"
            raise told(f"expected readable text, found the control character {code} as number {at}")
    return text


def _stripped(text: str) -> str:
    stripped = text.strip()
    if text and not stripped:
        raise told("expected a text, found blanks alone")
    return stripped


def _short(text: str) -> str:
    return _at_most(text, MAX_NAME_CHARACTERS)


def _askable(text: str) -> str:
    return _at_most(text, MAX_PROMPT_CHARACTERS)


def _at_most(text: str, limit: int) -> str:
    if len(text) > limit:
        raise told(f"expected at most {limit:,} characters, found {len(text):,}")
    return text


def _host_name(text: str) -> str:
    host = text.casefold()
    if _HOST_NAME.fullmatch(host) and not host.startswith("www.") and len(host) <= 253:
        return host
    bare = _bare_host(host)
    hint = f"; write `{bare}`" if bare else ""
    raise told(f"expected a host name such as `acme.com`, found {found(text)}{hint}")


def _bare_host(text: str) -> str | None:
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return None
    bare = host.removeprefix("www.")
    return bare if _HOST_NAME.fullmatch(bare) else None


def _address(text: str) -> str:
    """An address of a server, or the word for the local model."""
    if text == LOCAL_BASE_URL:
        return text
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    # urlsplit drops line breaks and tabs silently; any blank means that the text is no address.
    if not usable or re.search(r"\s", text):
        raise ValueError
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise told(
            "expected an address without user name, password, `?` and `#`; "
            "a key belongs into the variable that `api_key_env` names"
        )
    return text.rstrip("/")


def _language(text: str) -> str:
    """The usual spelling: pt-BR, zh-Hant-TW."""
    if not _LANGUAGE.fullmatch(text):
        raise ValueError
    first, *rest = text.split("-")
    return "-".join([first.lower(), *(_subtag(each) for each in rest)])


def _subtag(text: str) -> str:
    if len(text) == 2:
        return text.upper()
    return text.title() if len(text) == 4 and text.isalpha() else text.lower()


def _cron(text: str) -> str:
    try:
        check_cron(text)
    except BadInput as error:
        raise told(str(error)) from None
    return text


def _time_zone(text: str) -> str:
    try:
        return find_time_zone(text).key
    except BadInput as error:
        raise told(str(error)) from None


def _day(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise ValueError
    date.fromisoformat(text)
    return text


_Text = Annotated[str, AfterValidator(_readable), AfterValidator(_stripped), Field(min_length=1)]

Key = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z"),
    Expected(
        "a short name of up to 64 letters, digits, `.`, `_` and `-`, such as `best-small-team`",
        text=True,
    ),
]
ShortText = Annotated[_Text, AfterValidator(_short)]
Name = Annotated[ShortText, Expected("a text", text=True)]
PromptText = Annotated[
    _Text, AfterValidator(_askable), Expected("the text to ask, such as a question", text=True)
]
SystemPrompt = Annotated[_Text, AfterValidator(_askable), Expected("a text", text=True)]
StopText = Annotated[
    str, AfterValidator(_readable), Field(min_length=1), Expected("a text", text=True)
]
HostName = Annotated[
    str, AfterValidator(_host_name), Expected("a host name such as `acme.com`", text=True)
]
Language = Annotated[
    str,
    AfterValidator(_language),
    Expected("a language tag such as `en` or `pt-BR`", text=True),
]
Country = Annotated[
    str,
    Field(pattern=r"^[A-Za-z]{2}\z"),
    AfterValidator(str.upper),
    Expected("a country code of two letters such as `US`", text=True),
]
Address = Annotated[
    str,
    AfterValidator(_address),
    Expected("an address such as `http://127.0.0.1:8080`", secret=True),
]
# Capital letters alone, so that a key pasted by mistake is refused, and nothing of it is shown.
VariableName = Annotated[
    str,
    Field(pattern=r"^[A-Z_][A-Z0-9_]{0,99}\z"),
    Expected(
        "the name of an environment variable in capital letters, such as `OPENAI_API_KEY`; "
        "the key itself never stands in this file",
        secret=True,
    ),
]
Truth = Annotated[bool, Expected("`true` or `false`")]
CronExpression = Annotated[str, AfterValidator(_cron), Expected(CRON_EXAMPLE, text=True)]
TimeZone = Annotated[
    str, AfterValidator(_time_zone), Expected("a time zone such as `Europe/Berlin`", text=True)
]
Day = Annotated[str, AfterValidator(_day), Expected("a day such as `2026-03-01`")]
