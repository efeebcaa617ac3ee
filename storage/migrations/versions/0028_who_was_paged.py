"""Who was paged about a concern, when and by what; and how far its ladder has come."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ladders",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("held_by", sa.Integer(), nullable=True),
        sa.Column("held_at", UtcDateTime(), nullable=True),
        sa.Column("resumed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended", sa.String(length=16), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", name=op.f("pk_ladders")),
    )
    waits = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_ladders_waits",
        "ladders",
        ["hospital_id", "number"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    held = sa.text("held_by IS NOT NULL")
    op.create_index(
        "ix_ladders_held_by",
        "ladders",
        ["hospital_id", "held_by"],
        sqlite_where=held,
        postgresql_where=held,
    )
    op.create_table(
        "pages",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("wanted_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hospital_id", "number", "n", name=op.f("pk_pages")),
    )
    op.create_index("ix_pages_key", "pages", ["hospital_id", "key"])
    somebody = sa.text("person_id IS NOT NULL")
    op.create_index(
        "ix_pages_person",
        "pages",
        ["hospital_id", "person_id"],
        sqlite_where=somebody,
        postgresql_where=somebody,
    )


def downgrade() -> None:
    op.drop_table("pages")
    op.drop_table("ladders")
