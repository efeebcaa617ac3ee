"""What somebody has to do with is found by their number, so that two people become one, and
somebody is erased, without a look at anybody else's rows."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
SOMEBODY = (
    ("ix_concerns_assigned", "concerns", "assignee_id"),
    ("ix_concerns_answered_by", "concerns", "answered_by"),
    ("ix_concerns_fixed_by", "concerns", "fixed_by"),
    ("ix_concerns_closed_by", "concerns", "closed_by"),
    ("ix_concern_entries_person", "concern_entries", "person_id"),
    ("ix_huddle_words_person", "huddle_words", "person_id"),
    ("ix_polls_closed_by", "polls", "closed_by"),
    ("ix_polls_chosen_by", "polls", "chosen_by"),
    ("ix_polls_outcome_by", "polls", "outcome_by"),
)
ALWAYS = (
    ("ix_concern_flags_person", "concern_flags", "person_id", "number"),
    ("ix_drafts_person", "drafts", "person_id"),
    ("ix_kpi_points_person", "kpi_points", "person_id"),
    ("ix_win_flags_person", "win_flags", "person_id", "number"),
)


def upgrade() -> None:
    for name, table, column in SOMEBODY:
        there = sa.text(f"{column} IS NOT NULL")
        columns = ["hospital_id", column]
        op.create_index(name, table, columns, sqlite_where=there, postgresql_where=there)
    for name, table, *columns in ALWAYS:
        op.create_index(name, table, ["hospital_id", *columns])


def downgrade() -> None:
    for name, table, *_ in (*ALWAYS, *SOMEBODY):
        op.drop_index(name, table_name=table)
