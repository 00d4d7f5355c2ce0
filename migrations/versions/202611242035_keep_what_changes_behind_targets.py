"""Keep what changes behind targets, by day, and what imports of claims leave for a person.

Revision: 202611242035
After: 202611242030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611242035"
down_revision = "202611242030"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC_TIME = sa.DateTime(timezone=True)


def _owned(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspaces.id"],
        name=f"fk_{table}_workspace_id_workspaces",
        ondelete="CASCADE",
    )


def _of_target(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["target_id"], ["targets.id"], name=f"fk_{table}_target_id_targets", ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "drift_events",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("target_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("field", sa.String(length=100), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UTC_TIME, nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("answer_id", ROW_ID, nullable=True),
        _owned("drift_events"),
        _of_target("drift_events"),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answers.id"],
            name="fk_drift_events_answer_id_answers",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_drift_events"),
        sa.UniqueConstraint(
            "target_id", "kind", "field", "day", name="uq_drift_events_target_id_kind_field_day"
        ),
    )
    op.create_index("ix_drift_events_workspace_id_at", "drift_events", ["workspace_id", "at"])
    op.create_table(
        "served_values",
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("target_id", ROW_ID, nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("first_at", UTC_TIME, nullable=False),
        sa.Column("last_at", UTC_TIME, nullable=False),
        sa.Column("answer_id", ROW_ID, nullable=False),
        _owned("served_values"),
        _of_target("served_values"),
        sa.PrimaryKeyConstraint("target_id", "field", "day", "value", name="pk_served_values"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "import_remarks",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=310), nullable=False),
        sa.Column("card", sa.String(length=200), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("at", UTC_TIME, nullable=False),
        _owned("import_remarks"),
        sa.PrimaryKeyConstraint("id", name="pk_import_remarks"),
        sa.UniqueConstraint(
            "workspace_id",
            "source",
            "subject",
            name="uq_import_remarks_workspace_id_source_subject",
        ),
    )
    # The next roll-up then looks at the answers that are there already.
    op.execute(
        "INSERT INTO stale_days (workspace_id, day, marked_at) "
        "SELECT DISTINCT workspace_id, day, CURRENT_TIMESTAMP FROM outcome_rollups AS counted "
        "WHERE NOT EXISTS (SELECT 1 FROM stale_days AS marked "
        "WHERE marked.workspace_id = counted.workspace_id AND marked.day = counted.day)"
    )


def downgrade() -> None:
    for table in ("import_remarks", "served_values", "drift_events"):
        op.drop_table(table)
