from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.discovery import discover_names
from monitor.analysis.folding import fold_text
from monitor.pipeline.discover_brands import discover_brands
from monitor.pipeline.name_families import brand_families
from monitor.storage.brands import ignore_name
from monitor.storage.engine import Database
from tests.factories.analyzed import answer_and_analyze
from tests.factories.answers import NOON, make_answer
from tests.factories.runs import make_run

SHARED = Path(os.environ.get("NAMEDROP_SHARED", Path(__file__).parents[2].parent / "shared"))
REAL_ANSWERS = SHARED / "real-answers"
FOUND_EXACTLY = 0.5
"""Of the brands in the texts; measured 0.55 and more."""


def families(*texts: str) -> dict[str, int]:
    return {n.name: n.answers for n in brand_families(discover_names(texts, []), texts)}


def test_products_of_one_brand_become_the_brand():
    found = families(
        "1. Zorbix V15 - strong\n2. Quandel Mini - small",
        "1. Zorbix Airwrap - warm\n2. Quandel Max - large",
    )
    assert found == {"Zorbix": 2, "Quandel": 2}


def test_a_brand_of_two_words_stays_whole():
    found = families(
        "- Mintel Harbor One - good\n- Mintel Harbor Two - good",
        "- Mintel Harbor Three - fine",
    )
    assert found == {"Mintel Harbor": 2}


def test_a_common_word_with_a_capital_is_no_brand():
    found = families(
        "- Top Zorbix - good\n- Top Quandel - the top of the top",
        "- Zorbix - fine\n- Quandel - also top",
    )
    assert "Top" not in found
    assert set(found) >= {"Zorbix", "Quandel"}


def test_what_is_tracked_or_ignored_is_not_discovered(database_url: str):
    database = Database(database_url)
    text = "- Acme's Mini - fine\n- Acme Max - fine\n- Zorbix - fine\n- Quandel - fine"
    planned = make_run(database, prompts=1, repeats=1, targets=("cool",))
    answer_and_analyze(database, planned, lambda _question: make_answer(text))
    with database.write() as session:
        for _ in range(2):
            ignore_name(session, planned.workspace_id, "ZORBIX", folded="zorbix", now=NOON)
    found = discover_brands(database, planned.workspace_id, run_id=planned.run_id)
    database.close()
    assert [name.name for name in found] == ["Quandel"]


@given(st.lists(st.text(max_size=60), max_size=5))
def test_no_text_raises_and_no_name_is_in_more_answers_than_there_are(texts: list[str]):
    for found in brand_families(discover_names(texts, []), texts):
        assert 0 < found.answers <= len(texts)
        assert found.answers <= found.mentions
        assert any(fold_text(found.name) in fold_text(text) for text in texts)


@pytest.mark.skipif(not REAL_ANSWERS.is_dir(), reason="the real answers are not on this machine")
def test_half_of_the_brands_in_real_answers_are_discovered_under_their_own_name():
    files = [(REAL_ANSWERS / f"{name}.jsonl").read_text() for name in ("chatgpt", "google-ai-mode")]
    rows = [json.loads(row) for file in files for row in file.split("\n") if row]
    texts = [row["response"] for row in rows]
    everything = f" {' '.join(map(fold_text, texts))} "
    named = {fold_text(p["brand"]) for r in rows for p in r["products_mentioned"] if p["brand"]}
    present = {brand for brand in named if f" {brand} " in everything}
    found = {fold_text(name) for name in families(*texts)}
    assert len(present & found) >= FOUND_EXACTLY * len(present)
