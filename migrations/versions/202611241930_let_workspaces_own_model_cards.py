"""Let workspaces add model cards and claims of their own over the shipped ones.

Revision: 202611241930
After: 202611241915
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "202611241930"
down_revision = "202611241915"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("model_cards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stands_on", sa.String(length=200), nullable=True))
        batch_op.add_column(
            sa.Column(
                "relation", sa.String(length=40), nullable=False, server_default="deployment_of"
            )
        )
        batch_op.add_column(
            sa.Column("by_person", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("aliases", JSON, nullable=True))
        batch_op.add_column(sa.Column("adapters", JSON, nullable=True))
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=True))
    with op.batch_alter_table("model_claims", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scope", JSON, nullable=True))
        batch_op.add_column(sa.Column("upstream_urls", JSON, nullable=True))
        batch_op.add_column(sa.Column("primary_read", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("supersedes", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("model_claims", schema=None) as batch_op:
        for column in ("supersedes", "primary_read", "upstream_urls", "scope"):
            batch_op.drop_column(column)
    with op.batch_alter_table("model_cards", schema=None) as batch_op:
        for column in ("note", "adapters", "aliases", "by_person", "relation", "stands_on"):
            batch_op.drop_column(column)
