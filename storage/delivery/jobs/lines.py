"""What is known of a channel between its deliveries: until when it waits, and its next slot.

The row without a channel is its workspace's.
"""

from sqlalchemy import Column, String, Table

from storage.engine.base import Base, UtcDateTime

LANES = Table(
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
LANE = ("hospital_id", "platform", "workspace", "channel")
