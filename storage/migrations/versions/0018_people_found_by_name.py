"""People are found by their names, roles and sides with indexes, however many there are, and
answers on their way are kept.

The names of 20,000 people took 1.2 s on SQLite and 4.3 s on PostgreSQL: wall time, medians of three
on two shared cores; 0.6 and 1.3 s were CPU of this process. PostgreSQL keeps others from writing
people meanwhile.
"""

import sqlalchemy as sa
from alembic import op

from storage.nouns import people_names

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
PARTIAL = {
    "roles": ("CAST(role_list AS TEXT) != '[]'", "id"),
    "unindexed": ("name != found_as",),
}


def upgrade() -> None:
    op.add_column(
        "people", sa.Column("found_as", sa.String(length=120), server_default="", nullable=False)
    )
    op.create_table(
        "people_names",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("word", sa.String(length=360), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "word", "person_id", name=op.f("pk_people_names")),
    )
    op.create_index("ix_people_names_person", "people_names", ["hospital_id", "person_id"])
    people_names.fill(op.get_bind())
    op.create_table(
        "held_answers",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=128), nullable=False),
        sa.Column("account", sa.String(length=256), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "token", name=op.f("pk_held_answers")),
    )
    op.create_index("ix_held_answers_until", "held_answers", ["hospital_id", "until"])
    op.create_index("ix_people_side", "people", ["hospital_id", "side"])
    for name, (where, *more) in PARTIAL.items():
        op.create_index(
            f"ix_people_{name}",
            "people",
            ["hospital_id", *more],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    for name in ("unindexed", "roles", "side"):
        op.drop_index(f"ix_people_{name}", table_name="people")
    op.drop_index("ix_held_answers_until", table_name="held_answers")
    op.drop_table("held_answers")
    op.drop_index("ix_people_names_person", table_name="people_names")
    op.drop_table("people_names")
    op.drop_column("people", "found_as")
