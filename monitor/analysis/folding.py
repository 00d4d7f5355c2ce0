"""Folds text so that spellings of one name become equal, and keeps the way back to the original.

Folding is NFKC and case folding by cluster (Unicode Standard Annex 15), without accents of Latin,
Greek and Cyrillic letters; marks of other scripts stay, because they tell words apart.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SPECIAL = "\ufdd0"  # a noncharacter: stands where a character does not fold to exactly one
_REPLACEMENT = "\ufffd"
_MAX_CLUSTER = 32  # normalizing is quadratic in the marks of one cluster; UAX 15 allows 30
_MAX_TABLE = 70_000

# All but ASCII and letters that are known to fold to themselves: kana, Chinese characters, Hangul,
# Arabic and small Cyrillic ones.
_NON_ASCII = re.compile(
    r"[^\x00-\x7f\u0430-\u0438\u043a-\u044f\u0621-\u063a\u0641-\u064a\u3001\u3002\u3008-\u3011"
    r"\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\uac00-\ud7a3]+"
)
_SPECIAL_RUN = re.compile(_SPECIAL + "+")
_ACCENT = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_DROPPED = re.compile(
    r"[\u0640\u064b-\u0652\u0670\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    r"\U000e0100-\U000e01ef\u00ae\u2120\u2122]"
)
# Half-width voicing marks and conjoining jamo join the character before them.
_JOINING = re.compile(r"[\uff9e\uff9f\u102e\u1160-\u11ff]")

_SAME = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u00b4": "'",
        "\u2010": "-",
        "\u2011": "-",
        **dict.fromkeys("\t\n\r\x85\u2028\u2029", " "),
        # Letters that carry a stroke or are ligatures have no decomposition.
        **dict(zip("øØłŁđĐðÐħĦ", "oOlLdDdDhH", strict=True)),
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "þ": "th",
        "Þ": "TH",
    }
)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with a map to the original; offsets are code points.

    Attributes:
        text: the folded text; never holds a surrogate.
        at: folded offsets at which a segment begins, rising, the first is 0.
        origin: for each segment, where it begins in the original.
        whole: for each segment, the length in the original of a cluster that cannot be divided;
            0 where the segment runs one to one.
    """

    text: str
    at: tuple[int, ...] = (0,)
    origin: tuple[int, ...] = (0,)
    whole: tuple[int, ...] = (0,)

    @property
    def is_aligned(self) -> bool:
        """Whether each character of the folded text stands where it does in the original."""
        return len(self.at) == 1 and not self.whole[0] and not self.origin[0]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The span in the original of a folded, non-empty one; None when it cuts a cluster.

        >>> fold("ﬁsh").span(2, 4), fold("ﬁsh").span(1, 4)
        ((1, 3), None)
        """
        if len(self.at) == 1 and not self.whole[0]:
            return self.origin[0] + start, self.origin[0] + end
        first = bisect_right(self.at, start) - 1
        following = self.at[first + 1] if first + 1 < len(self.at) else len(self.text)
        last = first if end <= following else bisect_right(self.at, end - 1, first) - 1
        if self.whole[first] and start != self.at[first]:
            return None
        begin = self.origin[first] + start - self.at[first]
        if not self.whole[last]:
            return begin, self.origin[last] + end - self.at[last]
        following = self.at[last + 1] if last + 1 < len(self.at) else len(self.text)
        return (begin, self.origin[last] + self.whole[last]) if end == following else None

    def place_of(self, place: int) -> int | None:
        """Where the folded text has an offset of the original; None amid a cluster.

        >>> fold("ﬁsh").place_of(1), fold("ﬁsh").place_of(3)
        (2, 4)
        """
        segment = bisect_right(self.origin, place) - 1
        if segment < 0:
            return 0
        passed = place - self.origin[segment]
        following = self.at[segment + 1] if segment + 1 < len(self.at) else len(self.text)
        if self.whole[segment] and 0 < passed < self.whole[segment]:
            return None
        if self.whole[segment]:
            return following if passed else self.at[segment]
        return min(self.at[segment] + passed, following)


def fold(text: str) -> Folded:
    """The folded text with the way back; linear in the text, and no text raises.

    >>> fold("Totême-STRASSE").text
    'toteme-strasse'
    """
    if text.isascii():
        return Folded(_spaced(text.lower()))
    aligned = _aligned(text)
    if _SPECIAL not in aligned:
        return Folded(aligned)
    return _realigned(text, aligned)


def fold_text(text: str) -> str:
    """The folded text alone."""
    if text.isascii():
        return _spaced(text.lower())
    aligned = _aligned(text)
    if _SPECIAL not in aligned:
        return aligned
    return "".join([piece for piece, _, _ in _pieces(text, aligned)])


@lru_cache(maxsize=16_384)
def fold_word(word: str) -> str:
    """The folded text of a short one, kept for the next time."""
    return fold_text(word)


def cased(text: str) -> str:
    """The text folded in all but its case, for brands of which only the given case counts.

    >>> cased("Totême")
    'Toteme'
    """
    if text.isascii():
        return _spaced(text)
    return "".join(_cased_cluster(text[start:end]) for start, end in _clusters(text, 0, len(text)))


def _aligned(text: str) -> str:
    """Each character folded by itself; a noncharacter for one that does not fold to one."""
    return _spaced(_NON_ASCII.sub(_translate, text).lower())


def _spaced(text: str) -> str:
    if text.isprintable():
        return text
    return text.replace("\n", " ").replace("\t", " ").replace("\r", " ")


def _translate(run: re.Match[str]) -> str:
    return run[0].translate(_TABLE)


def _realigned(text: str, aligned: str) -> Folded:
    """Folds anew, by cluster, where characters do not fold one to one."""
    pieces: list[str] = []
    at: list[int] = []
    origin: list[int] = []
    whole: list[int] = []
    length = 0
    for piece, start, size in _pieces(text, aligned):
        if piece:
            pieces.append(piece)
            at.append(length)
            origin.append(start)
            whole.append(size)
            length += len(piece)
    if not pieces:
        return Folded("")
    return Folded("".join(pieces), tuple(at), tuple(origin), tuple(whole))


def _pieces(text: str, aligned: str) -> Iterator[tuple[str, int, int]]:
    """Folded text in order, where each piece begins, and its length where it is one cluster."""
    done = 0
    for run in _SPECIAL_RUN.finditer(aligned):
        start, end = run.span()
        if start > done and _extends(text[start]):
            start -= 1
        yield aligned[done:start], done, 0
        for begin, stop in _clusters(text, start, end):
            yield _folded_cluster(text[begin:stop]), begin, stop - begin
        done = end
    yield aligned[done:], done, 0


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A base with what joins it, from start to end."""
    while start < end:
        stop = start + 1
        while stop < end and stop - start < _MAX_CLUSTER and _extends(text[stop]):
            stop += 1
        yield start, stop
        start = stop


@lru_cache(maxsize=8192)
def _extends(char: str) -> bool:
    """Whether the character joins the one before it; invisible separators do not."""
    if _JOINING.match(char) or _ACCENT.match(char):
        return True
    if _DROPPED.match(char):
        return False
    return unicodedata.combining(char) != 0 or unicodedata.category(char) == "Mc"


@lru_cache(maxsize=8192)
def _folded_cluster(cluster: str) -> str:
    plain = _cased_cluster(cluster)
    if plain and unicodedata.category(plain[0]) == "No":
        return plain
    lowered = plain.casefold().replace("\u0131", "i")
    return _ACCENT.sub("", unicodedata.normalize("NFKC", lowered)).translate(_SAME).lower()


@lru_cache(maxsize=8192)
def _cased_cluster(cluster: str) -> str:
    kept = _DROPPED.sub("", _ACCENT.sub("", cluster))
    if kept and _is_broken(kept[0]):
        return _REPLACEMENT
    if kept and unicodedata.category(kept[0]) == "No":
        # Raised and circled digits mark notes and items; as plain digits they would glue to names.
        return kept
    parted = unicodedata.normalize("NFKD", kept.translate(_SAME))
    return unicodedata.normalize("NFKC", _ACCENT.sub("", parted)).translate(_SAME)


def _is_broken(char: str) -> bool:
    return "\ud800" <= char <= "\udfff" or char == _SPECIAL


class _Table(dict[int, int]):
    """What each character folds to by itself, filled as characters are seen."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        folded = _folded_cluster(char)
        single = len(folded) == 1 and not _extends(char)
        result = ord(folded) if single else ord(_SPECIAL)
        if len(self) < _MAX_TABLE:
            self[code] = result
        return result


_TABLE = _Table()
