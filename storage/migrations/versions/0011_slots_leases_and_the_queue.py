"""A channel's next slot, who has a lease, and on PostgreSQL PgQueuer's tables.

Columns are added without a default, so that a version that runs meanwhile goes on. What it wants
without a job is found by the sweep.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Nothing reads the queue's log, which would have three rows for each message in the end.
NO_LOG = """
CREATE FUNCTION corridor_keeps_no_log() RETURNS TRIGGER AS $$ BEGIN RETURN NULL; END; $$
LANGUAGE plpgsql;
CREATE TRIGGER corridor_keeps_no_log BEFORE INSERT ON pgqueuer_log
FOR EACH ROW EXECUTE FUNCTION corridor_keeps_no_log();
"""


def upgrade() -> None:
    op.add_column("lanes", sa.Column("slot_at", UtcDateTime(), nullable=True))
    op.add_column("shown", sa.Column("leased_to", sa.String(length=32), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        from storage.delivery.jobs.pgq import INSTALL

        op.get_bind().exec_driver_sql(INSTALL.build_install_query(create_schema=False))
        op.get_bind().exec_driver_sql(INSTALL.build_optimize_autovacuum_query())
        op.get_bind().exec_driver_sql(NO_LOG)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        from storage.delivery.jobs.pgq import INSTALL

        op.get_bind().exec_driver_sql(INSTALL.build_uninstall_query())
        op.get_bind().exec_driver_sql("DROP FUNCTION IF EXISTS corridor_keeps_no_log()")
    op.drop_column("shown", "leased_to")
    op.drop_column("lanes", "slot_at")
