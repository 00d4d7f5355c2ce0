"""Phrases of Arabic and Chinese that make a noun of what may be a name, or a company of a noun."""

from __future__ import annotations

import re

from monitor.analysis.word_lists import all_words

_Weights = list[tuple[float, str]]

_WORD = re.compile(r"\w+")
_ARTICLE = "ال"
_DEFINED = ("ال", "لل", "وال", "بال", "كال")
_VERB_SIGNS = ("ي", "ت", "س", "ن")  # with which imperfects and futures begin
_COMPARED = ("أ", "ا")  # noqa: RUF001 # with which comparatives begin, with and without hamza
_CLAUSE_MARKS = re.compile(r"[.!?؟،؛:\n]")
_PARTICLES = frozenset(
    _WORD.findall(
        """
        من في على عبر لدى عند إلى الى مع عن بين مثل أو أم أن إن لكن هل قد هو هي لا ما ثم قبل بعد
        خلال منذ حتى كل لأن إذا بدون دون سوى غير أمام تحت فوق حول ضد لمن لكل أكثر أقل
        """
    )
)
_GOVERNING = frozenset(_WORD.findall("في على إلى الى مع عن وجود بدون دون"))
_OPENING = frozenset(_WORD.findall("إن أن لأن لكن ولكن كان كانت لعل ليس"))
# What Arabic puts between a noun and itself: "step by step".
_REPEATED = ("ب", "ف", "تلو ال", "بعد ", "وراء ")
_FEMININES = re.compile(r"\w+ة\s+\w+ة(?!\w)")
_PLACES = frozenset("里中之当")
_INSIDE = re.compile(r"(?:[里中](?!国|搜|查|看|买|找|选|订|点|下|开|央|小)|之中|之间|当中)")
_OF_A_KIND = re.compile(
    r"是[^,\uff0c。;\uff1b!\uff01?\uff1f]{0,10}(?:(?<![厂商卖买独玩店])家|学者|诗人|动物|植物|水果|城市|山脉|河流|生物|美德|动力|象征)"
    r"(?=[,\uff0c。;\uff1b!\uff01、]|\Z)"
)
_OF_A_COMPANY = re.compile(
    r"是[^,\uff0c。;\uff1b!\uff01?\uff1f]{0,8}(?:公司|企业|品牌|厂家|厂商|车企|商家|平台|巨头|大厂|银行|超市|连锁店?)"
    r"(?=[,\uff0c。;\uff1b!\uff01、]|\Z)"
)
# What is told of a platform, a maker or its wares: "X 额度高", "X 上有", "X 的轻量款也行".
_JUDGED = re.compile(
    r"(?:(?![对對是能会會让讓把被给給])[^,\uff0c、。;\uff1b\s的]{1,8}?(?:多|高|低|大|好|快|慢|差|贵|便宜|强|弱|全|稳|准|亮|久|清楚|及时|丰富|方便|省心|不错|一般|到位|扎实|明显|划算|有趣|专业|靠谱|友好|流畅|齐全)"
    r"(?=[,\uff0c、。;\uff1b]|\Z)"
    r"|上(?:有|的|能|可以|没|卖|看|搜|还|也|都|买|不)|(?:这个|这一)?(?:名字|牌子|品牌))"
)
_JUDGED_WARE = re.compile(
    r"的[^,\uff0c、。;\uff1b]{1,8}?(?:款|也行|也可以|也不错|都不错|够用|耐用|好用|好穿|性价比)"
)


# Wares whose names end so: "电蒸锅", "草菇老抽".
_WARE = re.compile(
    r"的?(?:(?![是不有在和与要会能])[\u4e00-\u9fff]){1,3}(?:机|器|锅|箱|灯|壶|煲|仪|柜|抽|奶|鞋|车|椅|床垫)"
    r"(?=[,\uff0c、。;\uff1b:\uff1a的是很更最比卖]|\Z)"
)


def is_judged_topic(after: str) -> bool:
    """Whether a clause that begins with a Chinese name goes on to judge it: "额度高,".

    >>> is_judged_topic("额度高、年费低"), is_judged_topic("掰开洗净")
    (True, False)
    """
    return _JUDGED.match(after) is not None


def arabic_phrases(name: str, before: str, after: str) -> _Weights:
    """What stands beside a folded Arabic word that is in a dictionary.

    Args:
        name: the word.
        before: its clause up to it.
        after: what follows it.
    """
    found: _Weights = []
    for joint in _REPEATED:
        if after.startswith(joint) and after.startswith(name, len(joint)):
            found.append((-6, "repeated"))
            break
    words = _WORD.findall(_CLAUSE_MARKS.split(before)[-1])
    if not words:
        return found
    if name.startswith(_ARTICLE):
        # Adjectives follow a noun with the article; other names may be objects after it.
        if words[-1].startswith(_DEFINED) and (
            name.endswith("ي") or _stands_free(words) or (name[-1] == words[-1][-1] == "ة")
        ):
            found.append((-6, "attribute"))
    elif words[-1] in _GOVERNING and not _has_subject(words):
        following = _WORD.match(after)
        if following and _describes(following[0], after):
            found.append((-5, "described"))
    return found


def chinese_phrases(after: str, *, is_ordinary: bool, is_food: bool = False) -> _Weights:
    """What the words after a folded Chinese name make of it.

    Args:
        after: what follows it.
        is_ordinary: the name is a word of the dictionary.
        is_food: it is a fruit or the like, of which machines are made too.
    """
    found: _Weights = []
    first = after[:1]
    if not is_food and _WARE.match(after):
        found.append((1, "ware_after"))
    if is_ordinary and first in _PLACES and _INSIDE.match(after):
        found.append((-4.5, "inside"))
    if first == "的":
        if _JUDGED_WARE.match(after):
            found.append((1, "judged_ware"))
    elif first == "是":
        if _OF_A_COMPANY.match(after):
            found.append((2.5, "company"))
        elif _OF_A_KIND.match(after):
            found.append((-5, "of_a_kind"))
    return found


def _stands_free(words: list[str]) -> bool:
    """Whether no verb can govern the last noun, so that what follows describes it."""
    if len(words) == 1:
        return not words[0].startswith("لل")
    return words[-2] in _PARTICLES or words[-2] in _OPENING


def _has_subject(words: list[str]) -> bool:
    """Whether the clause begins with a noun to judge, as "buying from X is cheap" does."""
    first = words[1] if words[0] in _OPENING and len(words) > 1 else words[0]
    return first.startswith(_DEFINED)


def _describes(word: str, after: str) -> bool:
    """Whether the word without article is an adjective or a noun that goes with the one before."""
    if word in _PARTICLES or word.startswith(_DEFINED):
        return False
    if word.endswith("ة"):
        # Two of them are a thing with its adjective: "I found at X a new bag".
        return _FEMININES.match(after) is None
    if word.startswith(_VERB_SIGNS):
        return False
    if word.startswith(_COMPARED) and after[len(word) :].lstrip().startswith("من "):
        return False
    return word in all_words("arabic_words.txt")
