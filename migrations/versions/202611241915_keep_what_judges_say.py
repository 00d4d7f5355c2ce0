"""Keep what judging models say: their replies, and what the rules said of a settled finding.

Revision: 202611241915
After: 202611241910
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "202611241915"
down_revision = "202611241910"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "judgements",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("answer_id", ROW_ID, nullable=False),
        sa.Column("brand_id", ROW_ID, nullable=False),
        sa.Column("prompt_sha256", sa.String(length=64), nullable=False),
        sa.Column("target_sha256", sa.String(length=64), nullable=False),
        sa.Column("target_key", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=100), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("margin", sa.Float(), nullable=False),
        sa.Column("analyzer_version", sa.String(length=40), nullable=False),
        sa.Column("inputs_sha256", sa.String(length=64), nullable=False),
        sa.Column("sentiment", sa.String(length=20), nullable=True),
        sa.Column("recommended", sa.Boolean(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("invalid_reason", sa.String(length=40), nullable=True),
        sa.Column("reply_text", sa.Text(), nullable=False),
        sa.Column("raw_body", sa.LargeBinary(), nullable=True),
        sa.Column("served_model", sa.Text(), nullable=True),
        sa.Column("sampling", JSON, nullable=False),
        sa.Column("input_tokens", ROW_ID, nullable=True),
        sa.Column("output_tokens", ROW_ID, nullable=True),
        sa.Column("reasoning_tokens", ROW_ID, nullable=True),
        sa.Column("cost_usd", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answers.id"],
            name="fk_judgements_answer_id_answers",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brands.id"], name="fk_judgements_brand_id_brands", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_judgements_workspace_id_workspaces",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_judgements"),
    )
    op.create_index(
        "uq_judgements_asked",
        "judgements",
        ["answer_id", "brand_id", "prompt_sha256", "target_sha256"],
        unique=True,
    )
    op.create_index("ix_judgements_workspace_id", "judgements", ["workspace_id"])
    with op.batch_alter_table("findings") as batch_op:
        batch_op.add_column(sa.Column("judgement_id", ROW_ID, nullable=True))
        batch_op.add_column(sa.Column("rule_sentiment", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("rule_recommended", sa.Boolean(), nullable=True))
        batch_op.create_foreign_key(
            "fk_findings_judgement_id_judgements",
            "judgements",
            ["judgement_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    # What a judge settled goes back to what the rules said.
    op.execute(
        "UPDATE findings SET sentiment = rule_sentiment, recommended = rule_recommended"
        " WHERE rule_recommended IS NOT NULL"
    )
    with op.batch_alter_table("findings") as batch_op:
        batch_op.drop_constraint("fk_findings_judgement_id_judgements", type_="foreignkey")
        batch_op.drop_column("rule_recommended")
        batch_op.drop_column("rule_sentiment")
        batch_op.drop_column("judgement_id")
    op.drop_table("judgements")
