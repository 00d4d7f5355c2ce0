"""Settings of the installation, from the environment; what is asked of whom is configured apart."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from monitor.errors import BadInput

DEFAULT_DATABASE_URL = "sqlite:///namedrop.sqlite3"


class Settings(BaseSettings):
    """Each is set by an environment variable of its name in upper case after NAMEDROP_."""

    model_config = SettingsConfigDict(env_prefix="NAMEDROP_", extra="ignore", frozen=True)

    database_url: str = Field(
        DEFAULT_DATABASE_URL,
        description="Where everything is kept: sqlite:///FILE or postgresql://user:password@host/name",
    )
    concurrency: int = Field(8, ge=1, le=10_000, description="Calls in flight at a time")
    connect_timeout_s: float = Field(10.0, gt=0, description="Seconds to connect to a provider")
    read_timeout_s: float = Field(120.0, gt=0, description="Seconds between two pieces of a reply")
    total_timeout_s: float = Field(180.0, gt=0, description="Seconds for one call in all")
    max_body_bytes: int = Field(
        8 * 1024 * 1024, ge=1024, description="A reply larger than this ends as a stored failure"
    )
    max_attempts: int = Field(
        4, ge=1, le=20, description="Calls for one question, retries included"
    )
    retry_total_s: float = Field(
        300.0, gt=0, description="Seconds for one question, waits included"
    )
    lease_s: float = Field(
        20.0, ge=1, description="Seconds after which a question of a dead process is asked again"
    )
    database_patience_s: float = Field(
        60.0, ge=0, description="Seconds for which a database that cannot be used is tried again"
    )
    grace_s: float = Field(
        20.0, ge=0, description="Seconds given to calls in flight after Ctrl-C or SIGTERM"
    )
    secrets_file: str | None = Field(
        None, description="A file of NAME=value lines with the keys of providers"
    )
    log_level: str = Field("warning", description="debug, info, warning or error")
    log_json: bool = Field(default=False, description="Logs as JSON lines instead of text")


def read_settings() -> Settings:
    """The settings in the environment.

    Raises:
        BadInput: a variable has a value that cannot be used; the message names the variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"NAMEDROP_{str(e['loc'][0]).upper()}: {e['msg']}, found {str(e['input'])!r}"
            for e in error.errors()
        ]
        raise BadInput("\n".join(problems)) from error


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{path}"
