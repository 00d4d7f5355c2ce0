"""The JSON shape of the citations report, for the API and for --json alike."""

from __future__ import annotations

from typing import Any

from monitor.reports.as_json import brand_json, group_json, plain, query_json
from monitor.reports.citations import BrandRow, CitationsReport, DomainRow
from monitor.reports.drift_json import drift_event_json


def citations_json(report: CitationsReport) -> dict[str, Any]:
    """A citations report: the query made explicit, sites, brands, notes."""
    return {
        "query": query_json(report.query),
        "split_by": plain(report.split_by),
        "domains": [_domain_json(row) for row in report.domains],
        "brands": [_brand_row_json(row) for row in report.brands],
        "breaks": [drift_event_json(event) for event in report.breaks],
        "notes": list(report.notes),
    }


def _domain_json(row: DomainRow) -> dict[str, Any]:
    return {
        "domain": row.domain,
        **group_json(row.group),
        "owner": None if row.owner is None else brand_json(row.owner),
        "owner_kind": row.owner_kind.value,
        "source_type": plain(row.source_type),
        "times_cited": row.times_cited,
        "cited_rate": plain(row.cited_rate),
        "citation_share": plain(row.citation_share),
        "impression": plain(row.impression),
    }


def _brand_row_json(row: BrandRow) -> dict[str, Any]:
    return {
        "brand": brand_json(row.brand),
        **group_json(row.group),
        "times_cited": row.times_cited,
        "owned_cited_rate": plain(row.owned_cited_rate),
        "impression": plain(row.impression),
    }
