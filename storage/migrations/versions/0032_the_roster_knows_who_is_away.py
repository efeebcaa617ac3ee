"""The roster knows who is away, so that no usual shift is taken for a real one then."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    away: sa.Column[bool] = sa.Column(
        "away", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("roster", away)


def downgrade() -> None:
    op.execute("DELETE FROM roster WHERE away")
    op.drop_column("roster", "away")
