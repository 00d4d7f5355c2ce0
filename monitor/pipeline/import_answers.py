"""Importing answers that were asked elsewhere, so that everything works on them as on our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.analysis.analyze import Analyzer
from monitor.configuration.keys import slug
from monitor.configuration.problem import Problem
from monitor.domain.answer import Answer, Asked, Outcome
from monitor.domain.json_value import sha256_of
from monitor.domain.question import Channel, Prompt, Target
from monitor.domain.sampling import SamplingRecord
from monitor.errors import BadInput
from monitor.pipeline.analyze import analyze_answers
from monitor.pipeline.import_mapping import FieldMapping
from monitor.pipeline.import_reading import ReadAnswer, read_answer
from monitor.pipeline.import_records import FileFormat, read_records
from monitor.pipeline.roll_up import roll_up
from monitor.storage.configured import current_brands
from monitor.storage.engine import Database
from monitor.storage.imports import ImportedAnswer, StoredImports, store_imported
from monitor.storage.model_cards import IMPORT_PROVIDER
from monitor.storage.workspaces import ensure_workspace

BATCH = 200
MAX_TOLD_PROBLEMS = 1000


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to import, and how to read it."""

    path: Path
    file_format: FileFormat
    mapping: FieldMapping


@dataclass(slots=True)
class ImportResult:
    """What became of a file.

    Attributes:
        read: records that hold an answer.
        stored: of these, the ones that were not there before.
        problems: of the lines that were left out.
        without_time, without_zone: answers that were given the time of the import, or UTC.
        run_ids, target_ids: where the file's answers are, old ones included.
        first_at, last_at: the span of their times; None where the file has no answer.
        analyzed: answers that the analyzer has read, others of the workspace included.
    """

    workspace_id: int
    problems: tuple[Problem, ...]
    read: int = 0
    stored: int = 0
    without_time: int = 0
    without_zone: int = 0
    run_ids: set[int] = field(default_factory=set)
    target_ids: set[int] = field(default_factory=set)
    first_at: datetime | None = None
    last_at: datetime | None = None
    analyzed: int = 0

    def notes(self) -> Iterator[str]:
        """What the user must know of what was guessed or left out."""
        told = {
            "There already": self.read - self.stored,
            "Without a time, so that of the import stands in": self.without_time,
            "With a time that names no zone, taken as UTC": self.without_zone,
            "Lines left out": len(self.problems),
        }
        yield from (f"{what}: {count}." for what, count in told.items() if count)

    def count(self, batch: Sequence[ReadAnswer], kept: StoredImports, now: datetime) -> None:
        """Add what became of a batch."""
        self.read += len(batch)
        self.stored += kept.stored
        self.without_time += sum(answer.asked_at is None for answer in batch)
        self.without_zone += sum(answer.zone_guessed for answer in batch)
        self.run_ids |= kept.run_ids
        self.target_ids |= kept.target_ids
        times = [answer.asked_at or now for answer in batch]
        self.first_at = min([*times, *([self.first_at] if self.first_at else [])])
        self.last_at = max([*times, *([self.last_at] if self.last_at else [])])


def import_answers(
    database: Database,
    workspace: str,
    file: ImportFile,
    *,
    skip_bad: bool,
    now: Callable[[], datetime],
) -> ImportResult:
    """Store the file's answers and analyze them; importing it again stores nothing more.

    The file is read twice, so that a bad line is told before anything is stored.

    Raises:
        BadInput: the file cannot be read, or it has bad lines and they shall not be left out.
    """
    began_at = now()
    problems = _problems(file, began_at)
    if problems and not skip_bad:
        raise BadInput(_told(problems))
    with database.write() as session:
        workspace_id = ensure_workspace(session, workspace, began_at)
        brands = [saved.brand for saved in current_brands(session, workspace_id)]
    is_branded = Analyzer(brands).names_a_brand
    result = ImportResult(workspace_id, tuple(problems))
    occurrences: Counter[str] = Counter()
    for batch in _batches(file, began_at):
        answers = [_imported(read, occurrences, began_at) for read in batch]
        with database.write() as session:
            ensure_workspace(session, workspace, began_at)  # one import at a time
            kept = store_imported(
                session, workspace_id, answers, is_branded=is_branded, now=began_at
            )
        result.count(batch, kept, began_at)
    result.analyzed = analyze_answers(database, workspace_id, now=now)
    roll_up(database, workspace_id)
    return result


def _read(file: ImportFile, now: datetime) -> Iterator[ReadAnswer | Problem]:
    for record in read_records(file.path, file.file_format):
        if isinstance(record, Problem):
            yield record
        else:
            yield read_answer(record, file.mapping, file=str(file.path), now=now)


def _problems(file: ImportFile, now: datetime) -> list[Problem]:
    return [each for each in _read(file, now) if isinstance(each, Problem)]


def _told(problems: Sequence[Problem]) -> str:
    lines = [str(problem) for problem in problems[:MAX_TOLD_PROBLEMS]]
    if len(problems) > MAX_TOLD_PROBLEMS:
        lines.append(f"and {len(problems) - MAX_TOLD_PROBLEMS} more")
    lines.append("Nothing was stored; --skip-bad leaves such lines out.")
    return "\n".join(lines)


def _batches(file: ImportFile, now: datetime) -> Iterator[list[ReadAnswer]]:
    batch: list[ReadAnswer] = []
    for each in _read(file, now):
        if isinstance(each, Problem):
            continue
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _imported(read: ReadAnswer, occurrences: Counter[str], now: datetime) -> ImportedAnswer:
    asked_at = read.asked_at or now
    return ImportedAnswer(
        content_sha256=_fingerprint(read, occurrences),
        prompt=Prompt(slug(read.prompt), read.prompt, read.language),
        target=Target(slug(read.model), IMPORT_PROVIDER, read.model, Channel.IMPORT),
        run=read.run,
        asked=Asked(
            question_id=0,
            answer=Answer(read.text, Outcome.OK, citations=read.sources),
            sampling=SamplingRecord(requested={}, sent={}),
            replies=(),
            attempts=0,  # none of ours
            asked_at=asked_at,
            answered_at=asked_at,
            latency_ms=None,
        ),
        raw=read.raw,
    )


def _fingerprint(read: ReadAnswer, occurrences: Counter[str]) -> str:
    """Equal records are one answer where they have a time, and repetitions where they have none."""
    at = read.asked_at.isoformat() if read.asked_at else None
    content = sha256_of([read.prompt, read.model, at, read.text, read.run])
    if at is not None:
        return content
    occurrences[content] += 1
    return sha256_of([content, occurrences[content]])
