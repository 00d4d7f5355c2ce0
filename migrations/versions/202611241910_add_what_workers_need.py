"""Add what workers need: what a monitor asks and when, the analyzer's queue, stale days.

Revision: 202611241910
After: 202611241613
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "202611241910"
down_revision = "202611241613"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC_TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("workspaces") as batch_op:
        batch_op.add_column(sa.Column("analyzer_version", sa.String(length=40), nullable=True))
        batch_op.add_column(
            sa.Column("analyzer_inputs_sha256", sa.String(length=64), nullable=True)
        )
    with op.batch_alter_table("monitors") as batch_op:
        batch_op.add_column(sa.Column("prompt_keys", JSON, nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("target_keys", JSON, nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("schedule", JSON, nullable=True))
        batch_op.add_column(sa.Column("precision", JSON, nullable=True))
        batch_op.add_column(sa.Column("paused_at", UTC_TIME, nullable=True))
        batch_op.add_column(sa.Column("last_scheduled_for", UTC_TIME, nullable=True))
        batch_op.add_column(sa.Column("scheduled_since", UTC_TIME, nullable=True))
    op.execute("UPDATE monitors SET scheduled_since = created_at")
    with op.batch_alter_table("monitors") as batch_op:
        batch_op.alter_column("scheduled_since", existing_type=UTC_TIME, nullable=False)
    with op.batch_alter_table("runs") as batch_op:
        batch_op.add_column(
            sa.Column("trigger", sa.String(length=20), nullable=False, server_default="command")
        )
        batch_op.create_index("uq_runs_firing", ["monitor_id", "scheduled_for"], unique=True)
        batch_op.create_index("ix_runs_state", ["state"], unique=False)
    op.create_table(
        "answers_to_analyze",
        sa.Column("answer_id", ROW_ID, nullable=False),
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answers.id"],
            name="fk_answers_to_analyze_answer_id_answers",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_answers_to_analyze_workspace_id_workspaces",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("answer_id", name="pk_answers_to_analyze"),
    )
    op.create_index(
        "ix_answers_to_analyze_workspace_id_answer_id",
        "answers_to_analyze",
        ["workspace_id", "answer_id"],
    )
    op.create_table(
        "stale_days",
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("marked_at", UTC_TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_stale_days_workspace_id_workspaces",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "day", name="pk_stale_days"),
    )


def downgrade() -> None:
    op.drop_table("stale_days")
    op.drop_table("answers_to_analyze")
    with op.batch_alter_table("runs") as batch_op:
        batch_op.drop_index("ix_runs_state")
        batch_op.drop_index("uq_runs_firing")
        batch_op.drop_column("trigger")
    with op.batch_alter_table("monitors") as batch_op:
        for name in (
            "scheduled_since",
            "last_scheduled_for",
            "paused_at",
            "precision",
            "schedule",
            "target_keys",
            "prompt_keys",
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("workspaces") as batch_op:
        batch_op.drop_column("analyzer_inputs_sha256")
        batch_op.drop_column("analyzer_version")
