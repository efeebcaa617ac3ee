"""Everything the foundation keeps."""

import sqlalchemy as sa
from alembic import op

from storage.engine.base import UtcDateTime
from storage.nouns import concern_search

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concern_entries",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=128), nullable=False),
        sa.Column("channel", sa.String(length=256), nullable=False),
        sa.Column("ref", sa.String(length=128), nullable=False),
        sa.Column("edited_at", UtcDateTime(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hospital_id", "number", "n", name=op.f("pk_concern_entries")),
    )
    with op.batch_alter_table("concern_entries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_concern_entries_source",
            ["hospital_id", "platform", "workspace", "channel", "ref"],
            unique=False,
        )

    op.create_table(
        "concern_reporters",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "hospital_id", "number", "person_id", name=op.f("pk_concern_reporters")
        ),
    )
    with op.batch_alter_table("concern_reporters", schema=None) as batch_op:
        batch_op.create_index(
            "ix_concern_reporters_person", ["hospital_id", "person_id", "number"], unique=False
        )

    op.create_table(
        "concerns",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("care", sa.String(length=16), nullable=False),
        sa.Column("reach", sa.String(length=16), nullable=False),
        sa.Column("harm", sa.String(length=16), nullable=False),
        sa.Column("system", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("reporter_side", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.String(length=2), nullable=False),
        sa.Column("first_priority", sa.String(length=2), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_as", sa.String(length=2), nullable=False),
        sa.Column("escalated_at", UtcDateTime(), nullable=True),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("hold_for", sa.String(length=16), nullable=False),
        sa.Column("hold_note", sa.Text(), nullable=False),
        sa.Column("look_again", UtcDateTime(), nullable=True),
        sa.Column("waiting_since", UtcDateTime(), nullable=True),
        sa.Column("waited", sa.Integer(), nullable=False),
        sa.Column("workaround", sa.Text(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("fixed_at", UtcDateTime(), nullable=True),
        sa.Column("fixed_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("reporters", sa.Integer(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "number", name=op.f("pk_concerns")),
    )
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.create_index("ix_concerns_parent", ["hospital_id", "parent"], unique=False)
        batch_op.create_index(
            "ix_concerns_reporter", ["hospital_id", "reporter_id", "number"], unique=False
        )
        batch_op.create_index("ix_concerns_state", ["hospital_id", "state", "number"], unique=False)
        batch_op.create_index("ix_concerns_unit", ["hospital_id", "unit", "number"], unique=False)

    op.create_table(
        "counters",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "drafts",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=128), nullable=False),
        sa.Column("channel", sa.String(length=256), nullable=False),
        sa.Column("dm", sa.Boolean(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "inbox",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "digest", name=op.f("pk_inbox")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_at", ["hospital_id", "at"], unique=False)

    op.create_table(
        "lanes",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=128), nullable=False),
        sa.Column("channel", sa.String(length=256), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("urgent_not_before", UtcDateTime(), nullable=True),
        sa.Column("failing_since", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint(
            "hospital_id", "platform", "workspace", "channel", name=op.f("pk_lanes")
        ),
    )
    op.create_table(
        "people",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("shift_name", sa.String(length=64), nullable=False),
        sa.Column("days", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("role_list", sa.JSON(), nullable=False),
        sa.Column("guest", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "id", name=op.f("pk_people")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index("ix_people_unit", ["hospital_id", "unit"], unique=False)

    op.create_table(
        "rooms",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=128), nullable=False),
        sa.Column("channel", sa.String(length=256), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("systems", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "hospital_id", "platform", "workspace", "channel", name=op.f("pk_rooms")
        ),
    )
    op.create_table(
        "shown",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=128), nullable=False),
        sa.Column("channel", sa.String(length=256), nullable=False),
        sa.Column("dm", sa.Boolean(), nullable=False),
        sa.Column("parent_key", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_version", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=512), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("dead", sa.String(length=200), nullable=False),
        sa.Column("wanted_at", UtcDateTime(), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "hospital_id", "key", "platform", "workspace", "channel", name=op.f("pk_shown")
        ),
    )
    with op.batch_alter_table("shown", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shown_dead",
            ["hospital_id", "updated_at"],
            unique=False,
            sqlite_where=sa.text("dead != ''"),
            postgresql_where=sa.text("dead != ''"),
        )
        batch_op.create_index(
            "ix_shown_lease",
            ["hospital_id", "lease_until"],
            unique=False,
            sqlite_where=sa.text("lease_until IS NOT NULL"),
            postgresql_where=sa.text("lease_until IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_shown_line",
            ["hospital_id", "platform", "workspace", "channel", "urgent", "seq", "key"],
            unique=False,
            sqlite_where=sa.text("sent_version < version AND dead = ''"),
            postgresql_where=sa.text("sent_version < version AND dead = ''"),
        )
        batch_op.create_index("ix_shown_parent", ["hospital_id", "parent_key"], unique=False)
        batch_op.create_index(
            "ix_shown_pending",
            ["hospital_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("sent_version < version AND dead = ''"),
            postgresql_where=sa.text("sent_version < version AND dead = ''"),
        )
        batch_op.create_index(
            "ix_shown_ref", ["hospital_id", "platform", "workspace", "channel", "ref"], unique=False
        )
        batch_op.create_index("ix_shown_seq", ["hospital_id", "seq"], unique=False)

    op.create_table(
        "timers",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("dead", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "key", name=op.f("pk_timers")),
    )
    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.create_index("ix_timers_due", ["hospital_id", "due_at"], unique=False)

    op.create_table(
        "web_messages",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=256), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("card", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reactions", sa.JSON(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "channel", "ref", name=op.f("pk_web_messages")),
        sa.UniqueConstraint(
            "hospital_id", "channel", "key", name=op.f("uq_web_messages_hospital_id")
        ),
    )
    with op.batch_alter_table("web_messages", schema=None) as batch_op:
        batch_op.create_index(
            "ix_web_messages_thread", ["hospital_id", "channel", "thread", "seq"], unique=False
        )
        batch_op.create_index(
            "ix_web_messages_version", ["hospital_id", "channel", "version"], unique=False
        )

    op.create_table(
        "web_reads",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=128), nullable=False),
        sa.Column("channel", sa.String(length=256), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hospital_id", "account", "channel", name=op.f("pk_web_reads")),
    )
    op.create_table(
        "accounts",
        sa.Column("hospital_id", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hospital_id", "person_id"],
            ["people.hospital_id", "people.id"],
            name="fk_accounts_person",
        ),
        sa.PrimaryKeyConstraint(
            "hospital_id", "platform", "workspace", "id", name=op.f("pk_accounts")
        ),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.create_index("ix_accounts_person", ["hospital_id", "person_id"], unique=False)

    concern_search.create(op.get_bind())


def downgrade() -> None:
    concern_search.drop(op.get_bind())
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_index("ix_accounts_person")

    op.drop_table("accounts")
    op.drop_table("web_reads")
    with op.batch_alter_table("web_messages", schema=None) as batch_op:
        batch_op.drop_index("ix_web_messages_version")
        batch_op.drop_index("ix_web_messages_thread")

    op.drop_table("web_messages")
    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.drop_index("ix_timers_due")

    op.drop_table("timers")
    with op.batch_alter_table("shown", schema=None) as batch_op:
        batch_op.drop_index("ix_shown_seq")
        batch_op.drop_index("ix_shown_ref")
        batch_op.drop_index(
            "ix_shown_pending",
            sqlite_where=sa.text("sent_version < version AND dead = ''"),
            postgresql_where=sa.text("sent_version < version AND dead = ''"),
        )
        batch_op.drop_index("ix_shown_parent")
        batch_op.drop_index(
            "ix_shown_line",
            sqlite_where=sa.text("sent_version < version AND dead = ''"),
            postgresql_where=sa.text("sent_version < version AND dead = ''"),
        )
        batch_op.drop_index(
            "ix_shown_lease",
            sqlite_where=sa.text("lease_until IS NOT NULL"),
            postgresql_where=sa.text("lease_until IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_shown_dead",
            sqlite_where=sa.text("dead != ''"),
            postgresql_where=sa.text("dead != ''"),
        )

    op.drop_table("shown")
    op.drop_table("rooms")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index("ix_people_unit")

    op.drop_table("people")
    op.drop_table("lanes")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_at")

    op.drop_table("inbox")
    op.drop_table("drafts")
    op.drop_table("counters")
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.drop_index("ix_concerns_unit")
        batch_op.drop_index("ix_concerns_state")
        batch_op.drop_index("ix_concerns_reporter")
        batch_op.drop_index("ix_concerns_parent")

    op.drop_table("concerns")
    with op.batch_alter_table("concern_reporters", schema=None) as batch_op:
        batch_op.drop_index("ix_concern_reporters_person")

    op.drop_table("concern_reporters")
    with op.batch_alter_table("concern_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_concern_entries_source")

    op.drop_table("concern_entries")
