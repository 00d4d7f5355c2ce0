from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from api.schemas.filters import AskedFilter, filter_of
from monitor.catalog.size_class import SizeClass
from monitor.domain.json_value import JsonValue
from monitor.errors import BadInput
from monitor.reports.dimension import OF_ROWS, Dimension
from monitor.reports.filters import (
    AllOf,
    AnyOf,
    Between,
    FieldValues,
    Filter,
    IsUnknown,
    Not,
    OneOf,
    admits,
    filter_json,
)
from monitor.reports.where_text import parse_where

TEMPERATURE, VENDOR, OPEN = Dimension.TEMPERATURE, Dimension.VENDOR, Dimension.OPEN_WEIGHTS
TOTAL, DAY, TAG = Dimension.PARAMETERS_TOTAL_CLASS, Dimension.DATE, Dimension.TAG
ASKED = TypeAdapter(AskedFilter)

VALUES = {
    TEMPERATURE: st.sampled_from([0.0, 0.7, 1.0]),
    VENDOR: st.sampled_from(["meta", "openai"]),
    OPEN: st.booleans(),
    TOTAL: st.sampled_from(SizeClass),
    DAY: st.dates(date(2026, 1, 1), date(2026, 1, 3)),
    TAG: st.sampled_from(["b2b", "cheap"]),
}


def conditions(field: Dimension) -> st.SearchStrategy[Filter]:
    values = VALUES[field]
    told = [
        st.lists(values, min_size=1, max_size=2).map(lambda own: OneOf(field, tuple(own))),
        st.just(IsUnknown(field)),
    ]
    if field in {TEMPERATURE, TOTAL, DAY}:
        order = list(SizeClass).index if field is TOTAL else None
        pairs = st.tuples(values, values).map(lambda pair: sorted(pair, key=order))
        told.append(pairs.map(lambda pair: Between(field, *pair)))
        told.append(values.map(lambda value: Between(field, None, value)))
    return st.one_of(told)


FILTERS = st.recursive(
    st.one_of([conditions(field) for field in VALUES]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda items: AllOf(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: AnyOf(tuple(items))),
        inner.map(Not),
    ),
    max_leaves=6,
)
FACTS = st.fixed_dictionaries(
    {field: st.tuples(st.none() | values) for field, values in VALUES.items()}
    | {TAG: st.lists(VALUES[TAG], unique=True).map(lambda own: tuple(own) or (None,))}
)


@given(FILTERS, FACTS)
def test_a_filter_and_its_negation_take_everything_exactly_once(
    wanted: Filter, facts: dict[Dimension, FieldValues]
):
    assert admits(wanted, facts.__getitem__) != admits(Not(wanted), facts.__getitem__)


@given(FILTERS)
def test_a_filter_comes_back_from_json_as_it_was(wanted: Filter):
    assert filter_of(ASKED.validate_python(filter_json(wanted))) == wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("open_weights = true", {"field": "open_weights", "eq": True}),
        ("temperature<=0.7", {"field": "temperature", "between": [None, 0.7]}),
        (
            "temperature > 1",
            {
                "and": [
                    {"field": "temperature", "between": [1.0, None]},
                    {"not": {"field": "temperature", "eq": 1.0}},
                ]
            },
        ),
        ("vendor in (meta, 'Mistral AI')", {"field": "vendor", "in": ["meta", "Mistral AI"]}),
        ("model = 4", {"field": "model", "eq": "4"}),
        ("architecture is not unknown", {"not": {"field": "architecture", "is_unknown": True}}),
        ("family = unknown", {"field": "family", "is_unknown": True}),
        (
            "date between 2026-11-01 and 2026-11-07 and tag != x",
            {
                "and": [
                    {"field": "date", "between": ["2026-11-01", "2026-11-07"]},
                    {"not": {"field": "tag", "eq": "x"}},
                ]
            },
        ),
        (
            "channel = api OR not (web_search = yes AND parameters_total_class >= L)",
            {
                "or": [
                    {"field": "channel", "eq": "api"},
                    {
                        "not": {
                            "and": [
                                {"field": "web_search", "eq": True},
                                {"field": "parameters_total_class", "between": ["L", None]},
                            ]
                        }
                    },
                ]
            },
        ),
    ],
)
def test_a_filter_can_be_typed(text: str, expected: JsonValue):
    assert filter_json(parse_where(text)) == expected


@pytest.mark.parametrize(
    ("text", "problem", "place"),
    [
        ("temprature = 1", 'perhaps "temperature" is meant', 'character 1, at "temprature = 1"'),
        ("brand = acme", "expected a field", "character 1"),
        ("vendor = ", "expected a value", "see the end of"),
        ("vendor meta", 'expected =, !=, <, <=, >, >=, "in"', 'character 8, at "meta"'),
        ("temperature = hot", "temperature: expected a number, found 'hot'", "character 15"),
        ("open_weights = 1", "expected true or false", "character 16"),
        ("vendor < meta", "have an order", "character 10"),
        ("parameters_total_class = huge", "expected S, M, L or XL", "character 26"),
        ("channel = fax", "expected one of api", "character 11"),
        ("date = 2026-13-01", "expected a day like 2026-01-31", "character 8"),
        ("(vendor = meta", 'expected "and", "or" or ")"', "see the end of"),
        ("vendor = meta vendor = x", 'expected "and", "or" or the end', "character 15"),
        ("temperature between 2 and 1", "nothing lies between", "character 21"),
        ("vendor = 'meta", "quote texts", "character 10"),
        ("", "expected a field", "see the end of"),
        ("vendor not = x", 'expected "in" or "between"', "character 12"),
        ("not " * 30 + "vendor = x", "at most 20 levels", "character 85"),
        ("(" * 5000, "at most 20 levels", "character 22"),
        (" or ".join(["vendor = x"] * 101), "at most 100 conditions", ""),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, problem: str, place: str):
    with pytest.raises(BadInput) as refused:
        parse_where(text)
    assert problem in str(refused.value)
    assert place in str(refused.value)


@given(
    st.text(max_size=30)
    | st.lists(
        st.sampled_from(
            [
                "vendor",
                "temperature",
                "=",
                "(",
                ")",
                "not",
                "and",
                "or",
                "in",
                "between",
                "1",
                "is",
                ",",
            ]
        )
    ).map(" ".join)
)
def test_any_text_is_a_filter_or_is_refused(text: str):
    problem = ""
    try:
        assert filter_json(parse_where(text))
    except BadInput as error:
        problem = str(error)
    assert problem.startswith("where: ") or not problem


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"field": "vendor"},
        {"field": "vendor", "eq": "x", "more": 1},
        {"field": "vendor", "eq": "x", "in": ["x"]},
        {"and": []},
        {"and": [], "or": []},
        {"field": "vendor", "is_unknown": False},
        {"field": "size", "eq": "x"},
        {"field": "temperature", "eq": float("nan")},
        {"field": "temperature", "eq": 10**400},
        [],
    ],
)
def test_json_that_is_no_filter_is_refused(told: object):
    with pytest.raises(ValidationError):
        ASKED.validate_python(told)


@pytest.mark.parametrize("field", sorted(OF_ROWS))
def test_what_is_found_in_answers_filters_no_answers(field: Dimension):
    with pytest.raises(BadInput, match="answers have none to filter by"):
        filter_of(ASKED.validate_python({"field": field.value, "is_unknown": True}))
