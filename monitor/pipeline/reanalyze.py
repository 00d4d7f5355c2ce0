"""Reading answers again after the brands have changed, without asking anything."""

from __future__ import annotations

from datetime import datetime

from monitor.analysis.analyze import Analyzer
from monitor.configuration.configuration import Configuration
from monitor.domain.findings import Brand
from monitor.storage.brands import mark_branded_prompts, put_brand
from monitor.storage.configured import current_brands, save_brands
from monitor.storage.engine import Database
from monitor.storage.workspaces import ensure_workspace


def save_changed_brands(
    database: Database, workspace: str, configuration: Configuration, *, now: datetime
) -> None:
    """Make the brands of a configuration the tracked ones; prompts and targets stay as they are."""
    is_branded = Analyzer(configuration.brands).names_a_brand
    with database.write() as session:
        workspace_id = ensure_workspace(session, workspace, now)
        save_brands(session, workspace_id, configuration.brands, now)
        mark_branded_prompts(session, workspace_id, is_branded)


def track_brand(database: Database, workspace_id: int, brand: Brand, *, now: datetime) -> None:
    """Track a brand, or give the tracked one with its key new aliases; the others stay."""
    with database.write() as session:
        put_brand(session, workspace_id, brand, now)
        brands = [saved.brand for saved in current_brands(session, workspace_id)]
        mark_branded_prompts(session, workspace_id, Analyzer(brands).names_a_brand)
