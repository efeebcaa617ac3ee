"""What is urgent, waits for its answer or was told a huddle as unsafe is found by an index, however
much has ended."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None
WITH_IT = "state IN ('new', 'acknowledged', 'in_progress', 'on_hold', 'reopened')"
URGENT = f"{WITH_IT} AND (priority IN ('P1', 'P2') OR harm != 'no' OR danger IN ('danger', 'safe'))"
ANSWERED = sa.text("(answered_at IS NOT NULL)")
INDEXES = {
    "ix_concerns_urgent": (
        *("concerns", URGENT),
        ("priority", ANSWERED, "due_at", "number"),
    ),
    "ix_concerns_running": (
        *("concerns", f"{WITH_IT} AND answered_at IS NULL"),
        ("priority", "due_at", "number"),
    ),
    "ix_huddle_words_unsafe": ("huddle_words", "kind = 'unsafe'", ("state", "number", "n")),
}


def upgrade() -> None:
    for name, (table, where, columns) in INDEXES.items():
        op.create_index(
            name,
            table,
            ["hospital_id", *columns],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    for name, (table, *_) in reversed(INDEXES.items()):
        op.drop_index(name, table_name=table)
