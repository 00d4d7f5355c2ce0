"""Settings of the installation, from the environment; what is asked of whom is configured apart."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlsplit

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
    database_password_file: str | None = Field(
        None, description="A file that holds the password for NAMEDROP_DATABASE_URL"
    )
    redis_password_file: str | None = Field(
        None, description="A file that holds the password for NAMEDROP_REDIS_URL"
    )
    redis_url: str | None = Field(
        None,
        description="Redis for waking workers and for shared limits: redis://user:password@host/0",
    )
    concurrency: int = Field(8, ge=1, le=10_000, description="Calls in flight at a time")
    account_concurrency: int = Field(
        100, ge=1, description="Calls in flight for one key at one provider, all workers together"
    )
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
    drain_s: float = Field(
        300.0, gt=0, description="Seconds after which an asking worker looks for messages again"
    )
    tick_s: float = Field(
        5.0, ge=0.2, description="Seconds between two looks at schedules, runs and queues"
    )
    alive_file: str | None = Field(
        None, description="A file that a working process touches every few seconds"
    )
    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="A port on which a worker answers Prometheus"
    )
    metrics_host: str = Field("127.0.0.1", description="The address of that port")
    otlp_endpoint: str | None = Field(
        None, description="Where traces go: http://collector:4318/v1/traces (extra telemetry)"
    )
    secrets_file: str | None = Field(
        None, description="A file of NAME=value lines with the keys of providers"
    )
    resolve_redirects: bool = Field(
        default=False,
        description="Ask Google where the redirects lead that Gemini gives as sources",
    )
    log_level: str = Field("warning", description="debug, info, warning or error")
    log_json: bool = Field(default=False, description="Logs as JSON lines instead of text")


def read_settings() -> Settings:
    """The settings in the environment.

    Raises:
        BadInput: a variable has a value that cannot be used; the message names the variable.
    """
    try:
        return _with_passwords(Settings())
    except ValidationError as error:
        problems = [
            f"NAMEDROP_{str(e['loc'][0]).upper()}: {e['msg']}, found {str(e['input'])!r}"
            for e in error.errors()
        ]
        raise BadInput("\n".join(problems)) from error


def _with_passwords(settings: Settings) -> Settings:
    changed = {}
    if settings.database_password_file is not None:
        changed["database_url"] = with_password(
            settings.database_url,
            _read_secret(settings.database_password_file, "NAMEDROP_DATABASE_PASSWORD_FILE"),
        )
    if settings.redis_url is not None and settings.redis_password_file is not None:
        changed["redis_url"] = with_password(
            settings.redis_url,
            _read_secret(settings.redis_password_file, "NAMEDROP_REDIS_PASSWORD_FILE"),
        )
    return settings.model_copy(update=changed)


def _read_secret(file: str, variable: str) -> str:
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise BadInput(f"{variable}: {file} cannot be read: {error.strerror}") from error


def with_password(url: str, password: str) -> str:
    """The address with this password in the place of any other.

    >>> with_password("redis://cache:6379/0", "a/b")
    'redis://:a%2Fb@cache:6379/0'
    """
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    user = parts.username or ""
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}").geturl()


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{path}"
