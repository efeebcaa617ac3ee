"""The indexes by unit and by system hold only what is open: all that is looked for by them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
OPEN = "state IN ('new', 'acknowledged', 'in_progress', 'on_hold', 'fixed', 'reopened')"


def upgrade() -> None:
    op.drop_index("ix_concerns_unit", table_name="concerns")
    for name in ("unit", "system"):
        op.create_index(
            f"ix_concerns_{name}",
            "concerns",
            ["hospital_id", name, "number"],
            sqlite_where=sa.text(OPEN),
            postgresql_where=sa.text(OPEN),
        )


def downgrade() -> None:
    for name in ("system", "unit"):
        op.drop_index(f"ix_concerns_{name}", table_name="concerns")
    op.create_index("ix_concerns_unit", "concerns", ["hospital_id", "unit", "number"])
