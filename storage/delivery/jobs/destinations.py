"""What is known of a channel between deliveries: its backoff, its next slot, why it fails.

The row with an empty channel is its workspace's, for limits that count all channels together. The
table is called `lanes`.
"""

from datetime import timedelta

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
LONGEST_GAP = timedelta(seconds=5)
"""No rate limit's gap is longer, so no slot lies further ahead than that."""
LONGEST_BACKOFF = timedelta(minutes=5)
"""No channel is held back for longer at a time, whatever its platform asks for.

A moment further ahead than these was written by a clock that has been set back since: it counts for
nothing, else a blip of a clock to 2036 would silence a channel until then."""
DESTINATION_KEY = ("hospital_id", "platform", "workspace", "channel")
