"""What kind a measure is, its figures one by one, and who took a wrong one back.

Counts that were entered before and after stay where they are, and are read from there.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "kpis", sa.Column("kind", sa.String(8), nullable=False, server_default=sa.text("'share'"))
    )
    op.add_column("kpi_points", sa.Column("taken_back_by", sa.Integer(), nullable=True))
    op.add_column("kpi_points", sa.Column("taken_back_at", UtcDateTime(), nullable=True))
    op.create_table(
        "kpi_figures",
        sa.Column("hospital_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("over", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(8), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("taken_back_by", sa.Integer(), nullable=True),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hospital_id", "number", "n", name=op.f("pk_kpi_figures")),
    )
    op.create_index("ix_kpi_figures_person", "kpi_figures", ["hospital_id", "person_id"])
    there = sa.text("taken_back_by IS NOT NULL")
    for table in ("kpi_points", "kpi_figures"):
        op.create_index(
            f"ix_{table}_taken_back_by",
            table,
            ["hospital_id", "taken_back_by"],
            sqlite_where=there,
            postgresql_where=there,
        )


def downgrade() -> None:
    op.drop_table("kpi_figures")
    op.drop_index("ix_kpi_points_taken_back_by", table_name="kpi_points")
    op.drop_column("kpi_points", "taken_back_at")
    op.drop_column("kpi_points", "taken_back_by")
    op.drop_column("kpis", "kind")
