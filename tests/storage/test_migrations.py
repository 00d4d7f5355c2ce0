from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.errors import BadInput, DatabaseUnavailable
from monitor.storage.engine import Database, create_engine_for, read_url
from monitor.storage.migrate import (
    check_revision,
    current_revision,
    downgrade,
    expected_revision,
    upgrade,
)
from monitor.storage.model_cards import save_card
from monitor.storage.tables import Base
from monitor.storage.workspaces import ensure_workspace
from tests.factories.answers import NOON
from tests.factories.runs import make_run


def test_the_migrations_build_exactly_the_tables(database_url: str):
    engine = create_engine_for(read_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def test_migrations_go_down_and_up_again_on_data(database_url: str):
    database = Database(database_url)
    make_run(database)
    database.close()
    downgrade(database_url, "base")
    assert current_revision(database_url) is None
    upgrade(database_url)
    assert current_revision(database_url) == expected_revision()


def test_upgrading_twice_changes_nothing(database_url: str):
    database = Database(database_url)
    planned = make_run(database)
    upgrade(database_url)
    with database.read() as session:
        count = session.scalar(sa.text("SELECT count(*) FROM questions"))
    database.close()
    assert count == 12, planned


def test_a_database_behind_is_refused_with_what_to_do(database_url: str):
    downgrade(database_url, "base")
    with pytest.raises(DatabaseUnavailable, match="run `namedrop db upgrade`"):
        check_revision(database_url)


def test_a_database_of_a_newer_release_is_left_alone(database_url: str):
    engine = create_engine_for(read_url(database_url))
    with engine.connect().execution_options(namedrop_writes=True) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '999912312359'"))
        connection.commit()
    engine.dispose()
    with pytest.raises(DatabaseUnavailable, match="newer release"):
        upgrade(database_url)


@pytest.mark.parametrize("address", ["nonsense", "mysql://x/y", "oracle://x"])
def test_an_address_that_cannot_be_used_says_what_was_expected(address: str):
    with pytest.raises(BadInput, match="sqlite"):
        upgrade(address)


def test_a_server_that_is_not_there_is_told_without_its_password():
    address = "postgresql://me:hunter2@127.0.0.1:1/x"  # nothing listens on port 1
    with pytest.raises(DatabaseUnavailable) as caught:
        upgrade(address)
    assert "hunter2" not in str(caught.value)
    with pytest.raises(DatabaseUnavailable) as caught, Database(address).read():
        pass
    assert "hunter2" not in str(caught.value)


def test_modalities_that_a_server_told_of_get_the_name_of_the_catalog(database_url: str):
    source = "llama.cpp server, GET /v1/models"
    told = Claim("modalities.input", "text", Basis.DISCOVERED_AT_RUNTIME, source, NOON.date())
    others = replace(told, field="modalities.output", source="models.dev")
    card = ModelCard("llamacpp/tiny", "tiny", "llamacpp", "tiny", claims=(told, others))
    database = Database(database_url)
    with database.write() as session:
        save_card(session, ensure_workspace(session, "default", NOON), card, NOON)
    names = sa.text("SELECT field FROM model_claims ORDER BY id")
    downgrade(database_url, "202611242045")
    with database.read() as session:
        assert list(session.scalars(names)) == ["modality.input", "modalities.output"]
    upgrade(database_url)
    with database.read() as session:
        assert list(session.scalars(names)) == ["modalities.input", "modalities.output"]
    database.close()
