"""Polls by unit, site and shift, and answers in words by theme."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("poll_voters", sa.Column("unit", sa.String(64), nullable=True))
    op.add_column("poll_voters", sa.Column("shift", sa.String(64), nullable=True))
    op.add_column("polls", sa.Column("splits", sa.JSON(none_as_null=True), nullable=True))
    theme = sa.Column("theme", sa.Text(), nullable=False, server_default="")
    op.add_column("poll_answers", theme)


def downgrade() -> None:
    op.drop_column("poll_answers", "theme")
    op.drop_column("polls", "splits")
    op.drop_column("poll_voters", "shift")
    op.drop_column("poll_voters", "unit")
