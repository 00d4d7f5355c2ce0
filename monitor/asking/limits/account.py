"""Names of accounts and targets in a store that others may read: fingerprints, never a secret."""

from __future__ import annotations

import hashlib

from monitor.domain.question import Target

_CHARACTERS = 20


def account_key(provider: str, base_url: str | None, secret: str | None) -> str:
    """The account behind a call: provider, address and key.

    Only a part of a hash of a hash leaves this function, so that a weak key cannot be found by
    comparing it with what others store of it.
    """
    credential = hashlib.sha256(f"namedrop limits\n{secret or ''}".encode()).hexdigest()
    return _shortened(f"{provider}\n{base_url or ''}\n{credential}")


def target_key(account: str, target: Target) -> str:
    """The target as this account reaches it; one account's bad key is no failure of another's."""
    return _shortened(f"{account}\n{target.asking_sha256()}")


def _shortened(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_CHARACTERS]
