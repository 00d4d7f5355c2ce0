from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from monitor.configuration.problem import BadConfiguration, Problem
from monitor.errors import BadInput
from monitor.pipeline.import_answers import ImportFile, ImportResult, import_answers
from monitor.pipeline.import_mapping import FieldMapping, read_mapping, write_mapping
from monitor.pipeline.import_reading import ReadAnswer, read_answer
from monitor.pipeline.import_records import FileFormat, Record, format_of
from monitor.reports.query import VisibilityQuery
from monitor.reports.visibility import visibility_report
from monitor.storage.answers import AnswerFilter, AnswerHead, find_answer, list_answers
from monitor.storage.configured import targets_by_id
from monitor.storage.engine import Database
from monitor.storage.model_cards import list_cards
from monitor.storage.tables import PromptRow, TargetRow
from tests.factories.answers import NOON
from tests.factories.runs import make_run

SHARED = Path(os.environ.get("NAMEDROP_SHARED", Path(__file__).parents[2].parent / "shared"))
REAL_ANSWERS = SHARED / "real-answers"
REAL_MAPPING = FieldMapping(prompt="query_id", answer="response", time="metadata.timestamp")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def make_record(**changes: Any) -> dict[str, Any]:
    record: dict[str, Any] = {
        "prompt": "Which tool is best?",
        "answer": "Acme, then Globex.",
        "model": "GPT Nine",
        "time": "2026-11-01T10:00:00Z",
        "sources": [{"url": "https://acme.com/tools", "title": "Tools"}, "https://example.org/"],
        "run": "monday",
        "language": "en",
    }
    return {k: v for k, v in (record | changes).items() if v is not None}


def write_lines(path: Path, *records: object) -> ImportFile:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return ImportFile(path, FileFormat.JSONL, FieldMapping())


def take_in(database: Database, file: ImportFile, *, skip_bad: bool = False) -> ImportResult:
    return import_answers(database, "default", file, skip_bad=skip_bad, now=lambda: NOON)


def stored(database: Database, result: ImportResult) -> list[AnswerHead]:
    with database.read() as session:
        heads = list_answers(session, result.workspace_id, AnswerFilter(), limit=100)
    return list(reversed(heads))


def read(**changes: Any) -> ReadAnswer | Problem:
    record = Record(7, make_record(**changes), b"{}")
    return read_answer(record, FieldMapping(), file="x.jsonl", now=NOON)


def test_an_answer_is_kept_with_all_that_the_file_says(database: Database, tmp_path: Path):
    result = take_in(database, write_lines(tmp_path / "x.jsonl", make_record()))
    [head] = stored(database, result)
    with database.read() as session:
        whole = find_answer(session, result.workspace_id, head.id)
        target = targets_by_id(session, result.workspace_id)[head.target_id].target
    assert whole is not None
    assert (head.prompt_text, head.prompt_key) == ("Which tool is best?", "which-tool-is-best")
    assert (whole.text, head.outcome.value, head.attempts) == ("Acme, then Globex.", "ok", 0)
    assert head.asked_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert (target.key, target.model, target.channel.value) == ("gpt-nine", "GPT Nine", "import")
    assert whole.cited is not None
    assert [source["url"] for source in whole.cited] == [
        "https://acme.com/tools",
        "https://example.org/",
    ]
    assert json.loads(whole.raw_body or b"") == make_record()


def test_importing_again_stores_nothing_and_new_lines_join_their_run(
    database: Database, tmp_path: Path
):
    first = take_in(database, write_lines(tmp_path / "x.jsonl", make_record()))
    again = take_in(database, write_lines(tmp_path / "y.jsonl", make_record()))
    more = make_record(answer="None.", time="2026-11-01T11:00:00Z")
    grown = take_in(database, write_lines(tmp_path / "z.jsonl", make_record(), more))
    assert (first.stored, again.stored, grown.stored) == (1, 0, 1)
    assert first.run_ids == again.run_ids == grown.run_ids
    assert [head.repetition for head in stored(database, grown)] == [1, 2]


def test_each_run_and_model_of_the_file_is_one_of_ours(database: Database, tmp_path: Path):
    result = take_in(
        database,
        write_lines(
            tmp_path / "x.jsonl",
            make_record(),
            make_record(run=2),
            make_record(run=None),
            make_record(model="Other", run=2),
        ),
    )
    assert (result.stored, len(result.run_ids), len(result.target_ids)) == (4, 3, 2)


def test_equal_lines_are_repetitions_where_they_have_no_time(database: Database, tmp_path: Path):
    timed, untimed = make_record(), make_record(time=None)
    file = write_lines(tmp_path / "x.jsonl", timed, timed, untimed, untimed)
    result = take_in(database, file)
    assert (result.read, result.stored, result.without_time) == (4, 3, 2)
    assert take_in(database, file).stored == 0
    assert {head.asked_at for head in stored(database, result)[1:]} == {NOON}
    assert any("Without a time" in note for note in result.notes())


def test_what_is_configured_stays_as_it_is(database: Database, tmp_path: Path):
    planned = make_run(database, prompts=1, targets=("gpt-nine",))
    question = make_record(prompt="Which tool is best for job 0?", language=None)
    result = take_in(
        database, write_lines(tmp_path / "x.jsonl", question, make_record(answer="Acme."))
    )
    assert result.workspace_id == planned.workspace_id
    with database.read() as session:
        for table in (PromptRow, TargetRow):
            assert session.scalars(sa.select(table.archived_at)).all() == [None, None]
        own, imported = session.scalars(sa.select(TargetRow.key).order_by(TargetRow.id))
    assert (own, imported) == ("gpt-nine", "gpt-nine-2")
    assert stored(database, result)[0].prompt_key == "p0"


def test_reports_count_imported_answers(database: Database, tmp_path: Path):
    make_run(database)
    texts = ["Acme.", "Acme and Globex.", "Nothing.", "Globex."]
    records = [
        make_record(answer=text, time=f"2026-11-01T1{n}:00:00Z") for n, text in enumerate(texts)
    ]
    result = take_in(database, write_lines(tmp_path / "x.jsonl", *records))
    assert result.analyzed == 4
    query = VisibilityQuery(run_id=min(result.run_ids))
    report = visibility_report(database, result.workspace_id, query, now=NOON)
    rates = {row.brand.brand.key: row.metrics["mention_rate"] for row in report.rows if row.brand}
    assert {key: (rate.k, rate.n) for key, rate in rates.items()} == {
        "acme": (2, 4),
        "globex": (2, 4),
    }


def test_a_prompt_that_names_a_brand_is_branded(database: Database, tmp_path: Path):
    make_run(database)
    file = write_lines(tmp_path / "x.jsonl", make_record(prompt="Is Acme any good?"))
    result = take_in(database, file)
    query = VisibilityQuery(run_id=min(result.run_ids))
    assert visibility_report(database, result.workspace_id, query, now=NOON).rows == ()


def test_a_bad_line_stops_the_import_before_anything_is_stored(database: Database, tmp_path: Path):
    file = write_lines(tmp_path / "x.jsonl", make_record(), make_record(answer=""), [1])
    with pytest.raises(BadInput) as caught:
        take_in(database, file)
    told = str(caught.value)
    assert "x.jsonl:2: answer: expected a text, found an empty text" in told
    assert "x.jsonl:3: expected a JSON object, found a list" in told
    assert "--skip-bad" in told
    good = take_in(database, file, skip_bad=True)
    assert (good.stored, len(good.problems)) == (1, 2)


BAD = [
    ({"time": "yesterday"}, "time: expected a time such as"),
    ({"time": "2036-01-01"}, "time: expected a time that is not in the future"),
    ({"time": 1e18}, "time: expected a time such as"),
    ({"time": True}, "time: expected a time such as"),
    ({"sources": "acme.com"}, "sources: expected an address that begins with http"),
    ({"sources": [{"link": "https://x.com"}]}, "sources: expected an address, or a group"),
    ({"sources": {"a": 1}}, "sources: expected a list of addresses"),
    ({"run": [1]}, "run: expected a text or a whole number"),
    ({"language": "English!"}, "language: expected a language tag"),
    ({"model": None}, "model: expected a text, found nothing; the record has `prompt`"),
    ({"prompt": "x" * 10_001}, "prompt: expected at most 10,000 characters, found 10,001"),
]


@pytest.mark.parametrize(("changes", "message"), BAD)
def test_a_bad_field_is_told_with_its_line(changes: dict[str, Any], message: str):
    problem = read(**changes)
    assert isinstance(problem, Problem)
    assert str(problem).startswith(f"x.jsonl:7: {message}")


@pytest.mark.parametrize(
    "time",
    ["2026-03-01T12:00:00Z", "2026-03-01T13:00:00+01:00", 1772366400, "1772366400", 1772366400.0],
    ids=["utc", "zone", "seconds", "text", "float"],
)
def test_times_are_read_in_any_zone_and_as_unix_seconds(time: object):
    answer = read(time=time)
    assert isinstance(answer, ReadAnswer)
    assert (answer.asked_at, answer.zone_guessed) == (datetime(2026, 3, 1, 12, tzinfo=UTC), False)


def test_a_time_without_a_zone_is_taken_as_utc_and_said():
    answer = read(time="2026-03-01 12:00:00")
    assert isinstance(answer, ReadAnswer)
    assert (answer.asked_at, answer.zone_guessed) == (datetime(2026, 3, 1, 12, tzinfo=UTC), True)


@given(
    st.dictionaries(
        st.sampled_from(["prompt", "answer", "model", "time", "sources", "run", "language"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=5), inner, max_size=3)
            ),
            max_leaves=5,
        ),
    )
)
def test_any_record_is_an_answer_or_a_problem(fields: dict[str, Any]):
    result = read_answer(Record(1, fields, b""), FieldMapping(), file="x", now=NOON)
    assert isinstance(result, Problem) or (result.asked_at or NOON) <= NOON + timedelta(days=1)


def test_nested_fields_are_named_with_dots(database: Database, tmp_path: Path):
    record = {"query": {"text": "Which?"}, "out": {"md": "Acme."}, "engine": {"id": "m"}}
    file = write_lines(tmp_path / "x.jsonl", record)
    mapping = FieldMapping().given(prompt="query.text", answer="out.md", model="engine.id")
    result = take_in(database, ImportFile(file.path, file.file_format, mapping))
    assert stored(database, result)[0].prompt_text == "Which?"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_any_usual_delimiter(sqlite_url: str, tmp_path: Path, delimiter: str):
    database = Database(sqlite_url)
    path = tmp_path / "x.csv"
    rows = [
        ["prompt", "answer", "model", "time", "sources", "query.text"],
        ["Which?", 'Acme,\nor; "Globex"', "m", "1772366400", '["https://a.com/x"]', "z"],
        ["Which?", "None", "m", "", "https://a.com/x https://b.com/y", "z"],
    ]
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    result = take_in(database, ImportFile(path, format_of(path), FieldMapping()))
    first, second = stored(database, result)
    with database.read() as session:
        wholes = [find_answer(session, result.workspace_id, head.id) for head in (first, second)]
    database.close()
    assert [whole.text for whole in wholes if whole] == ['Acme,\nor; "Globex"', "None"]
    assert [len(whole.cited or []) for whole in wholes if whole] == [1, 2]


def test_a_csv_row_of_another_length_is_told_with_the_line_where_it_begins(
    sqlite_url: str, tmp_path: Path
):
    database = Database(sqlite_url)
    path = tmp_path / "x.csv"
    path.write_text('prompt,answer,model\n"Which\none?",Acme,m\nalone\n')
    with pytest.raises(
        BadInput, match=r"x\.csv:4: expected 3 columns as in the first line, found 1"
    ):
        take_in(database, ImportFile(path, FileFormat.CSV, FieldMapping()))
    database.close()


def test_a_file_that_is_not_there_or_not_text_is_refused(sqlite_url: str, tmp_path: Path):
    database = Database(sqlite_url)
    missing = ImportFile(tmp_path / "no.csv", FileFormat.CSV, FieldMapping())
    with pytest.raises(BadInput, match="cannot be read"):
        take_in(database, missing)
    missing.path.write_bytes(b"prompt,answer,model\n\xff,a,b\n")
    with pytest.raises(BadInput, match=r"no\.csv:2: expected UTF-8"):
        take_in(database, missing)
    database.close()
    with pytest.raises(BadInput, match="--format"):
        format_of(tmp_path / "answers.txt")


def test_a_saved_mapping_reads_the_same(tmp_path: Path):
    mapping = FieldMapping(prompt="query.text", answer='the "answer": 1', time="at")
    write_mapping(tmp_path / "m.yaml", mapping)
    assert read_mapping(tmp_path / "m.yaml") == mapping
    write_mapping(tmp_path / "m.yaml", mapping)
    with pytest.raises(BadInput, match="nothing was changed"):
        write_mapping(tmp_path / "m.yaml", FieldMapping())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("promt: x\n", r"m\.yaml:1: promt: unknown key `promt`; did you mean `prompt`"),
        ("prompt: 7\n", r"m\.yaml:1: prompt: expected the name of a field, found the number 7"),
        ("- x\n", "expected keys such as"),
    ],
)
def test_a_mapping_that_says_something_else_is_refused(tmp_path: Path, content: str, message: str):
    (tmp_path / "m.yaml").write_text(content)
    with pytest.raises(BadConfiguration, match=message):
        read_mapping(tmp_path / "m.yaml")


@pytest.mark.skipif(not REAL_ANSWERS.is_dir(), reason="the real answers are not on this machine")
@pytest.mark.parametrize(
    ("name", "key"), [("chatgpt", "chatgpt"), ("google-ai-mode", "google-ai-mode")]
)
def test_real_answers_are_imported_with_a_mapping(sqlite_url: str, name: str, key: str):
    database = Database(sqlite_url)
    file = ImportFile(REAL_ANSWERS / f"{name}.jsonl", FileFormat.JSONL, REAL_MAPPING)
    result = take_in(database, file)
    again = take_in(database, file)
    with database.read() as session:
        targets = targets_by_id(session, result.workspace_id)
    database.close()
    assert (result.stored, result.analyzed, again.stored) == (132, 132, 0)
    assert (result.without_time, len(result.run_ids)) == (0, 1)
    assert [saved.target.key for saved in targets.values()] == [key]


def test_imported_answers_are_linked_to_the_cards_of_the_models_that_they_name(
    database: Database, tmp_path: Path
):
    file = write_lines(
        tmp_path / "answers.jsonl",
        make_record(model="GPT-4o"),
        make_record(model="deepseek-chat", time="2025-05-01T10:00:00Z"),
        make_record(model="deepseek-chat", time="2026-06-01T10:00:00Z"),
        make_record(model="GPT Nine"),
        make_record(model="ChatGPT"),
    )
    result = import_answers(database, "default", file, skip_bad=False, now=lambda: NOON)
    with database.read() as session:
        cards = {saved.id: saved.card for saved in list_cards(session, result.workspace_id)}
        heads = list_answers(session, result.workspace_id, AnswerFilter(), limit=10)
    meant = sorted(
        (head.model, str(cards[head.model_card_id].stands_on if head.model_card_id else "surface"))
        for head in heads
    )
    assert meant == [
        ("ChatGPT", "surface"),
        ("GPT Nine", "None"),
        ("GPT-4o", "openai/gpt-4o"),
        ("deepseek-chat", "deepseek/deepseek-v3-0324"),
        ("deepseek-chat", "deepseek/deepseek-v4-flash"),
    ]
