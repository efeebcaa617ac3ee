"""Concerns without a name: sealed reporters, receipts, and who calls one abuse."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_reporters",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", name=op.f("pk_sealed_reporters")),
    )
    op.create_table(
        "receipts",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "mark", name=op.f("pk_receipts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_receipts_number", "receipts", ["hospital_id", "number"])
    op.create_index("ix_receipts_once", "receipts", ["hospital_id", "once"], unique=True)
    op.create_table(
        "concern_flags",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "hospital_id", "number", "person_id", name=op.f("pk_concern_flags")
        ),
    )

    _inbox(without_rowid=True)


def _inbox(*, without_rowid: bool) -> None:
    """SQLite keeps rows in the order of their writing unless it is told not to. For the inbox that
    order would tell who did what between which others."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.rename_table("inbox", "inbox_before")
    op.drop_index("ix_inbox_at", "inbox_before")
    op.create_table(
        "inbox",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "digest", name=op.f("pk_inbox")),
        sqlite_with_rowid=not without_rowid,
    )
    op.execute("INSERT INTO inbox SELECT hospital_id, digest, at FROM inbox_before ORDER BY digest")
    op.drop_table("inbox_before")
    op.create_index("ix_inbox_at", "inbox", ["hospital_id", "at"])


def downgrade() -> None:
    _inbox(without_rowid=False)
    for table in ("concern_flags", "receipts", "sealed_reporters"):
        op.drop_table(table)
