"""Which polls show the whole first, figures that move while one is open, and answers in words."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "polls", sa.Column("whole_first", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("polls", sa.Column("snapshots", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "poll_answers",
        sa.Column("hospital_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", "voter", name=op.f("pk_poll_answers")),
        sqlite_with_rowid=False,
    )
    there = sa.text("person_id IS NOT NULL")
    columns = ["hospital_id", "person_id"]
    op.create_index(
        "ix_poll_answers_person",
        "poll_answers",
        columns,
        sqlite_where=there,
        postgresql_where=there,
    )


def downgrade() -> None:
    op.drop_table("poll_answers")
    op.drop_column("polls", "snapshots")
    op.drop_column("polls", "whole_first")
