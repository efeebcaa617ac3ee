"""Why a channel fails, for the list of stuck rooms."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lanes", sa.Column("why", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("lanes", "why")
