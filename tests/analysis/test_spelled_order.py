"""Orders that prose tells over several sentences, with ordinals that stand alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.heads import Named
from monitor.analysis.spelled_order import spelled_ranks

BRANDS = ("Acme", "Bolt", "Cubo")


def ranked(text: str) -> dict[str, int]:
    """The ranks in a text in which every spelling of a brand means it."""
    found = sorted(
        (match.start(), match.end(), brand)
        for brand in BRANDS
        for match in re.finditer(brand, text)
    )
    order = spelled_ranks(text, [Named(brand, start, end) for start, end, brand in found])
    return {} if order is None else order[1]


@pytest.mark.parametrize(
    "text",
    [
        "My first pick is Acme: cheap. My second is Bolt. Third place goes to Cubo.",
        "Acme comes first, Bolt second and Cubo third.",
        "I'd go with Acme first, then Bolt, and Cubo third.",
        "Erste Wahl ist Acme: klar. Dann kommt Bolt. An dritter Stelle Cubo.",
        "Acme liegt auf dem ersten Platz, Bolt auf dem zweiten und Cubo auf dem dritten.",
        "Mi primera opción es Acme: clara. La segunda, Bolt, gana. La tercera sería Cubo.",
        "Acme queda primera, Bolt segunda y Cubo tercera.",
        "Minha primeira opção é a Acme. A segunda, Bolt, ganha. A terceira seria a Cubo.",
        "Mon premier choix est Acme. Le deuxième, Bolt, est souple. Le troisième serait Cubo.",
        "Al primo posto metterei Acme. Al secondo, Bolt. Al terzo, Cubo.",
        "İlk tercihim Acme: ucuz. İkincisi Bolt. Üçüncüsü Cubo olurdu.",
        "Acme birinci, Bolt ikinci, Cubo üçüncü sırada.",
        "第一候補はAcmeです。二つ目はBoltで、安い。三つ目はCuboでしょう。",
        "Acmeが1位、Boltが2位、Cuboが3位です。",
        "我的第一选择是Acme。第二个是Bolt,更灵活。第三个可以考虑Cubo。",
        "Acme第一,Bolt第二,Cubo第三。",
        "خياري الأول هو Acme: رخيص. والثاني Bolt، وهو مرن. أما الثالث فهو Cubo.",
        "تأتي Acme أولاً، ثم Bolt ثانياً، وأخيراً Cubo ثالثاً.",
    ],
)
def test_an_order_over_several_sentences_ranks_in_each_language(text: str):
    assert ranked(text) == {"Acme": 1, "Bolt": 2, "Cubo": 3}


@pytest.mark.parametrize(
    "text",
    [
        "Acme was the first company to sell fiber. In the second half of the year Bolt grew.",
        "The first month of Acme is free and the second month of Bolt costs half.",
        "Acme has two plans: the first is free, the second costs 5 dollars like Bolt.",
        "The first of Acme's plans is cheap. The second of Bolt's plans costs more.",
        "Sign up for Acme first, then Bolt, so both trials overlap.",
        "Der erste Anbieter war Acme; beim zweiten Mal rief ich Bolt an.",
        "En primer lugar, revisa tu contrato con Acme. En segundo lugar, compara con Bolt.",
        "Hay dos razones: la primera, Acme es barata. La segunda, Acme responde, no como Bolt.",
        "Na segunda a Acme fecha e na terça a Bolt abre; a primeira fica no centro.",
        "La première fois, Acme a échoué. La deuxième fois, j'ai appelé Bolt.",
        "İlk olarak Acme'yi açın. İkinci olarak Bolt'u bağlayın.",
        "理由は二つあります。一つ目はAcmeが安いこと。二つ目はBoltより速いことです。",
        "第一个月Acme免费,第二个月Bolt半价。",
        "الشهر الأول مع Acme مجاني والشهر الثاني مع Bolt بنصف السعر.",
    ],
)
def test_counted_things_steps_and_reasons_are_no_order(text: str):
    assert ranked(text) == {}


@given(st.permutations(BRANDS))
def test_the_order_told_is_the_order_found(order: list[str]):
    text = "{} comes first. {} comes in second. Third is {}.".format(*order)
    assert ranked(text) == {brand: place for place, brand in enumerate(order, start=1)}
