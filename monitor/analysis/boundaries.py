"""Where a word begins and ends, by script; also without spaces and with clitics."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from enum import Enum, auto


class Script(Enum):
    """Scripts that share one rule for the edges of words."""

    __hash__ = object.__hash__  # quicker than by name

    NONE = auto()
    ALPHABETIC = auto()  # Latin, Greek, Cyrillic and all digits
    ARABIC = auto()
    HEBREW = auto()
    HANGUL = auto()
    HAN = auto()
    HIRAGANA = auto()
    KATAKANA = auto()
    SPACELESS = auto()  # Thai, Lao, Khmer, Burmese: words are written without spaces
    OTHER = auto()


_RANGES = (
    (0x0000, Script.ALPHABETIC),
    (0x0590, Script.HEBREW),
    (0x0600, Script.ARABIC),
    (0x0700, Script.OTHER),
    (0x0750, Script.ARABIC),
    (0x0780, Script.OTHER),
    (0x08A0, Script.ARABIC),
    (0x0900, Script.OTHER),
    (0x0E00, Script.SPACELESS),
    (0x0F00, Script.OTHER),
    (0x1000, Script.SPACELESS),
    (0x10A0, Script.OTHER),
    (0x1100, Script.HANGUL),
    (0x1200, Script.OTHER),
    (0x1780, Script.SPACELESS),
    (0x1800, Script.OTHER),
    (0x1C80, Script.ALPHABETIC),
    (0x1C90, Script.OTHER),
    (0x1D00, Script.ALPHABETIC),
    (0x2E80, Script.HAN),
    (0x3041, Script.HIRAGANA),
    (0x30A0, Script.KATAKANA),
    (0x3100, Script.OTHER),
    (0x3131, Script.HANGUL),
    (0x3190, Script.OTHER),
    (0x31F0, Script.KATAKANA),
    (0x3200, Script.HAN),
    (0xA000, Script.OTHER),
    (0xA640, Script.ALPHABETIC),
    (0xA6A0, Script.OTHER),
    (0xA720, Script.ALPHABETIC),
    (0xA800, Script.OTHER),
    (0xAC00, Script.HANGUL),
    (0xD800, Script.OTHER),
    (0xF900, Script.HAN),
    (0xFB00, Script.ALPHABETIC),
    (0xFB1D, Script.HEBREW),
    (0xFB50, Script.ARABIC),
    (0xFE00, Script.OTHER),
    (0xFE70, Script.ARABIC),
    (0xFF00, Script.ALPHABETIC),
    (0xFF66, Script.KATAKANA),
    (0xFFA0, Script.HANGUL),
    (0xFFE0, Script.OTHER),
    (0x20000, Script.HAN),
    (0x40000, Script.OTHER),
)
_STARTS = tuple(start for start, _ in _RANGES)

_FREE = frozenset({Script.HAN, Script.HIRAGANA, Script.SPACELESS})
# Thai and Lao vowels stand before or after their consonant; no word begins or ends between them.
_LEADING_VOWELS = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4")
_TRAILING_VOWELS = frozenset("\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3")
_WORD = re.compile(r"\S+")
_CLITICS = {
    Script.ARABIC: frozenset(
        _WORD.findall("و ف ب ل ك ال وال فال بال كال لل ولل فلل وب ول وك فب فل")
    ),
    # one or two of he, vav, kaf, lamed, mem, shin, bet
    Script.HEBREW: frozenset(
        _WORD.findall(
            "ב ה \u05d5 כ ל מ ש \u05d5ב \u05d5ה \u05d5כ \u05d5ל \u05d5מ \u05d5ש שב שה של שמ כש"
        )
    ),
}
_CLITIC_ENDS = {
    script: frozenset(clitic[-1] for clitic in clitics) for script, clitics in _CLITICS.items()
}
_PARTICLES = frozenset(
    _WORD.findall(
        """
        은 는 이 가 을 를 의 에 와 과 도 로 으로 만 에서 에게 께 한테 까지 부터 보다 처럼 같이 마다
        조차 나 이나 란 이란 라 이라 라고 이라고 라는 이라는 랑 이랑 하고 며 이며 이고 고 인 이다 다
        입니다 이었다 였다 이었습니다 였습니다 요 이에요 예요 들 님 측 사 에는 에도 에만 등
        """
    )
)
_LONGEST_PARTICLES = 8
_MAX_EDGES = 20_000  # pairs of characters that are kept
# Korean writes a company or product noun together with the brand ("삼성전자").
_COMPANY_NOUNS = tuple(
    _WORD.findall(
        """
        그룹 전자 자동차 모터스 은행 뱅크 카드 증권 생명 화재 보험 페이 마켓 쇼핑 백화점 마트
        제과 제약 식품 라면 우유 맥주 소주 폰 스마트폰 노트북 냉장고 세탁기 청소기 에어컨 모바일
        텔레콤 통신 건설 물산 중공업 화학 항공 택배 택시 뮤직 웹툰 지도 앱 코리아 닷컴
        """
    )
)


class _Scripts(dict[str, Script]):
    """The script of a character, looked up once."""

    def __missing__(self, char: str) -> Script:
        script = _script_of(char)
        self[char] = script
        return script


def _script_of(char: str) -> Script:
    category = unicodedata.category(char)
    if category == "Nd":
        return Script.ALPHABETIC
    if category[0] not in "LM" and category != "Nl":
        return Script.NONE
    return _RANGES[bisect_right(_STARTS, ord(char)) - 1][1]


_SCRIPTS = _Scripts()


def script_of(char: str) -> Script:
    """The script of one character; NONE for what is no part of a word."""
    return _SCRIPTS[char]


def opens(text: str, start: int) -> bool:
    """Whether a word may begin at the offset of folded text.

    >>> opens("오늘 네이버", 3), opens("notion", 2)
    (True, False)
    """
    if start == 0:
        return True
    known = _OPENS_BETWEEN[text[start - 1 : start + 1]]
    return _opens_within(text, start) if known is None else known


def closes(text: str, end: int) -> bool:
    """Whether a word may end before the offset of folded text.

    >>> closes("freeeの料金", 5), closes("notional", 6)
    (True, False)
    """
    if end == len(text):
        return True
    known = _CLOSES_BETWEEN[text[end - 1 : end + 1]]
    return _closes_within(text, end) if known is None else known


def _opens_between(before: str, first: str) -> bool | None:
    """Whether a word may begin between two characters; None where further ones tell."""
    script = _SCRIPTS[first]
    if before == "_":
        return None
    if script is Script.NONE:
        return _SCRIPTS[before] is not Script.ALPHABETIC
    if script is Script.SPACELESS:
        return before not in _LEADING_VOWELS and not _leans_back(first)
    if _SCRIPTS[before] is not script or script in _FREE:
        return True
    return None if before in _CLITIC_ENDS.get(script, ()) else False


def _opens_within(text: str, start: int) -> bool:
    """Whether a word may begin after a "_", or after what is glued to the front of words."""
    if text[start - 1] == "_":
        return start < 2 or _SCRIPTS[text[start - 2]] is Script.NONE
    return _follows_clitic(text, start, _SCRIPTS[text[start]])


def _closes_between(last: str, after: str) -> bool | None:
    """Whether a word may end between two characters; None where further ones tell."""
    script = _SCRIPTS[last]
    if script is Script.NONE:
        return True
    if after == "_":
        return None
    if script is Script.SPACELESS:
        return last not in _LEADING_VOWELS and not _leans_back(after)
    if _SCRIPTS[after] is not script or script in _FREE:
        return True
    return None if script is Script.HANGUL else False


def _closes_within(text: str, end: int) -> bool:
    """Whether a word may end before a "_", or before what is glued to the end of words."""
    if text[end] == "_":
        return end + 1 >= len(text) or _SCRIPTS[text[end + 1]] is Script.NONE
    return text.startswith(_COMPANY_NOUNS, end) or _precedes_particle(text, end)


class _Edges(dict[str, bool | None]):
    """What a rule says between two characters, looked up once for each pair."""

    def __init__(self, rule: Callable[[str, str], bool | None]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, pair: str) -> bool | None:
        known = self._rule(*pair)
        if len(self) < _MAX_EDGES:
            self[pair] = known
        return known


_OPENS_BETWEEN, _CLOSES_BETWEEN = _Edges(_opens_between), _Edges(_closes_between)


def _leans_back(char: str) -> bool:
    """Whether the character is a part of the syllable before it."""
    return char in _TRAILING_VOWELS or unicodedata.category(char) in ("Mn", "Mc")


def _follows_clitic(text: str, start: int, script: Script) -> bool:
    for size in (1, 2, 3):
        begin = start - size
        if begin < 0 or text[begin:start] not in _CLITICS.get(script, ()):
            continue
        if begin == 0 or _SCRIPTS[text[begin - 1]] is not script:
            return True
    return False


def _precedes_particle(text: str, end: int) -> bool:
    stop = end
    while stop < len(text) and stop - end <= _LONGEST_PARTICLES:
        if _SCRIPTS[text[stop]] is not Script.HANGUL:
            break
        stop += 1
    run = text[end:stop]
    return run in _PARTICLES or any(
        run[:cut] in _PARTICLES and run[cut:] in _PARTICLES for cut in range(1, len(run))
    )
