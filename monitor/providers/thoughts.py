"""Takes out of a text what a model only thinks, which some servers send inside the answer."""

from __future__ import annotations

_THINKING_TAGS = ("think", "thinking")


def without_thoughts(text: str) -> str:
    """The text as a reader would see it, without the blocks in which a model thinks aloud.

    >>> without_thoughts("<think>Acme or Globex?</think>Acme.")
    'Acme.'
    """
    shown = text
    for tag in _THINKING_TAGS:
        shown = _without_blocks(shown, f"<{tag}>", f"</{tag}>")
    return shown if shown == text else shown.lstrip()


def _without_blocks(text: str, opening: str, closing: str) -> str:
    head, found, tail = text.partition(closing)
    if found and opening not in head and not head.rpartition("\n")[2].strip():
        # The chat template put the opening tag into the prompt, so only the closing one came back.
        text = tail
    kept: list[str] = []
    at = 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            never_answered = not "".join([*kept, text[at:start]]).strip()
            return "" if never_answered else "".join([*kept, text[at:]])
        kept.append(text[at:start])
        at = end + len(closing)
    return "".join([*kept, text[at:]])
