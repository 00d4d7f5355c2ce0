from __future__ import annotations

from datetime import date, timedelta

import pytest

from api.pages.rate_chart import HEIGHT, WIDTH
from monitor.domain.answer import Answer, Served
from monitor.domain.question import Question
from monitor.storage.engine import Database
from tests.api.api_client import Client
from tests.api.pages.html_page import Element, Page
from tests.factories.answers import NOON, make_answer
from tests.factories.days import ask_daily


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The report below the page is tested on both databases."""
    return sqlite_url


def moved_after_two_days(days_ago: int, question: Question) -> Answer:
    names_it = int(question.prompt.key[1:]) < (2 if days_ago > 3 else 5)
    served = Served(model="tiny-1" if days_ago > 3 else "tiny-2")
    return make_answer("Acme." if names_it else "Globex.", served=served)


def page(client: Client, path: str, *, status: int = 200) -> Page:
    reply = client.ask("GET", path)
    assert reply.status_code == status, reply.text
    return Page(reply.text)


def drawn(shown: Page, name: str) -> list[Element]:
    return [each for each in shown.elements if each.attributes.get("class") == name]


def corners(line: Element) -> list[tuple[float, float]]:
    pairs = line.attributes["points"].split()
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in pairs)]


def test_each_day_is_a_point_and_no_line_crosses_a_break(database: Database, client: Client):
    ask_daily(database, (6, 5, 4, 3, 2), moved_after_two_days)
    shown = page(client, "/pages/visibility")
    assert len(drawn(shown, "point")) == 5
    lines = [corners(line) for line in drawn(shown, "rate")]
    assert [len(line) for line in lines] == [3, 2]
    (broken,) = drawn(shown, "break")
    x = float(broken.attributes["x1"])
    assert lines[0][-1][0] < x <= lines[1][0][0]
    (label,) = drawn(shown, "break-label")
    assert label.text == "1: alias moved"
    (told,) = shown.one("ol").text.strip().splitlines()
    assert told == "cool: the alias moved from tiny-1 to tiny-2 on 2026-11-21."


def test_the_band_holds_the_line_and_all_lies_within_the_picture(
    database: Database, client: Client
):
    ask_daily(database, (6, 5, 4, 3, 2), moved_after_two_days)
    shown = page(client, "/pages/visibility")
    for line, band in zip(drawn(shown, "rate"), drawn(shown, "band"), strict=True):
        points, edge = corners(line), corners(band)
        upper, lower = edge[: len(points)], edge[len(points) :][::-1]
        for (x, y), high, low in zip(points, upper, lower, strict=True):
            assert x == high[0] == low[0]
            assert high[1] <= y <= low[1]
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in points + edge)


def test_few_answers_are_hollow_and_in_no_line(database: Database, client: Client):
    ask_daily(database, (3, 2), moved_after_two_days, prompts=3)
    shown = page(client, "/pages/visibility")
    assert len(drawn(shown, "few")) == 2
    assert drawn(shown, "point") == drawn(shown, "rate") == []
    assert {cell.text for cell in shown.all("td")} >= {"too few", "6/6"}
    assert "none with 10 of them or more" in shown.one("desc").text


def test_the_picture_is_told_in_words_and_in_a_table(database: Database, client: Client):
    ask_daily(database, (6, 5, 4, 3, 2), moved_after_two_days)
    shown = page(client, "/pages/visibility")
    picture = shown.one("svg")
    assert picture.attributes["role"] == "img"
    title = shown.one("title", id=picture.attributes["aria-labelledby"])
    assert title.text == "Mention rate of Acme by day, target cool"
    told = shown.one("desc", id=picture.attributes["aria-describedby"]).text
    assert told.startswith("5 days with answers; the rate lies between 33% and 83%. cool: the")
    days = [cell.text for cell in shown.all("th") if cell.attributes["scope"] == "row"]
    assert days == [str(NOON.date() - timedelta(days=n)) for n in (6, 5, 4, 3, 2)]
    counts = [cell.text for cell in shown.all("td") if "/" in cell.text]
    assert counts == ["4/12"] * 3 + ["10/12"] * 2


def test_every_chart_has_the_card_of_its_model_and_the_settings(database: Database, client: Client):
    ask_daily(database, (2, 1), moved_after_two_days, targets=("cool", "warm"))
    shown = page(client, "/pages/visibility")
    assert len(shown.all("svg")) == 2
    facts = [" ".join(each.text.split()) for each in drawn(shown, "facts")]
    assert facts == ["Tiny llamacpp/tiny 134.5 M parameters 134.5 M active dense open weights"] * 2
    assert "Sent: temperature 0.1, stop" in shown.one("main").text


def test_the_page_has_what_every_page_must_have(database: Database, client: Client):
    ask_daily(database, (3, 2), moved_after_two_days)
    reply = client.ask("GET", "/pages/visibility")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    shown = Page(reply.text)
    assert len(shown.all("h1")) == 1
    assert not [e for e in shown.elements if "style" in e.attributes or e.tag == "script"]
    ids = [e.attributes["id"] for e in shown.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    labelled = {e.attributes["for"] for e in shown.all("label")}
    assert {e.attributes["id"] for e in shown.all("select")} == labelled
    for link in {link for link in shown.links() if link.startswith("/")}:
        assert client.ask("GET", link).status_code == 200, link


def test_a_brand_and_a_span_can_be_chosen(database: Database, client: Client):
    ask_daily(database, (20, 2), moved_after_two_days)
    shown = page(client, "/pages/visibility?brand=globex&days=7")
    assert shown.one("h1").text == "Visibility of Globex"
    chosen = [option.text for option in shown.all("option") if "selected" in option.attributes]
    assert chosen == ["Globex", "last 7"]
    days = [cell.text for cell in shown.all("th") if cell.attributes["scope"] == "row"]
    assert days == [str(date(2026, 11, 22))]


@pytest.mark.parametrize(
    ("query", "status"), [("brand=nobody", 404), ("days=8", 422), ("other=1", 422)]
)
def test_what_cannot_be_shown_is_a_page_that_says_so(
    database: Database, client: Client, query: str, status: int
):
    ask_daily(database, (2,), moved_after_two_days)
    reply = client.ask("GET", f"/pages/visibility?{query}")
    assert reply.headers["content-type"].startswith("text/html")
    assert reply.status_code == status


def test_without_brands_or_answers_the_page_says_so(database: Database, client: Client):
    assert "No brand is tracked yet" in page(client, "/pages/visibility").one("main").text
    ask_daily(database, (60,), moved_after_two_days)
    assert "No answers in these days." in page(client, "/pages/visibility").one("main").text


def test_a_stranger_sees_no_brand(database: Database, stranger: Client):
    ask_daily(database, (2,), moved_after_two_days)
    assert "No brand is tracked yet" in page(stranger, "/pages/visibility").one("main").text
    page(stranger, "/pages/visibility?brand=acme", status=404)
