from __future__ import annotations

import pytest
from found import brand
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.analyze import Analyzer
from monitor.analysis.asked_words import is_small_in_prompt, weight_of_prompt
from monitor.analysis.folding import fold
from monitor.analysis.tenor import Tenor
from monitor.analysis.uncased_names import read_name


def weight(name: str, language: str, prompt: str | None) -> tuple[float, str] | None:
    read = read_name(name, language)
    assert read is not None
    return weight_of_prompt(read, Tenor(fold(""), prompt))


@pytest.mark.parametrize(
    ("name", "language", "prompt"),
    [
        ("穷游", "zh", "大学生怎么穷游云南?"),
        ("トンボ", "ja", "トンボは何年いるの?"),
        ("نجم", "ar", "كيف يولد النجم ويموت؟"),
    ],
)
def test_a_name_of_which_nothing_of_trade_is_asked_is_a_word(name: str, language: str, prompt: str):
    assert weight(name, language, prompt) == (-1.5, "asked_word")


@pytest.mark.parametrize(
    ("name", "language", "prompt"),
    [
        ("扇贝", "zh", "扇贝和有道选哪个?"),
        ("モス", "ja", "マックかモス、どっち?"),
        ("نينجا", "ar", "نينجا أم كيتا؟"),
        ("سلة", "ar", "ما الفرق بين سلة وزد؟"),
    ],
)
def test_a_name_beside_another_is_asked_for(name: str, language: str, prompt: str):
    assert weight(name, language, prompt) == (0.5, "asked_choice")


@pytest.mark.parametrize(
    ("name", "language", "prompt"),
    [
        ("扇贝", "zh", None),
        ("扇贝", "zh", "学英语用什么软件?"),
        ("ライフ", "ja", "セカンドライフの過ごし方"),
        ("زين", "ar", "كيف أختار تزيين الغرفة؟"),
        ("考拉", "zh", "考拉的售后怎么样?"),
    ],
)
def test_other_prompts_say_nothing(name: str, language: str, prompt: str | None):
    assert weight(name, language, prompt) is None


@pytest.mark.parametrize(
    ("name", "prompt", "is_small"),
    [
        ("Safra", "Como funciona a safra de soja?", True),
        ("Safra", "Como é a safra no Safra?", False),
        ("Inter", "qual é melhor, inter ou nubank?", False),
        ("Inter", "Quanto custa um voo internacional?", False),
        ("nubank", "O nubank é bom?", False),
    ],
)
def test_a_name_is_small_only_in_prompts_that_have_capitals(
    name: str, prompt: str, *, is_small: bool
):
    assert is_small_in_prompt(name, prompt) is is_small


@pytest.mark.parametrize(
    ("name", "text", "prompt"),
    [
        ("Safra", "Safra recorde derruba o preço.", "Como funciona a safra de soja?"),
        ("Quero", 'Marque uma conversa. Diga: "Quero comunicar minha saída".', None),
    ],
)
def test_a_word_that_opens_a_sentence_or_a_quotation_is_no_brand(
    name: str, text: str, prompt: str | None
):
    analyzer = Analyzer([brand(name, ambiguous=True)])
    found = analyzer.analyze(text, None, language="pt", prompt=prompt).mentions
    assert [mention.counts for mention in found] == [False]


@given(prompt=st.text(max_size=40))
def test_no_prompt_is_too_odd_to_be_read(prompt: str):
    found = weight("扇贝", "zh", prompt)
    assert found is None or found[1] in {"asked_word", "asked_choice"}
