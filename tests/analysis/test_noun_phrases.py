from __future__ import annotations

import pytest

from monitor.analysis.noun_phrases import arabic_phrases, chinese_phrases, is_judged_topic


def reasons(name: str, sentence: str) -> set[str]:
    """Why the name is taken for a word in an Arabic sentence."""
    before, after = sentence.split(name, 1)
    return {reason for _, reason in arabic_phrases(name, before.strip(), after.strip())}


@pytest.mark.parametrize(
    ("name", "sentence", "expected"),
    [
        ("حلول", "ابحث عن حلول سريعة", {"described"}),
        ("سلة", "ضع المنتجات في سلة كبيرة", {"described"}),
        ("الفرنسي", "المطعم الفرنسي أغلى من غيره", {"attribute"}),
        ("خطوة", "اتبع الشرح خطوة بخطوة", {"repeated"}),
        ("الطازج", "السمك الطازج في الجنوب", {"attribute"}),
        ("الوطنية", "تحفظ المكتبة الوطنية الكتب", {"attribute"}),
        ("الربيع", "اشترت الشركة الربيع", set()),
        ("نون", "الشراء من نون أرخص من المحل", set()),
        ("نون", "اشتريت من نون سماعة جديدة", set()),
        ("نون", "وجدت في نون سماعة جديدة", set()),
        ("زين", "إن الاشتراك في زين سهل", set()),
        ("تمارا", "قسط عبر تمارا على دفعات", set()),
        ("سلة", "سلة أسهل من غيرها", set()),
    ],
)
def test_arabic_nouns_are_known_by_what_describes_them(
    name: str, sentence: str, expected: set[str]
):
    assert reasons(name, sentence) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("里没有网络", {"inside"}),
        ("里搜优惠券", set()),
        ("中国官网", set()),
        ("是瑞士数学家。", {"of_a_kind"}),
        ("是德国车企,售价高", {"company"}),
        ("是企业的动力。", {"of_a_kind"}),
        ("更便宜", set()),
        ("的轻量款,透气", {"judged_ware"}),
        ("的三合一也行。", {"judged_ware"}),
        ("电蒸锅,定时方便", {"ware_after"}),
        ("的不是手机,是训练", set()),
    ],
)
def test_chinese_words_are_known_by_what_follows(after: str, expected: set[str]):
    assert {reason for _, reason in chinese_phrases(after, is_ordinary=True)} == expected


def test_fruit_has_machines_of_its_own():
    assert list(chinese_phrases("榨汁机,很好洗", is_ordinary=True, is_food=True)) == []


@pytest.mark.parametrize(
    ("after", "is_judged"),
    [
        ("额度高、年费低", True),
        ("上有不少片段", True),
        ("这个名字", True),
        ("掰开洗净", False),
        ("对心脏好", False),
    ],
)
def test_what_is_told_of_platforms_and_makers_judges_them(after: str, *, is_judged: bool):
    assert is_judged_topic(after) is is_judged
