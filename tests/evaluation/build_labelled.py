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
NAMESAKES = HERE / "namesakes"
SENSES = HERE / "senses"
UNREAD_SENSES = SENSES / "unread"
SOURCES_OF = {
    LABELLED: SOURCES,
    **{folder: folder / "sources" for folder in (HELD_OUT, NAMESAKES, SENSES, UNREAD_SENSES)},
}


def built(sources: Path) -> dict[str, tuple[Record, ...]]:
    """The records of every language, as the sources of one folder have them.

    The brands are those of `catalogue.txt`, or else each language has its own in `catalogues`.
    """
    shared = sources / "catalogue.txt"
    paths = sorted(path for path in sources.glob("*.txt") if path != shared)
    return {
        path.stem: records_of(
            path, catalogue_of(shared if shared.exists() else sources / "catalogues" / path.name)
        )
        for path in paths
    }


if __name__ == "__main__":
    for folder, sources in SOURCES_OF.items():
        for language, records in built(sources).items():
            write_lines(folder / f"{language}.jsonl", records)
