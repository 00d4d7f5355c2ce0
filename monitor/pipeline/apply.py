"""Making a configuration the present state of a workspace, for workers to run."""

from __future__ import annotations

from datetime import datetime

from monitor.configuration.configuration import Configuration
from monitor.pipeline.plan import save_configuration
from monitor.pipeline.run_life import refuse_local_targets
from monitor.storage.configured import current_targets
from monitor.storage.engine import Database
from monitor.storage.monitors import current_monitors


def apply_configuration(
    database: Database, workspace: str, configuration: Configuration, *, now: datetime
) -> int:
    """Save all that a configuration says; the id of the workspace.

    Raises:
        BadInput: a monitor with a schedule asks what workers cannot ask.
    """
    with database.write() as session:
        workspace_id = save_configuration(session, workspace, configuration, now)
        targets = current_targets(session, workspace_id)
        for monitor in current_monitors(session, workspace_id):
            if monitor.plan.schedule is not None:
                refuse_local_targets(monitor, targets)
    return workspace_id
