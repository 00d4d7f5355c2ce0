from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.findings import BrandKind
from monitor.errors import BadInput
from monitor.evaluation.records import Record, line_of, read_records, tracked_brand, write_lines
from tests.evaluation.labelled_answers import found, judged, label


def as_object() -> dict[str, Any]:
    record = judged({"Acme": label((3, 7), rank=1)}, {"Acme": found()}).record
    return json.loads(line_of(record))


def read(tmp_path: Path, *lines: str) -> tuple[Record, ...]:
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_records(path)


def test_what_is_written_is_read_again(tmp_path: Path):
    record = judged({"Acme": label((3, 7), rank=1)}, {"Acme": found()}).record
    write_lines(tmp_path / "answers.jsonl", [record, record])
    assert read_records(tmp_path / "answers.jsonl") == (record, record)


def test_a_record_needs_no_labels_and_other_keys_are_ignored(tmp_path: Path):
    line = as_object() | {"note": "x"}
    for key in ("gold", "hard_negatives", "style", "source_list"):
        del line[key]
    (record,) = read(tmp_path, "", json.dumps(line), "")
    assert record.gold is None
    assert record.hard_negatives == record.style == record.source_list == ()


def test_a_line_separator_inside_an_answer_ends_no_line(tmp_path: Path):
    line = as_object() | {"answer": "1. Acme\u2028", "hard_negatives": []}
    (record,) = read(tmp_path, json.dumps(line, ensure_ascii=False))
    assert record.answer == "1. Acme\u2028"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answer": None}, ":2: answer: Input should be a valid string"),
        ({"catalogue": [{"brand": "Acme"}]}, ":2: catalogue.0.aliases: Field required"),
        (
            {
                "hard_negatives": [
                    {"brand": "Acme", "kind": "x", "start": 0, "end": 1, "surface": ""}
                ]
            },
            ":2: hard_negatives.0.kind: Input should be 'common_word'",
        ),
        ({"answer": "2. Globex"}, ":2: hard_negatives.0: expected 'acme' there, found ''"),
        (
            {"answer": "2. Globex", "hard_negatives": []},
            ":2: gold.brands.Acme.mentions.0: expected 'Acme' there, found 'Glob'",
        ),
        (
            {"source_list": [{"index": 2, "url": "https://a.com", "title": None}]},
            ":2: source_list: expected the indexes 1, 2, ...; found [2]",
        ),
        (
            {"gold": {"brands": {}, "citations": []}},
            ":2: gold.brands: expected the brands of catalogue; differs: ['Acme']",
        ),
        (
            {"catalogue": [], "gold": None},
            ":2: hard_negatives: ['Acme'] are not in catalogue",
        ),
    ],
)
def test_an_unusable_line_is_told_with_its_key(
    tmp_path: Path, change: dict[str, Any], message: str
):
    with pytest.raises(BadInput) as caught:
        read(tmp_path, json.dumps(as_object()), json.dumps(as_object() | change))
    assert message in str(caught.value)


def test_a_brand_stands_once_in_a_catalogue(tmp_path: Path):
    line = as_object()
    line["catalogue"] *= 2
    with pytest.raises(BadInput, match="expected each brand once"):
        read(tmp_path, json.dumps(line))


def test_a_line_that_is_no_json_is_told(tmp_path: Path):
    with pytest.raises(BadInput, match=r"answers.jsonl:1: the line: Invalid JSON"):
        read(tmp_path, "{")


def test_a_missing_file_is_told(tmp_path: Path):
    with pytest.raises(BadInput, match="expected a file of JSON lines"):
        read_records(tmp_path / "none.jsonl")


def test_a_catalogued_brand_becomes_a_tracked_one(tmp_path: Path):
    line = as_object()
    line["catalogue"][0] |= {
        "own": True,
        "aliases": ["Acme Corp"],
        "context": {"require_any": ["drill"], "forbid_any": ["acme of"]},
    }
    (record,) = read(tmp_path, json.dumps(line))
    brand = tracked_brand(record.catalogue[0])
    assert (brand.key, brand.name, brand.kind) == ("Acme", "Acme", BrandKind.OWN)
    assert (brand.aliases, brand.domains) == (("Acme Corp",), ("acme.com",))
    assert (brand.exclusions, brand.context_words) == (("acme of",), ("drill",))
