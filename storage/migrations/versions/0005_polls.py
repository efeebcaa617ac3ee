"""Polls, their tallies, and who has voted."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "polls",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("previous", sa.Integer(), nullable=True),
        sa.Column("agreed", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("chosen_why", sa.Text(), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("outcome_by", sa.Integer(), nullable=True),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("review_at", UtcDateTime(), nullable=True),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", name=op.f("pk_polls")),
    )
    op.create_index("ix_polls_state", "polls", ["hospital_id", "state", "number"])
    op.create_index("ix_polls_author", "polls", ["hospital_id", "author_id", "number"])
    op.create_table(
        "poll_templates",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "name", name=op.f("pk_poll_templates")),
    )
    op.create_table(
        "poll_tallies",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bag", sa.Text(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", name=op.f("pk_poll_tallies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poll_voters",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("ballot", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", "voter", name=op.f("pk_poll_voters")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for name in ("poll_voters", "poll_tallies", "poll_templates"):
        op.drop_table(name)
    op.drop_index("ix_polls_author", "polls")
    op.drop_index("ix_polls_state", "polls")
    op.drop_table("polls")
