from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.settings_matrix import differences
from scripts.write_reference import PAGES, REFERENCE

ROOT = Path(__file__).parents[2]
PAGES_WITH_LINKS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_what_the_code_says(name: str):
    assert (REFERENCE / name).read_text() == PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("page", PAGES_WITH_LINKS, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_adapters_send_exactly_the_settings_that_they_name():
    assert differences() == []
