from __future__ import annotations

from monitor.storage.engine import Database
from monitor.storage.judgements import keep_judgement
from tests.api.api_client import Client
from tests.factories.analyzed import answer_and_analyze
from tests.factories.judgements import make_judgement, stamp_of
from tests.factories.runs import make_run


def test_a_settled_finding_tells_who_judged_and_what_the_rules_said(
    database: Database, client: Client
):
    planned = make_run(database)
    answer_id = answer_and_analyze(database, planned)[0]
    before = client.get(f"/v1/answers/{answer_id}")["analysis"]["findings"][0]
    assert before["judged_by"] is None
    stamp = stamp_of(database, planned.workspace_id, answer_id)
    with database.write() as session:
        judgement = make_judgement((answer_id, planned.brand_ids["acme"]), stamp)
        assert keep_judgement(session, planned.workspace_id, judgement)
    found = client.get(f"/v1/answers/{answer_id}")["analysis"]["findings"][0]
    assert (found["sentiment"], found["recommended"]) == ("negative", False)
    assert found["judged_by"]["target_key"] == "judge"
    assert found["judged_by"]["rule_sentiment"] == before["sentiment"]
    assert found["judged_by"]["rule_recommended"] == before["recommended"]
