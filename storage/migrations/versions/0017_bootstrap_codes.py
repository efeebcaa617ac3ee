"""Codes by which the first administrator becomes one."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bootstrap_codes",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "digest", name=op.f("pk_bootstrap_codes")),
    )


def downgrade() -> None:
    op.drop_table("bootstrap_codes")
