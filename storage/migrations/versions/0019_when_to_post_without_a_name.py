"""When something anonymous is posted, beside it: rows of timers lie in the order of writing."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("receipts", sa.Column("post_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_receipts_post_at", "receipts", ["hospital_id", "post_at"])


def downgrade() -> None:
    op.drop_index("ix_receipts_post_at", "receipts")
    op.drop_column("receipts", "post_at")
