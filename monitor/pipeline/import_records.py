"""Reads the records of a JSONL or CSV file, one at a time, each with its line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from monitor.configuration.problem import Problem, found
from monitor.errors import BadInput

MAX_FIELD_CHARACTERS = 16 * 1024 * 1024
_DELIMITERS = ",;\t"


class FileFormat(StrEnum):
    """How the records stand in the file."""

    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Record:
    """A record with the line on which it begins.

    Attributes:
        fields: as they were read; nested groups in JSONL, texts in CSV.
        raw: the line of a JSONL file; the same as JSON for a row of a CSV file.
    """

    line: int
    fields: Mapping[str, Any]
    raw: bytes


def format_of(path: Path) -> FileFormat:
    """The format that the ending of the file's name tells.

    Raises:
        BadInput: the ending tells nothing.
    """
    match path.suffix.lower():
        case ".jsonl" | ".ndjson":
            return FileFormat.JSONL
        case ".csv" | ".tsv":
            return FileFormat.CSV
        case _:
            raise BadInput(
                f"{path}: expected a name that ends in .jsonl or .csv; otherwise say --format"
            )


def read_records(path: Path, file_format: FileFormat) -> Iterator[Record | Problem]:
    """The records in the order of the file, and a problem for each line that holds none.

    Raises:
        BadInput: the file cannot be opened, or from some line on it is no CSV text.
    """
    try:
        with path.open("rb") as file:
            match file_format:
                case FileFormat.JSONL:
                    yield from _json_lines(file, str(path))
                case FileFormat.CSV:
                    yield from _csv_rows(file, str(path))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error


def _json_lines(file: BinaryIO, name: str) -> Iterator[Record | Problem]:
    for number, line in enumerate(file, start=1):
        content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not content.strip():
            continue
        try:
            value = json.loads(content.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            reason = "too many levels" if isinstance(error, RecursionError) else str(error)
            yield Problem(name, number, None, "", f"expected one JSON object, found none: {reason}")
            continue
        if isinstance(value, dict):
            yield Record(number, value, content.strip())
        else:
            message = f"expected a JSON object, found {found(value)}"
            yield Problem(name, number, None, "", message)


def _csv_rows(file: BinaryIO, name: str) -> Iterator[Record | Problem]:
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    lines = _decoded(file, name)
    head = next(lines, "")
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(_first_and_rest(head, lines), delimiter=delimiter, strict=True)
    begins = 1
    try:
        header = next(reader, [])
        begins = reader.line_num + 1
        for row in reader:
            if row:
                yield _csv_record(row, header, begins, name)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(f"{name}:{begins}: expected a row of CSV, found none: {error}") from error


def _csv_record(row: list[str], header: list[str], line: int, name: str) -> Record | Problem:
    if len(row) != len(header):
        message = f"expected {len(header)} columns as in the first line, found {len(row)}"
        return Problem(name, line, None, "", message)
    fields = dict(zip(header, row, strict=True))
    return Record(line, fields, json.dumps(fields, ensure_ascii=False).encode())


def _decoded(file: BinaryIO, name: str) -> Iterator[str]:
    for number, line in enumerate(file, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise BadInput(
                f"{name}:{number}: expected UTF-8 text; save the file as UTF-8"
            ) from error


def _first_and_rest(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
