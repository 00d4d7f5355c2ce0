"""Reads orders that are spelled out in prose: "my first choice is X ... the second choice is Y"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.analysis.heads import Named, names_within

_NOUN = (
    r"(?:choice|pick|place|spot|option|recommendation|position|escolha|opção|lugar|colocado|posição"
    r"|opción|elección|puesto|wahl|stelle|platz|empfehlung|choix|place|option|position|rang"
    r"|tercih(?:im)?|s\u0131ra(?:da)?|seçenek)"
)
_ORDINALS = (
    (1, "first|top|number one|primeir[oa]|primer[ao]?|erste[nrs]?|premi(?:er|ère)|ilk|birinci"),
    (2, "second|number two|segund[oa]|segund[oa]|zweite[nrs]?|deuxième|second|ikinci"),
    (3, "third|number three|terceir[oa]|tercer[ao]?|dritte[nrs]?|troisième|üçüncü"),
    (4, "fourth|quart[oa]|cuart[oa]|vierte[nrs]?|quatrième|dördüncü"),
    (5, "fifth|quint[oa]|fünfte[nrs]?|cinquième|beşinci"),
)
_PHRASE = re.compile(
    "|".join(rf"(?P<n{n}>\b(?:{words})\s+{_NOUN}\b)" for n, words in _ORDINALS)
    + r"|(?P<runner>\brunner-up\b)"
    r"|(?P<em>\b(?:em|en|in|an)\s+(?:(?:der\s+)?(?P<word>primeiro|segundo|terceiro|primer|segundo|tercer"
    r"|premier|deuxième|troisième|erster|zweiter|dritter|first|second|third))\s+"
    r"(?:lugar|lieu|stelle|place)\b)"
    r"|(?:第|首)?(?P<han>[一二三四五])(?:选择|選擇|选|番手|位は|名是|推荐)|第(?P<place>\d)(?:位は|候補|名是|选择)"
    r"|(?P<de>\b(?:Zuerst|Danach|An zweiter Stelle|An dritter Stelle)\b)",
    re.IGNORECASE,
)
_WORDS = {
    "primeiro": 1, "primer": 1, "premier": 1, "erster": 1, "first": 1,
    "segundo": 2, "deuxième": 2, "zweiter": 2, "second": 2,
    "terceiro": 3, "tercer": 3, "troisième": 3, "dritter": 3, "third": 3,
    "zuerst": 1, "danach": 2, "an zweiter stelle": 2, "an dritter stelle": 3,
}  # fmt: skip
# Without one of these there is no second place; the pattern itself is slow.
_SECONDS = (
    "second", "third", "number two", "runner-up", "segund", "terceir", "tercer", "zweit", "dritt",
    "danach", "deuxi", "troisi", "ikinci", "\u7b2c\u4e8c", "\u7b2c2", "\u4e8c\u756a",
)  # fmt: skip
_HAN = "一二三四五"
_REACH = 60
_STOP = re.compile(r"[.!?;。\uff01\uff1f\uff1b\n]")
_MIN_ORDINALS = 2


def spelled_ranks(text: str, names: Sequence[Named]) -> tuple[int, dict[str, int]] | None:
    """Where the order begins and its ordinals; None with fewer than two different ones."""
    lowered = text.lower()
    if not any(second in lowered for second in _SECONDS):
        return None
    phrases = list(_PHRASE.finditer(text))
    if len(phrases) < _MIN_ORDINALS:
        return None
    starts = [name.start for name in names]
    limits = [0, *(phrase.end() for phrase in phrases)]
    nexts = [*(phrase.start() for phrase in phrases[1:]), len(text)]
    numbers: set[int] = set()
    ranks: dict[str, int] = {}
    begin: int | None = None
    for phrase, low, high in zip(phrases, limits, nexts, strict=False):
        number = _number(phrase)
        if number in numbers:
            continue
        numbers.add(number)
        begin = phrase.start() if begin is None else begin
        after = _sentence_end(text, phrase.end(), high)
        before = _sentence_begin(text, phrase.start(), low)
        beside = names_within(names, starts, phrase.end(), after)[:1]
        beside = beside or names_within(names, starts, before, phrase.start())[-1:]
        if beside:
            ranks.setdefault(beside[0].brand, number)
    if begin is None or len(numbers) < _MIN_ORDINALS or 1 not in numbers:
        return None
    return begin, ranks


def _number(found: re.Match[str]) -> int:
    for number, _ in _ORDINALS:
        if found[f"n{number}"]:
            return number
    if found["runner"]:
        return 2
    if found["han"]:
        return _HAN.index(found["han"]) + 1
    if found["place"]:
        return int(found["place"])
    return _WORDS[(found["word"] or found["de"]).lower()]


def _sentence_end(text: str, start: int, limit: int) -> int:
    end = min(start + _REACH, limit)
    stop = _STOP.search(text, start, end)
    return stop.start() if stop else end


def _sentence_begin(text: str, end: int, limit: int) -> int:
    begin = max(end - _REACH, limit)
    for stop in _STOP.finditer(text, begin, end):
        begin = stop.end()
    return begin
