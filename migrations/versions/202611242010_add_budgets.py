"""Add budgets: limits, what is spent and reserved, notices, and what each answer cost.

Revision: 202611242010
After: 202611242000
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "202611242010"
down_revision = "202611242000"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC_TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    for table in ("workspaces", "monitors"):
        op.add_column(table, sa.Column("budget", JSON, nullable=True))
    op.add_column("questions", sa.Column("reserved_usd", sa.BigInteger(), nullable=True))
    op.add_column("questions", sa.Column("reserved_at", UTC_TIME, nullable=True))
    op.add_column("answers", sa.Column("cost_usd", sa.BigInteger(), nullable=True))
    op.add_column("answers", sa.Column("cost_source", sa.String(length=40), nullable=True))
    op.execute(
        "UPDATE answers SET cost_usd = provider_cost_usd, cost_source = 'provider' "
        "WHERE provider_cost_usd IS NOT NULL"
    )
    op.create_table(
        "budget_ledger",
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("scope_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("reserved_usd", sa.BigInteger(), nullable=False),
        sa.Column("reserved_calls", sa.Integer(), nullable=False),
        sa.Column("spent_usd", sa.BigInteger(), nullable=False),
        sa.Column("spent_calls", sa.Integer(), nullable=False),
        sa.Column("unpriced_calls", sa.Integer(), nullable=False),
        sa.Column("noticed_percent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_budget_ledger_workspace_id_workspaces",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "scope", "scope_id", "period", "starts_on", name="pk_budget_ledger"
        ),
    )
    op.create_table(
        "notices",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=220), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UTC_TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_notices_workspace_id_workspaces",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint(
            "workspace_id",
            "kind",
            "scope",
            "period",
            name="uq_notices_workspace_id_kind_scope_period",
        ),
    )


def downgrade() -> None:
    op.drop_table("notices")
    op.drop_table("budget_ledger")
    for table, columns in (
        ("answers", ("cost_source", "cost_usd")),
        ("questions", ("reserved_at", "reserved_usd")),
        ("monitors", ("budget",)),
        ("workspaces", ("budget",)),
    ):
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
