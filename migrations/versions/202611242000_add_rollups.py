"""Add daily rollups; all days that have answers are to be rolled up.

Revision: 202611242000
After: 202611241945
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611242000"
down_revision = "202611241945"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _of_a_day(table: str) -> list[sa.schema.SchemaItem]:
    """The first columns of both tables, and what they point at."""
    owners = {
        "workspace_id": "workspaces",
        "prompt_version_id": "prompt_versions",
        "target_id": "targets",
    }
    return [
        *(sa.Column(name, ROW_ID, nullable=False) for name in owners),
        sa.Column("day", sa.Date(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{owner}.id"], name=f"fk_{table}_{name}_{owner}", ondelete="CASCADE"
            )
            for name, owner in owners.items()
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "rollups",
        *_of_a_day("rollups"),
        sa.Column("brand_id", ROW_ID, nullable=False),
        _count("served_number"),
        sa.Column("served_model", sa.Text(), nullable=True),
        sa.Column("model_card_id", ROW_ID, nullable=True),
        _count("n"),
        _count("k"),
        _count("mentions"),
        _count("ranked"),
        _count("rank_sum"),
        sa.Column("reciprocal_rank_sum", sa.Float(), nullable=False),
        _count("first_places"),
        _count("recommended"),
        _count("positive"),
        _count("neutral"),
        _count("negative"),
        _count("mixed"),
        _count("cited"),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brands.id"], name="fk_rollups_brand_id_brands", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["model_card_id"],
            ["model_cards.id"],
            name="fk_rollups_model_card_id_model_cards",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id",
            "day",
            "prompt_version_id",
            "target_id",
            "brand_id",
            "served_number",
            name="pk_rollups",
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outcome_rollups",
        *_of_a_day("outcome_rollups"),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        _count("count"),
        sa.PrimaryKeyConstraint(
            "workspace_id",
            "day",
            "prompt_version_id",
            "target_id",
            "outcome",
            name="pk_outcome_rollups",
        ),
        sqlite_with_rowid=False,
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    day = "date(asked_at)" if is_sqlite else "(asked_at AT TIME ZONE 'UTC')::date"
    op.execute(
        "INSERT INTO stale_days (workspace_id, day, marked_at) "  # noqa: S608 - nothing foreign
        f"SELECT workspace_id, {day}, max(answered_at) FROM answers WHERE true "
        f"GROUP BY workspace_id, {day} ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    op.drop_table("outcome_rollups")
    op.drop_table("rollups")
