"""Names that platforms give to people and rooms, and which rooms hold a guest."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, name in (("people", "named"), ("rooms", "guests")):
        column: sa.Column[bool] = sa.Column(
            name, sa.Boolean(), nullable=False, server_default=sa.false()
        )
        op.add_column(table, column)
    called = sa.Column("called", sa.String(length=120), nullable=False, server_default="")
    op.add_column("rooms", called)


def downgrade() -> None:
    op.drop_column("rooms", "called")
    op.drop_column("rooms", "guests")
    op.drop_column("people", "named")
