"""Who is next to be delivered: one line of messages per channel, and one for its urgent messages.

A line moves in the order of wanting. Its first message holds it up while it is being delivered or
waits to be tried again, so that nothing overtakes a message that failed. Times are UTC.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    Column,
    Index,
    String,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.base import Base, UtcDateTime
from storage.outbox import NO_PARENT, PENDING, PLACE, SHOWN, Address

LEASE = timedelta(seconds=30)
HEADS = 1000

LANES = Table(
    "lanes",
    Base.metadata,
    Column("hospital_id", String(64), primary_key=True),
    Column("platform", String(16), primary_key=True),
    Column("workspace", String(128), primary_key=True),
    Column("channel", String(256), primary_key=True),
    Column("not_before", UtcDateTime, nullable=False),
)
Index("ix_lanes_not_before", LANES.c.hospital_id, LANES.c.not_before)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to deliver now. `thread` is the ref of the message it belongs under.

    `unsure` says that an earlier try may have reached the platform without our learning its ref.
    `attempts` counts the failures before this try.
    """

    hid: str
    key: str
    address: Address
    body: str
    version: int
    ref: str
    thread: str
    urgent: bool
    unsure: bool
    attempts: int

    @property
    def row(self) -> dict[str, str]:
        """What the row is found by, as bound values."""
        where = (self.hid, self.key, *self.address[:3])
        return {f"of_{name}": word for name, word in zip(PLACE, where, strict=True)}


def claim(
    db: Session, hid: str, now: datetime, room: Mapping[str, int], busy: Mapping[tuple[str, str], int]
) -> list[Claimed]:
    """Take what is next, urgent first, until the lease ends.

    `room` is how many deliveries each platform may have under way in one workspace; platforms
    that it does not name are left alone. `busy` counts those under way by (platform, workspace).
    """
    taken: list[Claimed] = []
    under_way = Counter(busy)
    for head in _heads(db, hid, now, room):
        workspace = (head.platform, head.workspace)
        if head.orphan:
            _bury(db, head, now)
        elif under_way[workspace] < room[head.platform]:
            found = _lease(db, head, now)
            if found is not None:
                under_way[workspace] += 1
                taken.append(found)
    return taken
