"""Lists and counts of concerns take as long among a million as among a thousand: indexes of what is
open, late, to be checked or worked on, and counts that the database keeps.

On a live PostgreSQL with a million concerns others wait a few seconds to write meanwhile.
"""

import sqlalchemy as sa
from alembic import op

from storage.nouns import concern_counts

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None
OPEN = "state IN ('new', 'acknowledged', 'in_progress', 'on_hold', 'fixed', 'reopened')"
INDEXES = {
    "open": (OPEN, "number"),
    "assignee": (OPEN, "assignee_id", "number"),
    "to_check": ("state = 'fixed'", "unit", "number"),
    "unanswered": ("state = 'new' AND answered_at IS NULL", "due_at"),
}


def upgrade() -> None:
    for name, (where, *columns) in INDEXES.items():
        op.create_index(
            f"ix_concerns_{name}",
            "concerns",
            ["hospital_id", *columns],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_table(
        "concern_counts",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("hospital_id", "state", "counted", "slot"), name=op.f("pk_concern_counts")
        ),
    )
    concern_counts.create(op.get_bind())


def downgrade() -> None:
    concern_counts.drop(op.get_bind())
    op.drop_table("concern_counts")
    for name in reversed(INDEXES):
        op.drop_index(f"ix_concerns_{name}", table_name="concerns")
