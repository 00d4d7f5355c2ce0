"""The page of the calculator: a form of one kind's fields, and what they count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.site import PageRoute, page
from monitor.calculator.dimensions import BadDimension, Field, Value, parse_value
from monitor.calculator.kinds import (
    KINDS,
    Calculation,
    Kind,
    calculate,
    kind_named,
    preset_values,
    usable_presets,
)
from monitor.errors import BadInput

router = APIRouter(route_class=PageRoute, include_in_schema=False)

FIRST_KIND = "transformer"


@dataclass(frozen=True, slots=True)
class FormField:
    """A field as it stands in the form.

    Attributes:
        typed: what the reader wrote, kept as it is even where it cannot be used.
        problem: what is wrong with it; None for nothing.
    """

    field: Field
    typed: str
    problem: str | None

    @property
    def choices(self) -> tuple[str, ...]:
        """The words to choose from; none where anything may be typed."""
        return ("yes", "no") if self.field.holds is bool else self.field.about.one_of


@router.get("/calculator")
def show_calculator(request: Request) -> HTMLResponse:
    """The form, filled with what the address says, and the result where there is one."""
    kind = kind_named(request.query_params.get("kind") or FIRST_KIND)
    preset = request.query_params.get("preset") or None
    typed = {
        field.name: ",".join(request.query_params.getlist(field.name))
        for field in kind.fields
        if field.name in request.query_params
    }
    problems: dict[str | None, str] = {}
    done, begun = None, _begun(kind, preset, problems)
    # A chosen preset counts at once, unless it leaves something to be told, such as a rank.
    if typed or (begun and all(field.name in begun for field in kind.fields if field.required)):
        done = _calculated(kind, begun, typed, problems)
    return page(
        request,
        "calculator.html",
        status=422 if problems else 200,
        kinds=KINDS.values(),
        kind=kind,
        presets=usable_presets(kind).values(),
        chosen=usable_presets(kind).get(preset or ""),
        form=[_form_field(field, typed, begun, problems) for field in kind.fields],
        problems=problems,
        done=done,
    )


def _begun(kind: Kind, preset: str | None, problems: dict[str | None, str]) -> Mapping[str, Value]:
    """The values that the preset gives; one that the kind does not have is a problem."""
    try:
        return preset_values(kind, preset)
    except BadDimension as error:
        problems[error.field] = str(error)
        return {}


def _calculated(
    kind: Kind,
    begun: Mapping[str, Value],
    typed: Mapping[str, str],
    problems: dict[str | None, str],
) -> Calculation | None:
    """The count of what is typed over what was begun with; problems are told, all at once."""
    values = dict(begun)
    for field in kind.fields:
        try:
            value = parse_value(field, typed.get(field.name, ""))
            if value is None and field.required and field.name not in begun:
                raise field.missing()
        except BadDimension as error:
            problems[error.field] = str(error)
        else:
            values[field.name] = values.get(field.name) if value is None else value
    if problems:
        return None
    try:
        return calculate(kind, values)
    except BadDimension as error:
        problems[error.field] = str(error)
    except BadInput as error:
        problems[None] = str(error)
    return None


def _form_field(
    field: Field,
    typed: Mapping[str, str],
    begun: Mapping[str, Value],
    problems: Mapping[str | None, str],
) -> FormField:
    text = typed.get(field.name)
    if text is None:
        text = _written(begun.get(field.name, field.default))
    return FormField(field, text, problems.get(field.name))


def _written(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)
