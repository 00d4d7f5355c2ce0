from __future__ import annotations

import re

import pytest

from monitor.analysis.heads import Named
from monitor.analysis.layout import read_layout
from monitor.analysis.procedures import is_procedure
from monitor.analysis.ranking import ranks_of


def ranked(text: str, *brands: str) -> dict[str, int]:
    """The ranks in a text in which every spelling of a brand means it."""
    names = [
        Named(brand, found.start(), found.end())
        for brand in brands
        for found in re.finditer(re.escape(brand), text)
    ]
    names.sort(key=lambda name: name.start)
    return ranks_of(text, names, [], read_layout(text).tables())


@pytest.mark.parametrize(
    "text",
    [
        "Acme is my first choice, Other the second choice, Bolt the third choice.",
        "First place goes to Acme, second to Other Ltd. and third to Bolt.",
        "首选Acme,第二名是别的,其次Other,第三是Bolt。",
        "第一名:Acme,味道好。\n第二名:Other。\n第三名:Bolt。",
        "排名第一的是Acme,排在第二的是别的,第三位是Bolt。",
        "一番のおすすめはAcme、二番目は他社、三番目はBoltです。",
        "1位はAcme、2位は他社、3位はBoltです。",
        "第一候補はAcme、第二候補は他社、第三候補はBoltです。",
        "أولاً Acme للجودة، ثانياً غيرها، ثالثاً Bolt للسعر.",
        "الخيار الأول هو Acme، والخيار الثاني غيرها، والخيار الثالث Bolt.",
        "المركز الأول: Acme\nالمركز الثاني: غيرها\nالمركز الثالث: Bolt",
        "İlk tercihim Acme, ikinci tercihim başkası, üçüncü tercihim Bolt.",
        "Birinci sırada Acme, ikinci sırada başkası, üçüncü sırada Bolt var.",
        "1. sırada Acme, 2. sırada başkası, 3. sırada Bolt yer alıyor.",
        "Auf Platz 1 liegt Acme, auf Platz 2 eine andere, auf Platz 3 Bolt.",
        "Número uno: Acme. Número dos: otra. Número tres: Bolt.",
        "En première position, Acme ; en deuxième position, autre ; en troisième position, Bolt.",
        "La prima scelta è Acme, la seconda scelta è altra, la terza scelta è Bolt.",
    ],
)
def test_orders_in_words_rank_in_each_language(text: str):
    assert ranked(text, "Acme", "Bolt") == {"Acme": 1, "Bolt": 3}


@pytest.mark.parametrize(
    "text",
    [
        "(1) Acme\n(2) Other\n(3) Bolt",
        "My order: (1) Acme, (2) Other and (3) Bolt.",
        "Avoid: 1. Acme, 2. Other, 3. Bolt",
        "1 - Acme\n2 - Other\n3 - Bolt",
        "1.- Acme\n2.- Other\n3.- Bolt",
        "1º Acme\n2º Other\n3º Bolt",
        "1er : Acme\n2e : Other\n3e : Bolt",
        "1. Platz: Acme\n2. Platz: Other\n3. Platz: Bolt",
        "Platz 1: Acme\nPlatz 2: Other\nPlatz 3: Bolt",
        "TOP1:Acme\nTOP2:Other\nTOP3:Bolt",
        "### No. 1: Acme\nx\n### No. 2: Other\ny\n### No. 3: Bolt\nz",
        "**1st place: Acme**\nx\n\n**2nd place: Other**\ny\n\n**3rd place: Bolt**\nz",
        "## 🥇 1. Acme\nx\n## 🥈 2. Other\ny\n## 🥉 3. Bolt\nz",
        "I. Acme\n\nII. Other\n\nIII. Bolt",
        "一、Acme\nx\n\n二、Other\ny\n\n三、Bolt\nz",
        "1位:Acme\n2位:Other\n3位:Bolt",
        "١. Acme - سريع\n٢. Other\n٣. Bolt",
        "3. Bolt\n2. Other\n1. Acme",
        "1. Cheapest: Acme\n2. Fastest: Other\n3. Prettiest: Bolt",
        "| Place | App |\n|---|---|\n| First | Acme |\n| Second | Other |\n| Third | Bolt |",
        "| 名次 | 品牌 |\n|---|---|\n| 第一名 | Acme |\n| 第二名 | Other |\n| 第三名 | Bolt |",
        "| Sıra No | Marka |\n|---|---|\n| 1 | Acme |\n| 2 | Other |\n| 3 | Bolt |",
        "| Rank | App |\n|---|---|\n| #1 | Acme |\n| #2 | Other |\n| #3 | Bolt |",
    ],
)
def test_each_way_of_numbering_ranks(text: str):
    assert ranked(text, "Acme", "Bolt") == {"Acme": 1, "Bolt": 3}


@pytest.mark.parametrize(
    "text",
    [
        "1. 打开Acme,点“我的”。\n2. 进入“订单”。\n3. 点击“退货”。",
        "1、先下载Acme\n2、注册账号\n3、输入目的地",
        "| 序号 | 步骤 |\n|---|---|\n| 1 | 打开Acme |\n| 2 | 点击设置 |",
        "1. Acmeアプリを起動する。\n2. 「チャージ」をタップする。\n3. 金額を入力する。",
        "1. Acmeのサイトに行きます。\n2. 書類を見せます。\n3. 待ちます。",
        "١) حمّل تطبيق Acme من المتجر.\n٢) أنشئ حساباً.\n٣) حدد الوجهة.",
        "1. قم بفتح تطبيق Acme.\n2. اضغط على الحساب.\n3. ثم اختر المساعدة.",
        "1. Acme uygulamasını açın.\n2. Bölüme girin.\n3. Bilgileri yazın.",
        "1. Indiquez le montant dans Acme.\n2. Déposez la preuve.\n3. Validez.",
        "1. Ouvrir l'appli Acme\n2. Choisir le billet\n3. Cliquer sur « Annuler »",
        "1. Die Acme-App öffnen.\n2. Betrag eingeben.\n3. Senden antippen.",
        "1. Rufen Sie Acme an.\n2. Nennen Sie Ihre Nummer.\n3. Bitten Sie um Antwort.",
        "1. In Acme, click Menu.\n2. Choose Export.\n3. Save the file.",
        "1. What is your budget?\n2. Do you use Acme?\n3. Do you need Bolt?",
        "1. Fees at Acme\n2. Limits in Bolt\n3. Support",
        "1. Privacy: Acme keeps logs.\n2. Price: Bolt is free.",
        "10 - 20 people use Acme.\n30 - 40 people use Bolt.",
        "| Model No. | Brand |\n|---|---|\n| 12 | Acme |\n| 14 | Bolt |",
        "First, Acme is cheap. Second, Acme has an app. Third, it works with Bolt.",
        "首先打开Acme,其次点击Bolt入口,最后付款。",
        "まずAcmeを開き、次に設定を選びます。",
    ],
)
def test_steps_questions_and_other_counts_rank_nothing(text: str):
    assert ranked(text, "Acme", "Bolt") == {}


def test_names_in_front_of_their_ordinals_are_ranked():
    text = "Acme is my first choice, Bolt is the second choice."
    assert ranked(text, "Acme", "Bolt") == {"Acme": 1, "Bolt": 2}


def test_choices_that_hold_a_verb_are_no_steps():
    assert not is_procedure(["Acme: 音質が優れている", "Bolt: 値段を抑えたい人が選ぶ"])
    assert not is_procedure(["Acme – zum Kochen und Backen", "Bolt – für kleine Küchen"])
