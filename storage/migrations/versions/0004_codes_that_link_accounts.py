"""Codes that make two accounts one person's."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("wants", sa.Integer(), nullable=True),
        sa.Column("wants_until", UtcDateTime(), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("wrong_since", UtcDateTime(), nullable=True),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "person_id", name=op.f("pk_links")),
    )
    op.create_index("ix_links_digest", "links", ["hospital_id", "digest"])
    op.create_index("ix_people_email", "people", ["hospital_id", "email"])


def downgrade() -> None:
    op.drop_index("ix_people_email", table_name="people")
    op.drop_table("links")
