"""Which field of a foreign record holds what; from flags, a saved YAML file or the usual names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from monitor.configuration.document import parse_document, read_bytes
from monitor.configuration.problem import BadConfiguration, found, unknown_key
from monitor.errors import BadInput


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """The field that holds each part of an answer; a dot leads into a group ("query.text")."""

    prompt: str = "prompt"
    answer: str = "answer"
    model: str = "model"
    time: str = "time"
    sources: str = "sources"
    run: str = "run"
    language: str = "language"

    def given(self, **fields: str | None) -> FieldMapping:
        """The mapping with the fields that are not None in the place of its own."""
        return replace(self, **{name: value for name, value in fields.items() if value})


PARTS = tuple(field.name for field in fields(FieldMapping))


def read_mapping(path: Path) -> FieldMapping:
    """The mapping in a file, such as `prompt: query.text`; what it leaves out has its usual name.

    Raises:
        BadConfiguration: the file cannot be read or says something else.
    """
    document = parse_document(read_bytes(path), str(path))
    problems = list(document.problems)
    if not isinstance(document.data, Mapping):
        expected = f"expected keys such as `prompt: query.text`, found {found(document.data)}"
        raise BadConfiguration([document.problem((), expected)])
    named: dict[str, str] = {}
    for key, value in document.data.items():
        if key not in PARTS:
            problems.append(document.problem((key,), unknown_key(key, PARTS)))
        elif not isinstance(value, str) or not value:
            message = f"expected the name of a field, found {found(value)}"
            problems.append(document.problem((key,), message))
        else:
            named[key] = value
    if problems:
        raise BadConfiguration(problems)
    return FieldMapping(**named)


def write_mapping(path: Path, mapping: FieldMapping) -> None:
    """Save a mapping, so that `--mapping` finds it.

    Raises:
        BadInput: the file exists and says something else, or cannot be written.
    """
    # A JSON text is a YAML text too.
    lines = [f"{part}: {json.dumps(name, ensure_ascii=False)}\n" for part, name in _pairs(mapping)]
    content = "".join(lines)
    try:
        if path.exists() and path.read_bytes() != content.encode():
            raise BadInput(f"{path}: expected a file that does not exist yet; nothing was changed")
        path.write_text(content, "utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written: {error.strerror}") from error


def _pairs(mapping: FieldMapping) -> list[tuple[str, str]]:
    return list(asdict(mapping).items())
