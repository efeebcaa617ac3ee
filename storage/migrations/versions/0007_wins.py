"""Wins and milestones; a glossary; task forces and the measures they agree on."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0007"
down_revision = "0006"
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
    _words()
    _measures()
    op.create_index("ix_concerns_raised", "concerns", ["hospital_id", "raised_at"])
    op.create_index("ix_concerns_closed", "concerns", ["hospital_id", "closed_at"])
    op.create_index("ix_concern_entries_at", "concern_entries", ["hospital_id", "at"])


def _words() -> None:
    op.create_table(
        "terms",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("clinical", sa.Text(), nullable=False),
        sa.Column("it", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "key", name=op.f("pk_terms")),
    )
    op.create_table(
        "terms_missing",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "key", name=op.f("pk_terms_missing")),
    )


def _measures() -> None:
    op.create_table(
        "taskforces",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", name=op.f("pk_taskforces")),
    )
    op.create_table(
        "kpis",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("out_of", sa.Text(), nullable=False),
        sa.Column("better", sa.String(length=8), nullable=False),
        sa.Column("agreed", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", "version", name=op.f("pk_kpis")),
    )
    op.create_table(
        "kpi_points",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before_hits", sa.Integer(), nullable=False),
        sa.Column("before_total", sa.Integer(), nullable=False),
        sa.Column("after_hits", sa.Integer(), nullable=False),
        sa.Column("after_total", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", "n", name=op.f("pk_kpi_points")),
    )
    op.create_index(
        "ix_kpi_points_version", "kpi_points", ["hospital_id", "number", "version", "n"]
    )


def downgrade() -> None:
    op.drop_index("ix_concern_entries_at", "concern_entries")
    op.drop_index("ix_concerns_closed", "concerns")
    op.drop_index("ix_concerns_raised", "concerns")
    for table in ("kpi_points", "kpis", "taskforces", "terms_missing", "terms"):
        op.drop_table(table)
    op.drop_table("milestones")
    op.drop_table("win_flags")
    op.drop_table("win_people")
    op.drop_table("wins")
