"""What is known of a channel between deliveries: its backoff, its next slot, why it fails.

The row with an empty channel is its workspace's, for limits that count all channels together. The
table is called `lanes`.
"""

from sqlalchemy import Column, String, Table

from storage.engine.base import Base, UtcDateTime

DESTINATIONS = Table(
    "lanes",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("platform", String(16), primary_key=True),
    Column("workspace", String(128), primary_key=True),
    Column("channel", String(256), primary_key=True),
    Column("not_before", UtcDateTime, nullable=False),
    Column("urgent_not_before", UtcDateTime),
    Column("failing_since", UtcDateTime),
    Column("why", String(200)),
    Column("slot_at", UtcDateTime),
)
DESTINATION_KEY = ("hospital_id", "platform", "workspace", "channel")
