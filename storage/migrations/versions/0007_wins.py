"""Wins, whom they name, what was flagged, and milestones."""

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0007"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wins",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("goal", sa.String(length=60), nullable=False),
        sa.Column("teams", sa.JSON(), nullable=False),
        sa.Column("concern", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=True),
        sa.Column("retracted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hospital_id", "number", name=op.f("pk_wins")),
    )
    op.create_index("ix_wins_state", "wins", ["hospital_id", "state", "number"])
    op.create_index("ix_wins_author", "wins", ["hospital_id", "author_id", "number"])
    op.create_index("ix_wins_posted", "wins", ["hospital_id", "posted_at"])
    op.create_table(
        "win_people",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("consent", sa.String(length=8), nullable=False),
        sa.Column("team", sa.String(length=80), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hospital_id", "number", "person_id", name=op.f("pk_win_people")),
    )
    op.create_index("ix_win_people_person", "win_people", ["hospital_id", "person_id", "number"])
    op.create_table(
        "win_flags",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", "person_id", name=op.f("pk_win_flags")),
    )
    op.create_table(
        "milestones",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "key", name=op.f("pk_milestones")),
    )


def downgrade() -> None:
    op.drop_table("milestones")
    op.drop_table("win_flags")
    op.drop_table("win_people")
    op.drop_table("wins")
