"""Call what llama.cpp servers tell of modalities as the catalog calls it.

Revision: 202611242050
After: 202611242045
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611242050"
down_revision = "202611242045"
branch_labels = None
depends_on = None

SOURCE = "llama.cpp server, GET /v1/models"
NAMES = {"modality.input": "modalities.input", "modality.output": "modalities.output"}

CLAIMS = sa.table("model_claims", sa.column("field", sa.String), sa.column("source", sa.String))


def _rename(before: str, after: str) -> None:
    told = sa.and_(CLAIMS.c.field == before, CLAIMS.c.source == SOURCE)
    op.execute(CLAIMS.update().where(told).values(field=after))


def upgrade() -> None:
    for before, after in NAMES.items():
        _rename(before, after)


def downgrade() -> None:
    for before, after in NAMES.items():
        _rename(after, before)
