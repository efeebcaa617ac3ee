"""Joint stand-ups: huddles, their clocks, what was told, absences and the roster."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "person_id", name=op.f("pk_absences")),
    )
    op.create_table(
        "huddle_clocks",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.String(length=160), nullable=False),
        sa.Column("next_run_at", UtcDateTime(), nullable=True),
        sa.Column("wall", sa.String(length=16), nullable=False),
        sa.Column("times", sa.String(length=64), nullable=False),
        sa.Column("days", sa.String(length=7), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("holidays", sa.Boolean(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hospital_id", "number", "slot", name=op.f("pk_huddle_clocks")),
    )
    with op.batch_alter_table("huddle_clocks", schema=None) as batch_op:
        batch_op.create_index("ix_huddle_clocks_due", ["hospital_id", "next_run_at"], unique=False)

    op.create_table(
        "huddle_runs",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.String(length=160), nullable=False),
        sa.Column("wall", sa.String(length=16), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("ran_at", UtcDateTime(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("carried", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "hospital_id", "number", "slot", "wall", name=op.f("pk_huddle_runs")
        ),
    )
    op.create_table(
        "huddle_words",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("shift", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("concern", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("edited_at", UtcDateTime(), nullable=True),
        sa.Column("run", sa.String(length=16), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", "n", name=op.f("pk_huddle_words")),
    )
    with op.batch_alter_table("huddle_words", schema=None) as batch_op:
        batch_op.create_index(
            "ix_huddle_words_day", ["hospital_id", "number", "day", "unit"], unique=False
        )
        batch_op.create_index(
            "ix_huddle_words_owner", ["hospital_id", "owner_id", "state"], unique=False
        )
        batch_op.create_index("ix_huddle_words_run", ["hospital_id", "number", "run"], unique=False)
        batch_op.create_index(
            "ix_huddle_words_state", ["hospital_id", "number", "state"], unique=False
        )

    op.create_table(
        "huddles",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("times", sa.String(length=64), nullable=False),
        sa.Column("days", sa.String(length=7), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("holidays", sa.Boolean(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("once_at", UtcDateTime(), nullable=True),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("in_file", sa.String(length=80), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", name=op.f("pk_huddles")),
    )
    with op.batch_alter_table("huddles", schema=None) as batch_op:
        batch_op.create_index("ix_huddles_state", ["hospital_id", "state", "number"], unique=False)

    op.create_table(
        "roster",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("shift", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "person_id", "starts_at", name=op.f("pk_roster")),
    )
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.create_index(
            "ix_roster_ends", ["hospital_id", "person_id", "ends_at"], unique=False
        )

    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.create_index("ix_concerns_fixed", ["hospital_id", "fixed_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.drop_index("ix_concerns_fixed")

    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.drop_index("ix_roster_ends")

    op.drop_table("roster")
    with op.batch_alter_table("huddles", schema=None) as batch_op:
        batch_op.drop_index("ix_huddles_state")

    op.drop_table("huddles")
    with op.batch_alter_table("huddle_words", schema=None) as batch_op:
        batch_op.drop_index("ix_huddle_words_state")
        batch_op.drop_index("ix_huddle_words_run")
        batch_op.drop_index("ix_huddle_words_owner")
        batch_op.drop_index("ix_huddle_words_day")

    op.drop_table("huddle_words")
    op.drop_table("huddle_runs")
    with op.batch_alter_table("huddle_clocks", schema=None) as batch_op:
        batch_op.drop_index("ix_huddle_clocks_due")

    op.drop_table("huddle_clocks")
    op.drop_table("absences")
