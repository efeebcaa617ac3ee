"""PgQueuer's log and statistics are logged tables: after a standby was promoted, the sequences of
unlogged ones are broken ("bad magic number in sequence"), and with them every delivery's end."""

from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("pgqueuer_log", "pgqueuer_statistics")


def upgrade() -> None:
    _persist("LOGGED")


def downgrade() -> None:
    _persist("UNLOGGED")


def _persist(how: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} SET {how}")
