"""Where keys come from: the environment, or a file that it names. A key is never stored."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from monitor.domain.question import Target
from monitor.errors import BadInput
from monitor.providers.protocol import Provider

_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Z][A-Z0-9_]*)\s*=\s*(?P<value>.*)")


def secret_for(target: Target, provider: Provider, environ: Mapping[str, str]) -> str | None:
    """The key of a target; None where it needs none, or where its variable is not set."""
    variable = target.api_key_env or provider.api_key_env
    return (environ.get(variable) or None) if variable else None


def environment_with_secrets(secrets_file: str | None) -> dict[str, str]:
    """The environment, with the variables of a secrets file below it.

    Args:
        secrets_file: lines of NAME=value, as Docker and systemd mount them; None for none.

    Raises:
        BadInput: the file cannot be read, or a line is none of the form; what the line holds is
            never shown.
    """
    environ = dict(os.environ)
    if secrets_file is None:
        return environ
    return _read_secrets(Path(secrets_file)) | environ


def _read_secrets(path: Path) -> dict[str, str]:
    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"NAMEDROP_SECRETS_FILE: {path} cannot be read as a text file") from error
    secrets: dict[str, str] = {}
    for number, line in enumerate(content.splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        found = _LINE.fullmatch(text)
        if found is None:
            raise BadInput(
                f"NAMEDROP_SECRETS_FILE: {path}:{number}: expected NAME=value, with a name in "
                "capital letters"
            )
        secrets[found["name"]] = _unquoted(found["value"].strip())
    return secrets


def _unquoted(value: str) -> str:
    for quote in "'\"":
        if len(value) > 1 and value[0] == value[-1] == quote:
            return value[1:-1]
    return value
