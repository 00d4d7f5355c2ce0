from __future__ import annotations

import pytest

from monitor.domain.json_value import JsonValue
from monitor.errors import BadInput
from monitor.providers.option_values import (
    flag_option,
    int_option,
    object_option,
    share_option,
    text_option,
    texts_option,
)
from tests.providers.asked import plain_target


def test_an_option_that_is_not_given_has_its_default():
    target = plain_target("p", "m")
    assert int_option(target, "n", low=1, default=5) == 5
    assert share_option(target, "n", default=0.5) == 0.5
    assert flag_option(target, "n") is False
    assert text_option(target, "n") is None
    assert texts_option(target, "n") is None
    assert object_option(target, "n") is None


def test_an_option_that_is_given_is_read():
    assert int_option(plain_target("p", "m", n=3), "n", low=1, default=5) == 3
    assert share_option(plain_target("p", "m", n=1), "n", default=0.5) == 1.0
    assert flag_option(plain_target("p", "m", n=True), "n") is True
    assert text_option(plain_target("p", "m", n=" x "), "n") == "x"
    assert texts_option(plain_target("p", "m", n=["x", "y"]), "n") == ["x", "y"]
    assert object_option(plain_target("p", "m", n={"x": 1}), "n") == {"x": 1}


@pytest.mark.parametrize("value", [True, 0, "3", 1.5, [3]])
def test_what_is_no_whole_number_from_one_is_refused(value: JsonValue):
    with pytest.raises(BadInput, match="'n': expected a whole number from 1, found"):
        int_option(plain_target("p", "m", n=value), "n", low=1, default=5)


@pytest.mark.parametrize("value", [True, -0.1, 1.1, "0.5"])
def test_what_is_no_share_is_refused(value: JsonValue):
    with pytest.raises(BadInput, match="from 0 to 1"):
        share_option(plain_target("p", "m", n=value), "n", default=0.5)


@pytest.mark.parametrize("value", ["", "  ", 3, ["x"]])
def test_what_is_no_text_is_refused(value: JsonValue):
    with pytest.raises(BadInput, match="expected a text"):
        text_option(plain_target("p", "m", n=value), "n")


@pytest.mark.parametrize("value", ["x", [], [1], ["x", None], {"x": "y"}])
def test_what_is_no_list_of_texts_is_refused(value: JsonValue):
    with pytest.raises(BadInput, match="a list of texts"):
        texts_option(plain_target("p", "m", n=value), "n")


def test_what_is_no_truth_or_mapping_is_refused():
    with pytest.raises(BadInput, match="true or false"):
        flag_option(plain_target("p", "m", n="yes"), "n")
    with pytest.raises(BadInput, match="a mapping"):
        object_option(plain_target("p", "m", n=[1]), "n")
