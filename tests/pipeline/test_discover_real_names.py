from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from monitor.analysis.discovery import DiscoveredName, discover_names
from monitor.analysis.folding import fold_text
from monitor.pipeline.name_families import brand_families

SHARED = Path(os.environ.get("NAMEDROP_SHARED", Path(__file__).parents[2].parent / "shared"))
REAL_ANSWERS = SHARED / "real-answers"
TOP = 50

pytestmark = pytest.mark.skipif(not REAL_ANSWERS.is_dir(), reason="needs the real answers")


@pytest.fixture(scope="module")
def answers() -> list[dict]:
    files = (REAL_ANSWERS / "chatgpt.jsonl", REAL_ANSWERS / "google-ai-mode.jsonl")
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def brands(answers: list[dict]) -> dict[str, int]:
    """In how many answers each brand of a listed product is named."""
    counted: dict[str, int] = {}
    for answer in answers:
        text = fold_text(answer["response"])
        for brand in {fold_text(p["brand"]) for p in answer["products_mentioned"] if p["brand"]}:
            counted[brand] = counted.get(brand, 0) + (brand in text)
    return {brand: count for brand, count in counted.items() if count}


@pytest.fixture(scope="module")
def found(answers: list[dict]) -> tuple[DiscoveredName, ...]:
    texts = [answer["response"] for answer in answers]
    return brand_families(discover_names(texts, ()), texts)


def test_most_brands_of_the_listed_products_are_found(
    brands: dict[str, int], found: tuple[DiscoveredName, ...]
):
    names = {fold_text(each.name) for each in found}
    assert sum(brand in names for brand in brands) / len(brands) >= 0.7
    weighted = sum(count for brand, count in brands.items() if brand in names)
    assert weighted / sum(brands.values()) >= 0.8


def test_most_of_the_first_names_are_brands_of_listed_products(
    brands: dict[str, int], found: tuple[DiscoveredName, ...]
):
    # Further ones are brands of no listed product, such as Walmart and Intel.
    assert sum(fold_text(each.name) in brands for each in found[:TOP]) >= 0.8 * TOP
