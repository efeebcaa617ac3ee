"""What time the processes go by, for one that starts after a clock was set."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_time",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("agreed", UtcDateTime(), nullable=False),
        sa.Column("clock", UtcDateTime(), nullable=False),
        sa.Column("doubted_for", sa.Double(), nullable=True),
        sa.Column("boot", sa.String(length=128), nullable=False),
        sa.Column("awake", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", name=op.f("pk_shared_time")),
    )


def downgrade() -> None:
    op.drop_table("shared_time")
