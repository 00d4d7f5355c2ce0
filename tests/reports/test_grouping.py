from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.model_card import Basis, Claim, ModelCard
from monitor.domain.question import Channel, Prompt, Target
from monitor.domain.sampling import SamplingSettings
from monitor.reports.dimension import OF_MODELS, OF_ROWS, Dimension, Pooled
from monitor.reports.facts import Facts, settings_sent
from monitor.reports.filters import Not, OneOf
from monitor.reports.grouping import Group, Wanted, group_places
from monitor.reports.grouping_notes import grouping_notes
from monitor.storage.configured import SavedTarget
from monitor.storage.visibility import Place

DAY = date(2026, 11, 1)
FIELDS = [each for each in Dimension if each not in OF_ROWS]


def card(name: str, total: float | None, layout: str | None) -> ModelCard:
    claims = []
    if total is not None:
        claims.append(Claim("parameters.total", total, Basis.OFFICIAL, "the paper", DAY))
    if layout is not None:
        claims.append(Claim("architecture.layout", layout, Basis.OFFICIAL, "the paper", DAY))
    return ModelCard(f"made/{name}", name, "made", name, tuple(claims), "Maker", "one")


def target(key: str, card_id: int | None, **changes: object) -> SavedTarget:
    asked = Target(key, "simulated", "tiny", Channel.API, SamplingSettings(temperature=0.2))
    return SavedTarget(0, replace(asked, **changes), card_id, None)  # type: ignore[arg-type] # by name


TARGETS = {
    1: target("plain", 1),
    2: target("searching", 1, web_search=True),
    3: target("warm", 2, settings=SamplingSettings(temperature=1.0)),
    4: target("elsewhere", None, channel=Channel.IMPORT, settings=SamplingSettings()),
    5: target("plain", 1, settings=SamplingSettings(top_p=0.9, reasoning_effort="low")),
}
TAKES_TEMPERATURE = Claim(
    "sampling.temperature.taken", True, Basis.DISCOVERED_AT_RUNTIME, "tried here", DAY
)
FACTS = Facts(
    TARGETS,
    {1: card("small", 1e9, "dense"), 2: card("large", 4e11, "moe"), 3: card("nobody", None, None)},
    {
        1: Prompt("p1", "?", "en", "NO", "tools", ("b2b", "cheap")),
        2: Prompt("p1", "??", "en", None, "tools", ("b2b", "cheap")),
        3: Prompt("p2", "?"),
    },
)
PLACES = st.builds(
    Place,
    target_id=st.sampled_from(sorted(TARGETS)),
    served_model=st.sampled_from([None, "a", "b"]),
    model_card_id=st.sampled_from([None, 1, 2, 3]),
    prompt_id=st.just(1),
    prompt_version_id=st.sampled_from([1, 2, 3]),
    day=st.sampled_from([DAY, date(2026, 11, 2)]),
)
MANY = st.lists(PLACES, unique=True, max_size=12)
DIMENSIONS = st.lists(st.sampled_from(FIELDS), unique=True, max_size=3)
POOLS = st.lists(st.sampled_from(Pooled), unique=True).map(tuple)


def grouped(places: Sequence[Place], *dimensions: Dimension, **wanted: object) -> Sequence[Group]:
    asked = Wanted(dimensions, **{"where": None, "pool": ()} | wanted)  # type: ignore[arg-type] # by name
    return group_places(places, asked, FACTS).groups


@given(MANY, DIMENSIONS, POOLS)
def test_every_place_is_in_one_group_or_in_one_for_each_tag(
    places: list[Place], dimensions: list[Dimension], pool: tuple[Pooled, ...]
):
    counted = Counter(
        place for group in grouped(places, *dimensions, pool=pool) for place in group.places
    )
    tags = Dimension.TAG in dimensions
    assert counted == {p: 2 if tags and p.prompt_version_id < 3 else 1 for p in places}


@given(MANY, DIMENSIONS, POOLS)
def test_nothing_is_put_together_that_nobody_asked_to_pool(
    places: list[Place], dimensions: list[Dimension], pool: tuple[Pooled, ...]
):
    wanted = Wanted(tuple(dimensions), None, pool)
    grouping = group_places(places, wanted, FACTS)
    for group in grouping.groups:
        for guarded in set(Pooled) - set(pool):
            values = {FACTS.values(p, Dimension(guarded.value)) for p in group.places}
            by_models = guarded is Pooled.SERVED_MODEL and OF_MODELS & set(dimensions)
            assert len(values) == 1 or by_models
            assert len(values) == 1 or guarded in grouping.pooled
    told = " ".join(grouping_notes(grouping, places))
    assert all(f"split by {field.value} too" in told for field in grouping.split_by)
    assert told.count("put together answers of") == len(grouping.pooled)


@given(MANY, DIMENSIONS, st.sampled_from(FIELDS), st.data())
def test_a_filter_and_its_negation_share_the_places_out(
    places: list[Place], dimensions: list[Dimension], field: Dimension, data: st.DataObject
):
    known = {value for place in places for value in FACTS.values(place, field)} - {None}
    value = data.draw(st.sampled_from(sorted(known, key=str))) if known else "nothing"
    assert value is not None
    wanted = OneOf(field, (value,))
    parts = [
        {place for group in grouped(places, *dimensions, where=where) for place in group.places}
        for where in (wanted, Not(wanted))
    ]
    assert parts[0] | parts[1] == set(places)
    assert not parts[0] & parts[1]


@given(MANY, DIMENSIONS)
def test_the_order_of_the_places_changes_no_row(places: list[Place], dimensions: list[Dimension]):
    def rows(given_places: list[Place]) -> list[tuple[object, frozenset[Place]]]:
        return [(g.key, frozenset(g.places)) for g in grouped(given_places, *dimensions)]

    assert rows(places) == rows(places[::-1])


def place(target_id: int, served: str | None = "a", card_id: int | None = None) -> Place:
    return Place(target_id, served, card_id, 1, 1, DAY)


def test_what_is_not_known_is_a_group_of_its_own_and_comes_last():
    groups = grouped([place(4), place(1), place(3)], Dimension.ARCHITECTURE, Dimension.TARGET)
    assert [group.values[Dimension.ARCHITECTURE] for group in groups] == ["dense", "moe", None]


def test_targets_of_one_key_stay_apart():
    groups = grouped([place(5), place(1)], Dimension.TARGET)
    assert [group.target for group in groups] == [TARGETS[1], TARGETS[5]]
    assert [group.values for group in groups] == [{Dimension.TARGET: "plain"}] * 2


def test_a_name_that_came_to_mean_another_model_is_split():
    groups = grouped([place(1, "a", 1), place(1, "a", 2)], Dimension.TARGET)
    assert [group.card and group.card.name for group in groups] == ["small", "large"]
    asked = grouped([place(1, "a", 1), place(1, "a", 2)], Dimension.TARGET, pool=("served_model",))
    assert [group.card for group in asked] == [None]


def test_nobody_knows_what_was_sent_elsewhere():
    assert settings_sent(TARGETS[4].target) is None
    values = FACTS.values
    assert values(place(4), Dimension.WEB_SEARCH) == (None,)
    assert values(place(4), Dimension.TEMPERATURE) == (None,)
    assert values(place(1), Dimension.WEB_SEARCH) == (False,)


def test_a_setting_that_the_model_does_not_take_is_not_sent():
    asked = Target("o", "openai", "o3", Channel.API, SamplingSettings(temperature=0.2))
    assert settings_sent(asked) == {}
    own = ModelCard("openai/o3", "o3", "o", "o3", (TAKES_TEMPERATURE,))
    assert settings_sent(asked, own) == {"temperature": 0.2}
    assert FACTS.values(place(5), Dimension.REASONING_EFFORT) == ("low",)


def test_a_filter_that_fits_nothing_tells_what_there_is():
    wanted = Wanted((), OneOf(Dimension.VENDOR, ("meta",)), ())
    places = [place(1), place(4)]
    notes = list(grouping_notes(group_places(places, wanted, FACTS), places))
    assert notes == [
        "No answer fits the filter.",
        "The answers here have vendor: Maker; not known.",
    ]
