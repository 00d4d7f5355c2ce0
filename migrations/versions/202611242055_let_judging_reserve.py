"""Let judging reserve of the budgets, and keep who says what a judgement cost.

Revision: 202611242055
After: 202611242050
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611242055"
down_revision = "202611242050"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("judgements", sa.Column("cost_source", sa.String(length=40), nullable=True))
    op.execute("UPDATE judgements SET cost_source = 'provider' WHERE cost_usd IS NOT NULL")
    op.create_table(
        "judge_reservations",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("run_id", ROW_ID, nullable=False),
        sa.Column("reserved_usd", sa.BigInteger(), nullable=False),
        sa.Column("reserved_at", UTC_TIME, nullable=False),
        sa.Column("lease_ends_at", UTC_TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_judge_reservations_workspace_id_workspaces",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["runs.id"],
            name="fk_judge_reservations_run_id_runs",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_judge_reservations"),
    )


def downgrade() -> None:
    op.drop_table("judge_reservations")
    with op.batch_alter_table("judgements") as batch_op:
        batch_op.drop_column("cost_source")
