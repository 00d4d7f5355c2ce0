"""Keep of what type users say that sites are, and where redirects that hide it lead.

Revision: 202611241945
After: 202611241930
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611241945"
down_revision = "202611241930"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "source_rules",
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("domain", sa.String(length=255), nullable=False),
        sa.Column("source_type", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_source_rules_workspace_id_workspaces",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "domain", name="pk_source_rules"),
    )
    op.create_table(
        "redirect_targets",
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("url_sha256", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("looked_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_redirect_targets_workspace_id_workspaces",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "url_sha256", name="pk_redirect_targets"),
    )


def downgrade() -> None:
    op.drop_table("redirect_targets")
    op.drop_table("source_rules")
