"""Writes the JSON lines of all folders of labelled answers from their sources.

Run `python -m tests.evaluation.build_labelled`.
"""

from __future__ import annotations

from pathlib import Path

from monitor.evaluation.records import Record, write_lines
from tests.evaluation.authoring import catalogue_of, records_of

HERE = Path(__file__).parent
SOURCES = HERE / "sources"
LABELLED = HERE / "labelled"
HELD_OUT = HERE / "held_out"
SENSES = HERE / "senses"
UNREAD_SENSES = SENSES / "unread"
FOLDERS = {
    SOURCES: LABELLED,
    **{folder / "sources": folder for folder in (HELD_OUT, SENSES, UNREAD_SENSES)},
}


def built(sources: Path = SOURCES) -> dict[str, tuple[Record, ...]]:
    """The records of every language, as the sources of one folder have them."""
    catalogue = catalogue_of(sources / "catalogue.txt")
    paths = sorted(path for path in sources.glob("*.txt") if path.stem != "catalogue")
    return {path.stem: records_of(path, catalogue) for path in paths}


if __name__ == "__main__":
    for sources, folder in FOLDERS.items():
        for language, records in built(sources).items():
            write_lines(folder / f"{language}.jsonl", records)
