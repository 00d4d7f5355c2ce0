from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import BadInput
from monitor.settings import read_settings, with_password


def test_passwords_come_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "database").write_text("s3cret/word\n")
    (tmp_path / "redis").write_text("other")
    monkeypatch.setenv("NAMEDROP_DATABASE_URL", "postgresql://namedrop@db:5432/namedrop")
    monkeypatch.setenv("NAMEDROP_DATABASE_PASSWORD_FILE", str(tmp_path / "database"))
    monkeypatch.setenv("NAMEDROP_REDIS_URL", "redis://cache:6379/0")
    monkeypatch.setenv("NAMEDROP_REDIS_PASSWORD_FILE", str(tmp_path / "redis"))
    settings = read_settings()
    assert settings.database_url == "postgresql://namedrop:s3cret%2Fword@db:5432/namedrop"
    assert settings.redis_url == "redis://:other@cache:6379/0"


def test_a_password_file_that_is_not_there_is_told_by_its_variable(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("NAMEDROP_DATABASE_PASSWORD_FILE", "/nowhere/at/all")
    with pytest.raises(BadInput, match="NAMEDROP_DATABASE_PASSWORD_FILE: /nowhere/at/all"):
        read_settings()


def test_a_password_takes_the_place_of_another():
    assert with_password("postgresql://me:old@db/x", "new") == "postgresql://me:new@db/x"
