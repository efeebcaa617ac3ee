"""The audit log and its head; legal holds; when a concern's texts were deleted for their age."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("keyed", sa.Boolean(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "n", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_about", "audit", ["hospital_id", "about", "n"])
    op.create_index("ix_audit_act", "audit", ["hospital_id", "act", "n"])
    op.create_table(
        "audit_heads",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.String(length=64), nullable=False),
        sa.Column("keyed", sa.Boolean(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "holds",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("noun", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "noun", "number", name=op.f("pk_holds")),
    )
    op.add_column("concerns", sa.Column("expired_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("concerns", "expired_at")
    op.drop_table("holds")
    op.drop_table("audit_heads")
    op.drop_index("ix_audit_act", table_name="audit")
    op.drop_index("ix_audit_about", table_name="audit")
    op.drop_table("audit")
