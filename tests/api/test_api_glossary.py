from __future__ import annotations

import pytest

from tests.api.api_client import Client


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


@pytest.mark.parametrize(
    ("asked", "accepted", "title"),
    [
        (None, None, "Parameters"),
        (None, "pt-BR,pt;q=0.9", "Parâmetros"),
        ("es", "pt", "Parámetros"),
        ("pt-PT", None, "Parâmetros"),
    ],
)
def test_the_language_is_that_of_the_address_or_the_browser(
    client: Client, asked: str | None, accepted: str | None, title: str
):
    reply = client.ask(
        "GET",
        "/v1/glossary/parameters",
        params={} if asked is None else {"language": asked},
        headers={} if accepted is None else {"Accept-Language": accepted},
    )
    assert reply.json()["title"] == title
    assert reply.headers["content-language"] == reply.json()["language"]
    assert reply.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize("language", ["pt", "en", "es"])
def test_every_link_of_the_glossary_can_be_followed(client: Client, language: str):
    told = client.get("/v1/glossary", params={"language": language})
    links = {link["url"] for term in told["items"] for link in term["names"] + term["see_also"]}
    assert len(links) > 20
    for url in links:
        assert client.get(url)["language"] == language


def test_the_table_compares_four_terms(client: Client):
    table = client.get("/v1/glossary/parameters-vs-hyperparameters", params={"language": "pt"})
    assert [column["slug"] for column in table["columns"]] == [
        "parameters",
        "hyperparameters",
        "features",
        "inference-settings",
    ]
    assert len(table["rows"]) == 8


def test_terms_and_languages_that_are_not_there_are_problems(client: Client):
    assert client.problem("GET", "/v1/glossary/nonsense")["status"] == 404
    problem = client.problem("GET", "/v1/glossary", params={"language": "fr"})
    assert problem["detail"] == "expected a language of en, pt, es, found 'fr'"
    assert client.problem("GET", "/v1/glossary", params={"lang": "es"})["status"] == 422


def test_descriptions_of_the_api_link_to_terms_that_are_there(client: Client):
    text = str(client.document)
    slugs = {part.split(")")[0] for part in text.split("](/pages/glossary/")[1:]}
    assert {"parameters", "active-parameters", "lora", "quantization"} <= slugs
    for slug in slugs:
        assert client.get(f"/v1/glossary/{slug}")["text"]
