from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.discovery import discover_names
from tests.analysis.found import brand

ANSWERS = [
    "1. **Acme** - quick\n2. **Bolten** - quiet\n3. **CruxPay** - cheap",
    "Many people like Bolten. The price is fair. Setup is easy.",
    "| Tool | Price |\n|---|---|\n| Bolten | 5 |\n| Dentor Labs | 6 |",
]


def names(texts: list[str]) -> list[str]:
    return [found.name for found in discover_names(texts, [brand("Acme")])]


def test_untracked_names_come_by_how_often_and_where_they_stand():
    found = names(ANSWERS)
    assert found[0] == "Bolten"
    assert {"CruxPay", "Dentor Labs"} <= set(found)
    assert not {"Acme", "Setup", "Many", "The", "Tool", "Price"} & set(found)


def test_a_name_counts_answers_and_mentions():
    [bolten, *_] = discover_names(ANSWERS, [])
    assert (bolten.name, bolten.answers, bolten.mentions, bolten.score) == ("Bolten", 3, 3, 7.0)


def test_products_of_a_tracked_brand_are_not_new():
    assert names(["- Acme Pro: quick\n- Acme: quiet"]) == []


def test_names_in_urls_and_code_are_left_out():
    assert names(["See https://Bolten.example/Crux and `Dentor`."]) == []


def test_what_is_also_written_small_is_a_word():
    assert names(["- Pricing: the pricing is fair\n- Speed: speed is fine"]) == []


def test_no_texts_have_no_names():
    assert discover_names([], []) == []


@given(st.lists(st.text(max_size=40), max_size=4), st.randoms())
def test_the_order_of_the_texts_does_not_matter(texts: list[str], random: object):
    shuffled = random.sample(texts, len(texts))  # type: ignore[attr-defined] # hypothesis' Random
    assert discover_names(texts, []) == discover_names(shuffled, [])


def test_names_that_head_headings_and_bold_text_are_found():
    found = names(["### [Bolten One](https://bolten.example/bolten-one)\n\n**Crux** is quiet."])
    assert set(found) >= {"Bolten One", "Crux"}


def test_words_of_addresses_do_not_make_a_name_a_common_word():
    assert names(["- Bolten Elite: quick, see https://x.example/bolten-elite"]) == ["Bolten Elite"]


def test_technologies_places_labels_and_sources_are_no_brands():
    text = (
        "1. OLED: bright\n2. New York: far\n3. Top Picks: these\n4. Battery Life: long\n"
        "5. Bolten: fine ([Forbes][1], [New York Post][2])\n- USB-C: quick"
    )
    assert names([text]) == ["Bolten"]


def test_what_a_page_repeats_in_each_answer_is_left_out():
    footer = "\nYour feedback helps Dentor improve this."
    texts = [f"- Bolten{n}: good{footer}" for n in range(8)]
    assert not any("Dentor" in name for name in names(texts))


def test_a_name_begins_where_a_word_begins():
    assert names(["We saw togetherBolten and anotherCrux."]) == []
