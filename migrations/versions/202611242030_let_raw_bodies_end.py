"""Let raw bodies end: for how many days a workspace keeps what came over the wire.

Revision: 202611242030
After: 202611242020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611242030"
down_revision = "202611242020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workspaces") as batch_op:
        batch_op.add_column(sa.Column("raw_bodies_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("workspaces") as batch_op:
        batch_op.drop_column("raw_bodies_days")
