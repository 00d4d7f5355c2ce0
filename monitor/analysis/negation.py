"""Sees whether a cue is negated: by a word shortly before it, or, in some languages, after it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.analysis.lexicon import Cue, CueKind

_MAX_TOKENS = 3
_WORD = re.compile(r"\w+(?:['\u2019]\w+)?")
_BREAK = re.compile(r"[.!?;:,\n|。\uff01\uff1f\uff1b\uff1a、\uff0c]|\s[\u2013—-]\s")
_SPACELESS = frozenset({"ja", "zh"})
_CHARACTERS_BEFORE = 3
_CHARACTERS_AFTER = {"ja": 8, "tr": 22}
_LOOK_BACK = 4  # cues


def is_negated(text: str, cues: Sequence[Cue], number: int, language: str | None) -> bool:
    """Whether a negator stands within three words before the cue, in its clause."""
    cue = cues[number]
    for at in range(number - 1, max(-1, number - 1 - _LOOK_BACK), -1):
        other = cues[at]
        if other.kind is CueKind.CONTRAST:
            break
        if other.kind is CueKind.NEGATOR:
            between = text[other.end : cue.start]
            if _BREAK.search(between):
                break
            if _is_close(between, language):
                return True
    reach = _CHARACTERS_AFTER.get(language or "")
    if reach is None or number + 1 >= len(cues):
        return False
    following = cues[number + 1]
    between = text[cue.end : following.start]
    return (
        following.kind is CueKind.NEGATOR_AFTER
        and len(between) <= reach
        and not _BREAK.search(between)
    )


def _is_close(between: str, language: str | None) -> bool:
    if language in _SPACELESS:
        return len(between) <= _CHARACTERS_BEFORE
    return len(_WORD.findall(between[:120])) < _MAX_TOKENS
