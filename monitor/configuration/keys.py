"""Short names for brands and prompts that have none, made from their name or text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from monitor.domain.json_value import sha256_text

_MAX_CHARACTERS = 48


def slug(text: str) -> str:
    """The words of a text in plain lower-case letters, joined by hyphens, cut at 48 characters.

    A text without Latin letters or digits becomes the start of its SHA-256, so that the key does
    not depend on where the text stands.

    >>> slug("Which tools are best for a Café?")
    'which-tools-are-best-for-a-cafe'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_text.lower().replace("'", ""))
    joined = "-".join(words)
    if not joined:
        return f"x-{sha256_text(text)[:10]}"
    if len(joined) <= _MAX_CHARACTERS:
        return joined
    return joined[: _MAX_CHARACTERS + 1].rpartition("-")[0] or joined[:_MAX_CHARACTERS]


def derived_keys(texts: Mapping[int, str], *, taken: Collection[str]) -> dict[int, str]:
    """A key for each text, in the order given; the second of equal ones ends in "-2".

    Args:
        texts: name or text by index.
        taken: keys that the user wrote; they are never derived.
    """
    used = set(taken)
    keys: dict[int, str] = {}
    counts: dict[str, int] = {}
    for at, text in texts.items():
        stem = slug(text)
        key = stem
        while key in used:
            counts[stem] = counts.get(stem, 1) + 1
            key = f"{stem}-{counts[stem]}"
        used.add(key)
        keys[at] = key
    return keys
