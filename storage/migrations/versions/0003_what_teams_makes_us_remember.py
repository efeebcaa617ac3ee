"""What Teams makes us remember."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "teams_places",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("tenant", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=256), nullable=False),
        sa.Column("conversation", sa.String(length=256), nullable=False),
        sa.Column("service_url", sa.String(length=512), nullable=False),
        sa.Column("bot", sa.String(length=256), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("team", sa.String(length=256), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "tenant", "id", name=op.f("pk_teams_places")),
    )
    op.create_index("ix_teams_places_seen", "teams_places", ["hospital_id", "tenant", "seen_at"])
    op.create_table(
        "teams_members",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("tenant", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("mri", sa.String(length=256), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("guest", sa.Boolean(), nullable=False),
        sa.Column("teams", sa.JSON(), nullable=False),
        sa.Column("looked_up", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hospital_id", "tenant", "id", name=op.f("pk_teams_members")),
    )


def downgrade() -> None:
    op.drop_table("teams_members")
    op.drop_index("ix_teams_places_seen", "teams_places")
    op.drop_table("teams_places")
