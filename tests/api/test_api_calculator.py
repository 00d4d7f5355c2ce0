from __future__ import annotations

import pytest

from monitor.calculator.kinds import KINDS
from tests.api.api_client import Client


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


def counted(client: Client, kind: str, **body: object) -> dict[str, object]:
    reply = client.ask("POST", f"/v1/calculator/{kind}", json=body)
    assert reply.status_code == 200, reply.text
    told: dict[str, object] = reply.json()
    return told


def test_every_kind_is_listed_with_its_fields(client: Client):
    kinds = {each["kind"]: each for each in client.get("/v1/calculator")["items"]}
    assert list(kinds) == list(KINDS)
    assert [f["name"] for f in kinds["dense_layer"]["fields"]] == ["inputs", "units", "bias"]
    assert kinds["naive_bayes"]["fields"][2]["one_of"] == ["gaussian", "multinomial", "bernoulli"]
    for kind in kinds.values():
        assert client.get(kind["explained_at"])["title"]


def test_the_presets_of_every_kind_can_be_counted(client: Client):
    for kind in client.get("/v1/calculator")["items"]:
        more = {"lora": {"rank": 8}, "adapter": {"bottleneck": 64}}.get(kind["kind"], {})
        for preset in kind["presets"]:
            done = counted(client, kind["kind"], preset=preset["preset"], values=more)
            assert isinstance(done["total"], int)


def test_a_count_tells_sorts_parts_and_memory(client: Client):
    done = counted(client, "moe_transformer", preset="mixtral-8x7b")
    assert (done["total"], done["active"]) == (46_702_792_704, 12_879_925_248)
    assert done["cache_bytes_per_token"] == 131_072
    line = counted(client, "linear")
    assert (line["weights"], line["biases"]) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "body", "status", "said"),
    [
        ("cnn", {}, 404, "no kind 'cnn'"),
        ("dense_layer", {}, 422, "inputs: it is missing"),
        ("dense_layer", {"values": {"inputs": "1", "units": 1}}, 422, "found '1'"),
        ("dense_layer", {"values": {"inputs": 1.5}}, 422, "body.values.inputs"),
        ("dense_layer", {"values": {"colour": 1}}, 422, "no field 'colour'"),
        ("dense_layer", {"preset": "x"}, 422, "no preset 'x'; there are none for this kind"),
        ("dense_layer", {"other": 1}, 422, "body.other: there is no field"),
        ("dense_layer", {"values": {"inputs": 10**9, "units": 10**9}}, 422, "at most"),
    ],
)
def test_what_cannot_be_counted_is_a_problem(
    client: Client, kind: str, body: object, status: int, said: str
):
    problem = client.problem("POST", f"/v1/calculator/{kind}", json=body)
    assert problem["status"] == status
    assert said in problem["detail"]
