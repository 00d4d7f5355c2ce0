from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from monitor.calculator.kinds import KINDS
from monitor.catalog.shipped import shipped_cards
from monitor.glossary.language import Language
from monitor.glossary.terms import COLUMNS, glossary
from tests.api.api_client import Client
from tests.api.pages.html_page import Page, query_of

HOSTILE = "\"><script>alert(1)</script>'{{7*7}}"

PAGES = [
    "/pages/models",
    "/pages/models/openai/gpt-4o",
    "/pages/models/meta/llama-3.1-8b-instruct",
    "/pages/calculator",
    "/pages/calculator?kind=lora&preset=llama-3.1-8b",
    "/pages/calculator?kind=moe_transformer&preset=mixtral-8x7b",
    "/pages/glossary",
    "/pages/glossary/lora?language=pt",
]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


def page(client: Client, path: str, *, status: int = 200, **request: object) -> Page:
    reply = client.ask("GET", path, **request)
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy
    return Page(reply.text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_without_seeing_it(client: Client, path: str):
    shown = page(client, path)
    assert shown.one("html").attributes["lang"] in {"en", "pt", "es"}
    assert len(shown.all("h1")) == 1
    assert shown.links()[0] == "#content"
    assert shown.one("main", id="content")
    names = {e.attributes["id"] for e in shown.elements if "id" in e.attributes}
    labelled = {e.attributes["for"] for e in shown.all("label") if "for" in e.attributes}
    for field in shown.all("input") + shown.all("select"):
        kind = field.attributes.get("type")
        assert kind in {"hidden", "checkbox"} or field.attributes["id"] in labelled
        assert kind != "checkbox" or {"label", "fieldset"} <= set(field.parents)
    for element in shown.elements:
        for reference in ("aria-labelledby", "aria-describedby", "for"):
            assert element.attributes.get(reference, next(iter(names))) in names
    for table in shown.all("table"):
        named = {"aria-label", "aria-labelledby"} & table.attributes.keys()
        assert named or shown.all("caption")
    assert all("scope" in cell.attributes for cell in shown.all("th"))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_script_and_no_other_host(client: Client, path: str):
    shown = page(client, path)
    assert not {"script", "style", "iframe", "img"} & {e.tag for e in shown.elements}
    assert not [e for e in shown.elements if any(a.startswith("on") for a in e.attributes)]
    assert not [e for e in shown.elements if "style" in e.attributes]
    for link in shown.all("link"):
        reply = client.ask("GET", link.attributes["href"])
        assert reply.status_code == 200
        assert len(reply.content) > 100


@pytest.mark.parametrize("path", PAGES)
def test_every_link_within_the_product_leads_somewhere(client: Client, path: str):
    shown = page(client, path)
    inside = {link for link in shown.links() if link.startswith("/")}
    cards = {link for link in inside if link.startswith("/pages/models/")}
    for link in inside - cards:
        assert client.ask("GET", link).status_code == 200, link
    assert {link.removeprefix("/pages/models/") for link in cards} <= shipped_cards().keys()


@pytest.mark.parametrize("language", Language)
def test_the_glossary_shows_every_term_and_links_every_named_one(
    client: Client, language: Language
):
    shown, told = page(client, f"/pages/glossary?language={language}"), glossary(language)
    assert shown.one("html").attributes["lang"] == language
    assert [e.text for e in shown.all("dt")] == [t.title for t in told.terms.values()]
    assert [e.text.strip() for e in shown.all("dd")] == [t.text for t in told.terms.values()]
    named = [p.text for t in told.terms.values() for p in t.pieces if p.term]
    linked = [e.text for e in shown.all("a") if "dd" in e.parents]
    assert linked == named
    assert len(shown.all("td")) == len(told.aspects) * len(COLUMNS)
    same = {query_of(link).get("language") for link in shown.links() if "/glossary/" in link}
    assert same == {language.value}


def test_a_term_is_shown_in_the_language_of_the_browser_and_can_be_switched(client: Client):
    shown = page(client, "/pages/glossary/pruning", headers={"Accept-Language": "es-MX"})
    assert shown.one("h1").text == "Poda y dispersión"
    other = shown.one("a", hreflang="pt").attributes["href"]
    assert page(client, other).one("h1").text == "Poda e esparsidade"


def test_a_card_shows_its_claims_side_by_side_and_links_its_terms(client: Client):
    shown = page(client, "/pages/models/openai/gpt-4o")
    text = re.sub(r"\s+", " ", shown.one("main").text)
    for said in ("100-440 B", "4 estimates, undisclosed by vendor", "No claim is exact"):
        assert said in text
    for source in ("AmICited", "Epoch AI", "MEDEC", "EcoLogits"):
        assert source in text
    assert shown.terms() >= {
        "parameters", "active-parameters", "open-weights", "mixture-of-experts", "transformer",
        "context-window", "temperature", "inference-settings",
    }  # fmt: skip
    assert len(shown.all("tr")) > len(shipped_cards()["openai/gpt-4o"].claims)


def test_a_card_is_found_by_any_id_and_leads_to_the_calculator(client: Client):
    shown = page(client, "/pages/models/llama3.1:8b")
    assert shown.one("h1").text == "Llama 3.1 8B Instruct"
    (link,) = [link for link in shown.links() if "/calculator?" in link]
    assert "8,030,261,248 parameters" in page(client, link).one("h2", id="result-title").text


def test_models_are_sought_by_words_vendor_size_and_weights(client: Client):
    def found(**query: str) -> list[str]:
        shown = page(client, "/pages/models", params=query)
        return [e.text for e in shown.all("a") if "tbody" in e.parents and "th" in e.parents]

    assert len(found()) == len(shipped_cards())
    assert found(search="mixtral 8X7B") == ["Mixtral 8x7B Instruct"]
    small = found(vendor="meta", size="S", weights="open", search="")
    assert "Llama 3.2 1B Instruct" in small
    assert not [name for name in small if "405B" in name]
    assert found(search="no such model") == []
    assert page(client, "/pages/models", params={"size": "XXL"}, status=422)


def test_the_form_of_a_search_keeps_what_was_typed(client: Client):
    sought = {"search": "llama", "vendor": "meta", "size": "S", "weights": "open"}
    assert dict(page(client, "/pages/models", params=sought).submitted()) == sought


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_counted_from_its_own_form(client: Client, name: str):
    kind = KINDS[name]
    empty = page(client, "/pages/calculator", params={"kind": name})
    assert kind.term in empty.terms()
    assert not [e for e in empty.all("h2") if "parameters" in e.text]
    two = {field.name: "2" for field in kind.fields if field.required}
    sent = empty.submitted(**two)
    counted = page(client, "/pages/calculator", params=sent)
    assert "parameters" in counted.one("h2", id="result-title").text
    assert counted.submitted() == sent


def test_a_preset_fills_the_form_and_the_form_counts_the_same(client: Client):
    path = "/pages/calculator?kind=moe_transformer&preset=qwen3-30b-a3b"
    first = page(client, path)
    again = page(client, "/pages/calculator", params=first.submitted())
    told = [page_.one("h2", id="result-title").text for page_ in (first, again)]
    assert told == ["30,532,122,624 parameters"] * 2


def test_a_preset_that_leaves_a_rank_open_waits_for_it(client: Client):
    shown = page(client, "/pages/calculator?kind=lora&preset=llama-3.1-8b")
    assert shown.one("input", id="hidden").attributes["value"] == "4096"
    assert shown.one("input", id="rank").attributes["value"] == ""
    counted = page(client, "/pages/calculator", params=shown.submitted(rank="8"))
    assert counted.one("h2", id="result-title").text == "3,407,872 trainable parameters"


def test_all_adapted_matrices_that_are_ticked_are_counted(client: Client):
    path = (
        "/pages/calculator?kind=lora&rank=8&hidden=64&layers=1&heads=4&ffn=128"
        "&adapted=q&adapted=down"
    )
    shown = page(client, path)
    ticked = [e.attributes["value"] for e in shown.all("input") if "checked" in e.attributes]
    assert ticked == ["q", "down"]
    assert f"{8 * (64 + 64 + 64 + 128):,} parameters" in shown.one("h2", id="result-title").text


def test_a_field_that_cannot_be_used_keeps_its_text_and_says_why(client: Client):
    shown = page(
        client, "/pages/calculator?kind=dense_layer&inputs=many&units=2&bias=yes", status=422
    )
    field = shown.one("input", id="inputs")
    assert field.attributes["value"] == "many"
    assert field.attributes["aria-invalid"] == "true"
    about = shown.one("p", id="about-inputs").text
    assert about.startswith("expected a whole number from 1 to 1,000,000,000, found 'many'.")
    assert "aria-invalid" not in shown.one("input", id="units").attributes
    assert shown.one("div", role="alert")


@pytest.mark.parametrize(
    "path",
    [
        "/pages/calculator?kind=dense_layer&units=2&inputs=",
        "/pages/calculator?kind=lora&adapted=",
        "/pages/calculator?kind=linear_svm&features=2&scheme=",
        "/pages/calculator?preset=",
        "/pages/models?search=",
    ],
)
def test_hostile_text_stays_text(client: Client, path: str):
    name, _, empty = path.partition("?")
    query = [*(part.split("=") for part in empty.split("&"))]
    query[-1][1] = HOSTILE
    reply = client.ask("GET", name, params=[(key, value) for key, value in query])
    assert "<script" not in reply.text
    shown = Page(reply.text)
    typed = [value for element in shown.elements for value in element.attributes.values()]
    assert any(HOSTILE[:25] in text for text in [*typed, shown.one("main").text])


def test_hostile_claims_stay_text_and_lead_nowhere(client: Client):
    card = {"key": "acme/bot", "model": "bot", "name": HOSTILE, "note": HOSTILE, "vendor": HOSTILE}
    assert client.ask("POST", "/v1/model-cards", json=card).status_code == 200
    claim = {
        "model": "acme/bot",
        "field": "license",
        "basis": "official",
        "value": HOSTILE,
        "source": HOSTILE,
        "source_url": "javascript:alert(1)",
    }
    client.ask("POST", "/v1/model-claims", json=claim)
    shown = page(client, "/pages/models/acme/bot")
    assert shown.one("h1").text == HOSTILE
    assert not [link for link in shown.links() if urlsplit(link).scheme == "javascript"]
    listed = page(client, "/pages/models?search=acme")
    assert HOSTILE in listed.one("tbody").text


@pytest.mark.parametrize(
    "path",
    [
        "/pages/nothing",
        "/pages/nothing/at/all",
        "/pages/glossary/nonsense",
        "/pages/models/no/such-model",
        "/pages/calculator?kind=cnn",
        f"/pages/{HOSTILE}",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(client: Client, path: str):
    shown = page(client, path, status=404)
    assert shown.one("h1").text == "Not found"
    assert "/pages/models" in shown.links()


def test_a_language_that_is_not_spoken_is_told(client: Client):
    shown = page(client, "/pages/glossary?language=fr", status=422)
    assert "expected a language of en, pt, es" in shown.one("main").text


def test_the_pages_begin_with_the_models(client: Client):
    reply = client.ask("GET", "/pages")
    assert (reply.status_code, reply.headers["location"]) == (307, "/pages/models")
