from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.api_client import Client


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


def operations(client: Client) -> Iterator[tuple[str, Any]]:
    for path, methods in client.document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_the_document_lists_the_endpoints(client: Client):
    assert {name: sorted(told["responses"]) for name, told in operations(client)} == {
        "GET /v1/health": ["200", "422", "500", "503"],
        "GET /v1/answers": ["200", "422", "500", "503"],
        "GET /v1/answers/{answer_id}": ["200", "304", "404", "422", "500", "503"],
        "GET /v1/model-cards": ["200", "422", "500", "503"],
        "POST /v1/model-cards": ["200", "400", "404", "413", "422", "500", "503"],
        "POST /v1/model-claims": ["200", "400", "404", "413", "422", "500", "503"],
        "POST /v1/model-cards/import": ["200", "400", "413", "422", "500", "503"],
        "POST /v1/model-cards/inspect": ["200", "400", "404", "413", "422", "500", "503"],
        "GET /v1/model-cards/audit": ["200", "422", "500", "503"],
        "GET /v1/model-cards/find": ["200", "404", "422", "500", "503"],
        "GET /v1/model-cards/resolve": ["200", "422", "500", "503"],
        "GET /v1/model-cards/{card_id}": ["200", "404", "422", "500", "503"],
        "POST /v1/reports/visibility": ["200", "400", "413", "422", "500", "503"],
        "POST /v1/reports/citations": ["200", "400", "413", "422", "500", "503"],
        "POST /v1/reports/parameters": ["200", "400", "413", "422", "500", "503"],
        "POST /v1/reports/changes": ["200", "400", "413", "422", "500", "503"],
        "GET /v1/metric-definitions": ["200", "422", "500"],
        "GET /v1/brands/suggestions": ["200", "404", "422", "500", "503"],
        "POST /v1/brands/suggestions/accept": ["200", "400", "413", "422", "500", "503"],
        "POST /v1/brands/suggestions/merge": ["200", "400", "413", "422", "500", "503"],
        "POST /v1/brands/suggestions/ignore": ["200", "400", "413", "422", "500", "503"],
        "GET /v1/experiments": ["200", "422", "500", "503"],
        "POST /v1/experiments/plan": ["200", "400", "413", "422", "500", "503"],
        "POST /v1/experiments": ["201", "400", "413", "422", "500", "503"],
        "GET /v1/experiments/{key}": ["200", "404", "422", "500", "503"],
        "POST /v1/experiments/{key}/run": ["200", "404", "422", "500", "503"],
        "GET /v1/monitors": ["200", "422", "500", "503"],
        "GET /v1/monitors/{key}/preview": ["200", "404", "422", "500", "503"],
        "POST /v1/monitors/{key}/pause": ["200", "404", "422", "500", "503"],
        "POST /v1/monitors/{key}/resume": ["200", "404", "422", "500", "503"],
        "POST /v1/monitors/{key}/runs": ["201", "404", "422", "500", "503"],
        "GET /v1/runs": ["200", "422", "500", "503"],
        "GET /v1/runs/{run_id}": ["200", "404", "422", "500", "503"],
        "POST /v1/runs/{run_id}/cancel": ["200", "404", "422", "500", "503"],
        "GET /v1/runs/{run_id}/events": ["200", "404", "422", "500", "503"],
        "GET /v1/budgets": ["200", "422", "500", "503"],
        "GET /v1/drift-events": ["200", "422", "500", "503"],
        "GET /v1/calculator": ["200", "422", "500"],
        "POST /v1/calculator/{kind}": ["200", "400", "404", "413", "422", "500"],
        "GET /v1/glossary": ["200", "422", "500"],
        "GET /v1/glossary/parameters-vs-hyperparameters": ["200", "422", "500"],
        "GET /v1/glossary/{slug}": ["200", "404", "422", "500"],
    }


def test_every_error_is_documented_as_a_problem(client: Client):
    for _, told in operations(client):
        for status, response in told["responses"].items():
            if status >= "400":
                assert response["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }


def test_every_field_and_parameter_is_described(client: Client):
    schemas = client.document["components"]["schemas"]
    fields = {
        f"{name}.{field}": told
        for name, schema in schemas.items()
        for field, told in schema.get("properties", {}).items()
    }
    parameters = {
        f"{name} {parameter['name']}": parameter
        for name, told in operations(client)
        for parameter in told.get("parameters", ())
    }
    undescribed = [
        name
        for name, told in (fields | parameters).items()
        # A description that would repeat that of the referenced shape is left out.
        if "description" not in told | schemas.get(told.get("$ref", "").rpartition("/")[2], {})
    ]
    assert undescribed == []
    assert "HTTPValidationError" not in schemas


def test_replies_have_no_field_that_may_be_absent(client: Client):
    asked = {
        "VisibilityRequest",
        "CitationsRequest",
        "ParametersRequest",
        "ChangesRequest",
        "AskedDateRange",
        "NewModelCard",
        "NewModelClaim",
        "NewAdapter",
        "NewScope",
        "CalculationRequest",
        "CatalogFile",
        "NewExperiment",
        "PlanRequest",
    }
    for name, schema in client.document["components"]["schemas"].items():
        if "properties" in schema and name not in asked:
            assert set(schema["required"]) == set(schema["properties"]), name
            assert schema["additionalProperties"] is False


def test_operations_have_plain_names(client: Client):
    assert [told["operationId"] for _, told in operations(client)] == [
        "get_health",
        "list_answers",
        "get_answer",
        "list_model_cards",
        "add_model_card",
        "add_model_claim",
        "import_model_claims",
        "inspect_target_model",
        "audit_model_cards",
        "find_model_card",
        "resolve_served_model",
        "get_model_card",
        "report_visibility",
        "report_citations",
        "report_parameters",
        "report_changes",
        "get_metric_definitions",
        "list_brand_suggestions",
        "accept_brand_suggestion",
        "merge_brand_suggestion",
        "ignore_brand_suggestion",
        "list_budgets",
        "list_drift_events",
        "list_experiments",
        "keep_experiment",
        "plan_experiment",
        "get_experiment",
        "run_experiment",
        "list_monitors",
        "preview_monitor",
        "pause_monitor",
        "resume_monitor",
        "run_monitor_now",
        "list_runs",
        "get_run",
        "cancel_run",
        "follow_run",
        "list_calculator_kinds",
        "calculate_parameters",
        "list_glossary_terms",
        "compare_glossary_terms",
        "get_glossary_term",
    ]


def test_the_page_of_the_api_needs_no_network(client: Client):
    page = client.ask("GET", "/docs").text
    assert "http://" not in page
    assert "https://" not in page
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) == 3
    for address in addresses:
        assert len(client.ask("GET", address).content) > 1000
    assert client.ask("GET", "/openapi.json").json() == client.document


def test_the_root_leads_to_the_page(client: Client):
    reply = client.ask("GET", "/")
    assert (reply.status_code, reply.headers["location"]) == (307, "/docs")


def test_metrics_and_tiers_are_defined_in_words(client: Client):
    told = client.get("/v1/metric-definitions")
    assert [m["name"] for m in told["metrics"]] == ["mention_rate", "share_of_voice_presence"]
    assert [tier["tier"] for tier in told["tiers"]] == ["too_few", "provisional", "solid"]
    assert all(m["numerator"] and m["denominator"] and m["interval"] for m in told["metrics"])
