"""Sealed secrets of platforms: installations, and what ties a way back to its way there."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hospital_id", "kind", "name", name=op.f("pk_sealed")),
    )
    with op.batch_alter_table("sealed", schema=None) as batch_op:
        batch_op.create_index("ix_sealed_until", ["hospital_id", "until"], unique=False)


def downgrade() -> None:
    op.drop_table("sealed")
