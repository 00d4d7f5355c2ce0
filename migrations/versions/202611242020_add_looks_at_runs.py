"""Let runs repeat prompts until their rates are precise enough, and keep what each look saw.

Revision: 202611242020
After: 202611242010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "202611242020"
down_revision = "202611242010"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
COUNTS = ("repeats", "precise", "at_most", "unanswered", "questions_added")


def upgrade() -> None:
    op.add_column("runs", sa.Column("precision", JSON, nullable=True))
    op.create_table(
        "run_looks",
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("run_id", ROW_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_run_looks_workspace_id_workspaces",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name="fk_run_looks_run_id_runs", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name="pk_run_looks"),
    )


def downgrade() -> None:
    op.drop_table("run_looks")
    with op.batch_alter_table("runs") as batch_op:
        batch_op.drop_column("precision")
