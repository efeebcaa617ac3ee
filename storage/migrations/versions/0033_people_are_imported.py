"""People are imported: which source named whom."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "source", "person_id", name=op.f("pk_imported")),
    )
    op.create_index("ix_imported_person", "imported", ["hospital_id", "person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("imported")
