"""What a concern's words say of danger, beside the harm that people tap."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("concerns", sa.Column("danger", sa.String(16), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("concerns", "danger")
