from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from monitor.storage.columns import (
    Json,
    StorableText,
    UsDollars,
    UtcDateTime,
    storable_json,
    storable_text,
)
from monitor.storage.engine import create_engine_for, read_url

TABLE = sa.Table(
    "things",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime),
    sa.Column("facts", Json),
    sa.Column("cost", UsDollars),
    sa.Column("text", StorableText),
)


def keep(database_url: str, **values: object) -> sa.Row[tuple[object, ...]]:
    engine = create_engine_for(read_url(database_url))
    try:
        with engine.connect().execution_options(namedrop_writes=True) as connection:
            TABLE.create(connection, checkfirst=True)
            connection.execute(TABLE.insert().values(id=1, **values))
            return connection.execute(sa.select(TABLE)).one()
    finally:
        engine.dispose()


def test_a_time_comes_back_in_utc_to_the_microsecond(database_url: str):
    at = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    kept = keep(database_url, at=at).at
    assert kept == at
    assert kept.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(database_url: str):
    with pytest.raises(sa.exc.StatementError, match="expected a time with a zone"):
        keep(database_url, at=datetime(2026, 1, 1))  # noqa: DTZ001  # the point of the test


def test_no_facts_are_null_in_sql_and_not_the_json_null(database_url: str):
    assert keep(database_url, facts=None).facts is None


def test_facts_keep_their_shape(database_url: str):
    facts = {"a": [1, 2.5, None, True, "ü\U0001f600"], "big": 2**62}
    assert keep(database_url, facts=facts).facts == facts


def test_what_postgresql_cannot_hold_is_replaced_one_for_one(database_url: str):
    row = keep(database_url, text="a\x00b\ud800c", facts={"k\x00": ["\udfff", float("nan")]})
    assert row.text == "a\ufffdb\ufffdc"
    assert row.facts == {"k\ufffd": ["\ufffd", None]}


def test_an_amount_is_exact_to_the_nano_dollar(database_url: str):
    assert keep(database_url, cost=Decimal("12345.000000001")).cost == Decimal("12345.000000001")


@given(st.text())
def test_storable_text_keeps_every_offset(text: str):
    assert len(storable_text(text)) == len(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_storable_json_is_encodable_and_settled(value: object):
    once = storable_json(value)
    assert storable_json(once) == once
