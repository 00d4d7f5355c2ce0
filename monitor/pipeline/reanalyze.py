"""Reading answers again after the brands have changed, without asking anything."""

from __future__ import annotations

from datetime import datetime

from monitor.analysis.analyze import Analyzer
from monitor.configuration.configuration import Configuration
from monitor.storage.brands import mark_branded_prompts
from monitor.storage.configured import save_brands
from monitor.storage.engine import Database
from monitor.storage.sources import save_source_rules
from monitor.storage.workspaces import ensure_workspace


def save_changed_brands(
    database: Database, workspace: str, configuration: Configuration, *, now: datetime
) -> None:
    """Make the brands and rules for sources of a configuration the current ones; the rest stays."""
    is_branded = Analyzer(configuration.brands).names_a_brand
    with database.write() as session:
        workspace_id = ensure_workspace(session, workspace, now)
        save_brands(session, workspace_id, configuration.brands, now)
        save_source_rules(session, workspace_id, configuration.sources)
        mark_branded_prompts(session, workspace_id, is_branded)
