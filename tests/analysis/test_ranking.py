from __future__ import annotations

import pytest

from tests.analysis.found import brand, ranks

A, B, C = brand("Acme"), brand("Bolt"), brand("Crux")


@pytest.mark.parametrize(
    "text",
    [
        "1. Acme - good\n2. Other\n3. Bolt - fine",
        "1) Acme\n2) Other\n3) Bolt",
        "1\u3001Acme\n2\u3001Other\n3\u3001Bolt",
        "①Acme\n②Other\n③Bolt",
        "**1.** Acme\n**2.** Other\n**3.** Bolt",
        "**1. Acme**\nText\n\n**2. Other**\nText\n\n**3. Bolt**\nText",
        "### 1. Acme\nText\n\n### 2. Other\nText\n\n### 3. Bolt\nText",
        "## **1. [Acme](https://x.example)**\n\n## 2. Other\n\n## 3. _Bolt_",
        "1. Acme\n   - cheap\n   - Bolt is dearer\n\n2. Other\n\n3. Bolt",
        "1. Acme\n1. Other\n1. Bolt",
        "1\ufe0f\u20e3 Acme\n2\ufe0f\u20e3 Other\n3\ufe0f\u20e3 Bolt",
        "🥇 Acme\n🥈 Other\n🥉 Bolt",
        "第1位\uff1aAcme\n第2位\uff1aOther\n第3位\uff1aBolt",
        "#1: Acme\n#2: Other\n#3: Bolt",
        "#### \U0001f9f3 **1. Acme \u2013 big**\n#### \U0001f3c6 **2. Other**\n#### \u2728 3. Bolt",
        "> 1. Acme\n> 2. Other\n> 3. Bolt",
        "- 1. Acme\n- 2. Other\n- 3. Bolt",
        "1. **Best overall: Acme** - good\n2. Other\n3. **Best value:** Bolt - fine",
        "1. Best overall: **Acme** beats Bolt\n2. Other\n3. Runner-up: Bolt",
        "1. Acme is better than Bolt\n2. Other\n3. Bolt",
        "1. Acme\r\n2. Other\r\n3. Bolt\r\n",
    ],
)
def test_an_item_gives_its_number_to_the_brand_that_heads_it(text: str):
    assert ranks(text, A, B, C) == {"Acme": 1, "Bolt": 3}


@pytest.mark.parametrize(
    "text",
    [
        "- Acme\n- Bolt",
        "1. Acme",
        "Acme, then Bolt.",
        "2024. Acme was founded\n2025. Bolt was founded",
        "1.5 GB for Acme\n2.5 GB for Bolt",
        "```\n1. Acme\n2. Bolt\n```",
        "1. Open Acme\n2. Click Add\n3. Choose a file",
        "1. Other - unlike Acme\n2. More - unlike Bolt",
        "## Best\n1. Acme\n## Cheapest\n1. Bolt",
        "1. Acme\nText between\n1. Bolt",
    ],
)
def test_what_is_no_ranking_ranks_nothing(text: str):
    assert ranks(text, A, B, C) == {}


def test_printed_numbers_are_trusted():
    assert ranks("3. Acme\n4. Bolt\n7. Crux", A, B, C) == {"Acme": 3, "Bolt": 4, "Crux": 7}


def test_only_the_first_brand_heads_an_item():
    assert ranks("1. Acme vs Bolt\n2. Crux", A, B, C) == {"Acme": 1, "Crux": 2}


def test_the_first_list_that_a_brand_heads_counts():
    text = "1. Acme\n2. Other\n\nCheapest:\n\n1. Bolt\n2. Acme"
    assert ranks(text, A, B, C) == {"Acme": 1, "Bolt": 1}


def test_a_list_within_an_item_does_not_end_the_outer_list():
    text = "1. Acme\n   1. cheap\n   2. quick\n2. Bolt\n   1. cheap\n   2. slow\n3. Crux"
    assert ranks(text, A, B, C) == {"Acme": 1, "Bolt": 2, "Crux": 3}


def test_steps_in_other_languages_rank_nothing():
    assert ranks("1. Abra o Acme\n2. Clique em Bolt\n3. Salve", A, B) == {}
    assert ranks("1. \u00d6ffne Acme\n2. W\u00e4hle Bolt\n3. Fertig", A, B) == {}


def test_recommending_verbs_are_no_steps():
    assert ranks("1. Try Acme\n2. Consider Bolt", A, B) == {"Acme": 1, "Bolt": 2}


def test_headings_between_numbered_headings_do_not_end_the_list():
    text = "## 1. Acme\n### Price\n5\n## 2. Bolt\n### Price\n6"
    assert ranks(text, A, B) == {"Acme": 1, "Bolt": 2}


@pytest.mark.parametrize(
    "text",
    [
        "| Rank | Tool |\n|---|---|\n| 1 | Acme |\n| 2 | Other |\n| 3 | Bolt |",
        "| # | Tool | Why |\n|--|--|--|\n| 1 | Acme | Crux fits |\n| 2 | Other | |\n| 3 | Bolt | |",
        "| Tool | Platz |\n|---|---|\n| Acme | 1. |\n| Other | 2. |\n| Bolt | 3. |",
        "| 順位 | 製品 |\n|---|---|\n| 1位 | Acme |\n| 2位 | Other |\n| 3位 | Bolt |",
        "| Posição | Marca |\n|---|---|\n| 1º | Acme |\n| 2º | Outra |\n| 3º | Bolt |",
        "||Tool|\n|--|--|\n|\U0001f947|Acme|\n|\U0001f948|Other|\n|\U0001f949|Bolt|",
        "My first choice is Acme, my second choice is Other, my third choice is Bolt.",
        "Acme is my first choice. The second choice is Other. Third choice: Bolt.",
        "Em primeiro lugar fica a Acme. Em segundo lugar, outra. Em terceiro lugar, a Bolt.",
        "En primer lugar, Acme. En segundo lugar, otra. En tercer lugar, Bolt.",
        "Die erste Wahl ist Acme, die zweite Wahl eine andere, die dritte Wahl ist Bolt.",
        "Mon premier choix est Acme, le deuxième choix une autre, le troisième choix Bolt.",
        "第一选择是Acme,第二选择是别的,第三选择是Bolt。",
        "第1位はAcme、第2位は他社、第3位はBoltです。",
    ],
)
def test_tables_of_ranks_and_orders_in_words_rank(text: str):
    found = ranks(text, A, B, C)
    assert (found.get("Acme"), found.get("Bolt")) == (1, 3)
    assert "Crux" not in found


@pytest.mark.parametrize(
    "text",
    [
        "| Tool | Users |\n|---|---|\n| Acme | 1 |\n| Bolt | 2 |",
        "| Rank | Tool |\n|---|---|\n| high | Acme |\n| low | Bolt |",
        "Acme is my first choice, and Bolt is fine.",
        "The second option is Acme.",
    ],
)
def test_other_tables_and_single_ordinals_rank_nothing(text: str):
    assert ranks(text, A, B, C) == {}


def test_a_list_to_avoid_keeps_its_ordinals():
    assert ranks("Avoid these:\n\n1. Acme\n2. Bolt", A, B) == {"Acme": 1, "Bolt": 2}
