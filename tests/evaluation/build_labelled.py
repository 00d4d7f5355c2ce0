"""Writes labelled/*.jsonl from sources/*.txt: `python -m tests.evaluation.build_labelled`."""

from __future__ import annotations

from pathlib import Path

from monitor.evaluation.records import Record, write_lines
from tests.evaluation.authoring import catalogue_of, records_of

HERE = Path(__file__).parent
SOURCES = HERE / "sources"
LABELLED = HERE / "labelled"


def built() -> dict[str, tuple[Record, ...]]:
    """The records of every language, as the sources have them."""
    catalogue = catalogue_of(SOURCES / "catalogue.txt")
    paths = sorted(path for path in SOURCES.glob("*.txt") if path.stem != "catalogue")
    return {path.stem: records_of(path, catalogue) for path in paths}


if __name__ == "__main__":
    for language, records in built().items():
        write_lines(LABELLED / f"{language}.jsonl", records)
