"""Which polls show the whole first, and the figures that move while one is open."""

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


def downgrade() -> None:
    op.drop_column("polls", "snapshots")
    op.drop_column("polls", "whole_first")
