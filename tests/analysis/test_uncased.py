from __future__ import annotations

import pytest
from found import brand, surfaces
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.analyze import Analyzer
from monitor.analysis.folding import fold
from monitor.analysis.tenor import Tenor
from monitor.analysis.uncased import Candidate, is_uncased, uncased_evidence
from monitor.domain.findings import Brand

_NAMES = [
    "小米",
    "光明",
    "石墨",
    "パイロット",
    "さくら",
    "明治",
    "당근",
    "우리",
    "كريم",
    "زين",
    "ช้าง",
    "六神",
]


def _flagged(*names: str) -> list[Brand]:
    return [brand(name, ambiguous=True) for name in names]


def _is_meant(text: str, name: str, language: str, prompt: str | None = None) -> bool:
    found = Analyzer(_flagged(name)).analyze(text, None, language=language, prompt=prompt).mentions
    return any(mention.counts for mention in found)


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [
        ("zh", "骆驼", "入门的冲锋衣选骆驼,价格实惠。"),
        ("zh", "石墨", "写文档可以用石墨,多人协作很方便。"),
        ("zh", "六神", "夏天我会买六神花露水。"),
        ("zh", "理想", "理想L6的空间大。"),
        ("zh", "光明", "**光明**:口感浓的鲜奶"),
        ("ja", "パイロット", "初心者の万年筆はパイロットがおすすめです。"),
        ("ja", "明治", "明治の「チョコレート効果」は甘さ控えめの菓子です。"),
        ("ja", "さくら", "さくらのVPSは料金が安いです。"),
        ("ko", "당근", "중고거래 앱은 당근이 편하다."),
        ("ko", "하나", "하나은행 앱은 송금 수수료가 없다."),
        ("zh", "海天", "用海天生抽,颜色红亮。"),
        ("ja", "トンボ", "高学年になったらトンボのモノ100です。"),
        ("ar", "كريم", "جرب تطبيق كريم لطلب سيارة."),
        ("ar", "الربيع", "عصير الربيع سعره مناسب."),
        ("th", "ช้าง", "เบียร์ช้างราคาถูก"),
    ],
)
def test_a_word_put_like_a_brand_is_a_mention(language: str, name: str, text: str):
    assert _is_meant(text, name, language)


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [
        ("zh", "骆驼", "沙漠里的骆驼靠驼峰储存脂肪。"),
        ("zh", "石墨", "铅笔芯的主要成分是石墨。"),
        ("zh", "六神", "蚊子多,让人六神无主。"),
        ("zh", "理想", "没有人能满足所有理想。"),
        ("zh", "光明", "前方总有一点光明。"),
        ("ja", "パイロット", "飛行機のパイロットは空を見ています。"),
        ("ja", "明治", "明治時代に洋服が広まりました。"),
        ("ja", "さくら", "満開のさくらを見に行きました。"),
        ("ja", "スズキ", "整備士のスズキさんに相談しました。"),
        ("ja", "タイガー", "タイガー・ウッズは優勝しました。"),
        ("ko", "당근", "당근을 썰어 볶는다."),
        ("ko", "현대", "현대 사회에서는 소통이 중요하다."),
        ("ja", "ジョナサン", "休みに『かもめのジョナサン』を読み終えた。"),
        ("ar", "كريم", "الرجل الكريم يشارك طعامه."),
        ("ar", "الطازج", "السمك الطازج تجده في سوق الجنوب."),
        ("ar", "الربيع", "تزهر الأودية في الربيع."),
        ("th", "ช้าง", "ที่สวนสัตว์มีช้างป่าสองตัว"),
    ],
)
def test_a_word_put_like_a_word_is_no_mention(language: str, name: str, text: str):
    assert not _is_meant(text, name, language)


def test_both_senses_in_one_answer_are_told_apart():
    text = "[坚果]的手机已经停产,二手的坚果R2便宜。每天吃一小把坚果对心脏有好处。"
    found = Analyzer(_flagged("坚果")).analyze(text, None, language="zh").mentions
    assert [mention.counts for mention in found] == [True, True, False]


def test_a_sure_mention_elsewhere_is_no_proof_of_a_word_that_another_describes():
    text = "ادفع ببطاقة مدى من التطبيق.\n\nتعتمد السرعة على مدى ازدحام البريد."
    found = Analyzer(_flagged("مدى")).analyze(text, None, language="ar").mentions
    assert [mention.counts for mention in found] == [True, False]


def test_a_prompt_that_asks_for_goods_speaks_for_the_brand():
    text = "虎牙的弹幕热闹。"
    assert _is_meant(text, "虎牙", "zh", "虎牙和斗鱼哪个好?")


@pytest.mark.parametrize("text", ["أنصحك بـأوبر", "جرّب أُوبَر", "وأوبر"])
def test_tatweel_short_vowels_and_clitics_leave_an_arabic_name_the_same(text: str):
    assert [name for name, _ in surfaces(text, brand("أوبر"))] == ["أوبر"]


@pytest.mark.parametrize("text", ["ﾔﾏﾀﾞ電機", "ヤマタ\u3099電機", "ヤマダ電機"])
def test_half_width_and_decomposed_kana_are_the_same_name(text: str):
    assert [name for name, _ in surfaces(text, brand("ヤマダ電機"))] == ["ヤマダ電機"]


def test_a_name_with_capitals_is_left_to_other_evidence():
    tenor = Tenor(fold("Zoom"), None)
    candidate = Candidate("Zoom", 0, 4, (0, 4), opens_item=False)
    assert not is_uncased("Zoom")
    assert list(uncased_evidence("Zoom", candidate, tenor, "ja")) == []


@given(
    before=st.text(max_size=20),
    after=st.text(max_size=20),
    name=st.sampled_from(_NAMES),
    language=st.sampled_from(["zh", "ja", "ko", "ar", "th", "en", None]),
)
def test_any_surroundings_are_weighed_and_each_weight_has_a_reason(
    before: str, after: str, name: str, language: str | None
):
    text = before + name + after
    candidate = Candidate(
        name, len(before), len(before) + len(name), (0, len(text)), opens_item=False
    )
    weights = list(uncased_evidence(text, candidate, Tenor(fold(text), before), language))
    assert all(reason and -10 < weight < 10 for weight, reason in weights)
