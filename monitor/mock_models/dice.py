"""Draws that are the same for the same request: a hash takes the place of a random generator."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from monitor.domain.json_value import JsonValue, canonical_json

_DRAWS = 2.0**64


@dataclass(frozen=True, slots=True)
class Dice:
    """Draws by name; the order in which they are made does not matter."""

    key: bytes

    def share(self, name: str) -> float:
        """A number from 0 to below 1."""
        return int.from_bytes(self._digest(name), "big") / _DRAWS

    def hex(self, name: str) -> str:
        """16 hexadecimal digits, for ids."""
        return self._digest(name).hex()

    def number(self, name: str, below: int) -> int:
        """A whole number from 0 to one less than `below`."""
        return int.from_bytes(self._digest(name), "big") % below

    def _digest(self, name: str) -> bytes:
        return blake2b(name.encode(), key=self.key, digest_size=8).digest()


def dice_for(*parts: JsonValue) -> Dice:
    """The dice of a request that is told by these parts."""
    text = canonical_json(list(parts))
    return Dice(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).digest())
