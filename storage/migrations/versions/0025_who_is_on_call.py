"""Who is on call when."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "oncall",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("system", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "n", name=op.f("pk_oncall")),
    )
    with op.batch_alter_table("oncall", schema=None) as batch_op:
        batch_op.create_index("ix_oncall_ends", ["hospital_id", "ends_at"], unique=False)
        batch_op.create_index(
            "ix_oncall_person", ["hospital_id", "person_id", "ends_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("oncall", schema=None) as batch_op:
        batch_op.drop_index("ix_oncall_person")
        batch_op.drop_index("ix_oncall_ends")
    op.drop_table("oncall")
