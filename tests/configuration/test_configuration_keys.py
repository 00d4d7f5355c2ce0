from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.configuration.keys import derived_keys, slug


def test_a_slug_is_cut_at_a_word() -> None:
    assert slug("Which project management tools are best for a small team of ten?") == (
        "which-project-management-tools-are-best-for-a"
    )
    assert slug("x" * 60) == "x" * 48


def test_a_text_without_latin_letters_has_a_key_of_its_own() -> None:
    assert slug("哪个最好。") != slug("哪个最差。")
    assert slug("哪个最好。").startswith("x-")


@given(st.text())
def test_every_slug_is_a_key_that_the_file_could_hold(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", slug(text))


@given(st.lists(st.sampled_from(["a", "A!", "a 2", "b"])), st.sets(st.sampled_from(["a", "a-2"])))
def test_derived_keys_are_all_different_and_avoid_those_taken(
    texts: list[str], taken: set[str]
) -> None:
    keys = derived_keys(dict(enumerate(texts)), taken=taken)
    assert list(keys) == list(range(len(texts)))
    assert len(set(keys.values()) | taken) == len(texts) + len(taken)
