"""Makes up an answer that names brands with a known probability; nothing in it is random.

Every draw is a hash of all that is asked, so the same question always has the same answer.
"""

from __future__ import annotations

import json

from monitor.domain.json_value import JsonObject, JsonValue, sha256_of
from monitor.domain.question import Question
from monitor.domain.wire import WireReply
from monitor.providers.option_values import int_option, share_option, texts_option

RATE = 0.5
_OPENINGS = ("These are often recommended:", "Here is what people choose:", "Consider these:")
_NOBODY = "It depends on what you need; no single product stands out."
_LARGEST = 16**16


def made_up_reply(question: Question) -> WireReply:
    """A ranked list: each brand is in it with the probability `rate`, in an order drawn as well.

    Raises:
        BadInput: an option cannot be used.
    """
    asked = what_is_asked(question)
    brands = texts_option(question.target, "brands") or []
    rate = share_option(question.target, "rate", default=RATE)
    # Two draws for each brand: whether it is named, and where.
    named = [brand for brand in brands if _draw(asked, brand, "named") < rate]
    named.sort(key=lambda brand: _draw(asked, brand, "place"))
    opening = _OPENINGS[int(_draw(asked, "opening") * len(_OPENINGS))]
    lines = [f"{place}. **{brand}**" for place, brand in enumerate(named, start=1)]
    text = "\n".join([opening, "", *lines]) if named else _NOBODY
    body: JsonObject = {
        "text": text,
        "model": question.target.model,
        "searches": [question.prompt.text] if question.target.web_search else [],
        "citations": _citations(text, named) if question.target.web_search else [],
        "usage": {"input": len(question.prompt.text.split()), "output": len(text.split())},
    }
    headers = {"content-type": "application/json"}
    return WireReply(200, headers, json.dumps(body).encode())


def what_is_asked(question: Question) -> dict[str, JsonValue]:
    """All that an answer depends on; keys and ids are no part of it.

    Raises:
        BadInput: an option cannot be used.
    """
    target = question.target
    return {
        "prompt": question.prompt.text,
        "model": target.model,
        "settings": target.settings.given(),
        "system_prompt": target.system_prompt,
        "web_search": target.web_search,
        "brands": texts_option(target, "brands"),
        "rate": share_option(target, "rate", default=RATE),
        "seed": int_option(target, "seed", low=0, default=0),
        "repetition": question.repetition,
    }


def _draw(asked: JsonObject, *about: str) -> float:
    """A number from 0, below 1, that looks drawn and is always the same."""
    return int(sha256_of({**asked, "about": about})[:16], 16) / _LARGEST


def _citations(text: str, named: list[str]) -> list[JsonValue]:
    """A page of each named brand, in a domain that can belong to nobody (RFC 2606)."""
    found: list[JsonValue] = []
    for brand in named:
        host = "".join(letter for letter in brand.lower() if letter.isalnum()) or "brand"
        start = text.index(f"**{brand}**")
        span = {"start": start, "end": start + len(brand) + 4}
        found.append({"url": f"https://{host}.example/", "title": brand, **span})
    return found
