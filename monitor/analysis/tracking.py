"""Query parameters that tell who sent a visitor and never which page is meant."""

from __future__ import annotations

TRACKING_PREFIXES = ("utm_", "gad_")

TRACKING_PARAMETERS = frozenset(
    {
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "dclid",
        "fbclid",
        "gbraid",
        "gclid",
        "gclsrc",
        "igsh",
        "igshid",
        "li_fat_id",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "msclkid",
        "rdt",
        "srsltid",
        "ttclid",
        "twclid",
        "wbraid",
        "yclid",
    }
)


def is_tracking(name: str) -> bool:
    """Whether the parameter of this name is dropped from a comparison key."""
    lowered = name.lower()
    return lowered in TRACKING_PARAMETERS or lowered.startswith(TRACKING_PREFIXES)
