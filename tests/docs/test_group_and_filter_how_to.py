from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.schemas.visibility import VisibilityRequest
from monitor.errors import BadInput
from monitor.reports.dimension import OF_ROWS, Dimension
from monitor.reports.where_text import parse_where

PAGE = (Path(__file__).parents[2] / "docs/how-to/group-and-filter-reports.md").read_text()


def test_the_filters_of_the_page_can_be_typed():
    texts = re.findall(r"--where '([^']+)'", PAGE)
    assert len(texts) == 2
    assert all(parse_where(text) for text in texts)


def test_the_request_of_the_page_is_one_of_the_api():
    (request,) = re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL)
    assert VisibilityRequest.model_validate_json(request).query().where is not None


def test_the_mistake_of_the_page_is_told_like_that():
    (told,) = re.findall(r"```text\n(.+?)\n```", PAGE, re.DOTALL)
    with pytest.raises(BadInput, match=f"^{re.escape(told)}$"):
        parse_where(told.partition(" of: ")[2])


def test_the_table_of_the_page_has_every_field():
    table = re.findall(r"^\|(.+?)\|", PAGE, re.MULTILINE)
    named = set(re.findall(r"`(\w+)`", "".join(table)))
    assert named == {each.value for each in Dimension if each not in OF_ROWS}
