"""Polls by unit, site and shift: the groups of voters, and what is kept of them at the close."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("poll_voters", sa.Column("unit", sa.String(64), nullable=True))
    op.add_column("poll_voters", sa.Column("shift", sa.String(64), nullable=True))
    op.add_column("polls", sa.Column("splits", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("polls", "splits")
    op.drop_column("poll_voters", "shift")
    op.drop_column("poll_voters", "unit")
