"""Which leader has read a win that tells of a patient."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("wins", sa.Column("approved_by", sa.Integer(), nullable=True))
    there = sa.text("approved_by IS NOT NULL")
    columns = ["hospital_id", "approved_by"]
    op.create_index(
        "ix_wins_approved_by", "wins", columns, sqlite_where=there, postgresql_where=there
    )


def downgrade() -> None:
    op.drop_index("ix_wins_approved_by", table_name="wins")
    op.drop_column("wins", "approved_by")
