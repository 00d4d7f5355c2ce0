"""Where keys come from: environment variables that targets name; a key is never stored."""

from __future__ import annotations

import os

from monitor.domain.question import Target
from monitor.providers.protocol import Provider


def secret_for(target: Target, provider: Provider) -> str | None:
    """The key of a target; None where it needs none, or where its variable is not set."""
    variable = target.api_key_env or provider.api_key_env
    return (os.environ.get(variable) or None) if variable else None
