"""Rooms: the channels that have a purpose, and which concerns each is shown."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import JSON, Boolean, String, bindparam, delete, false, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import loading
from storage.engine.base import Base, transaction_cache
from storage.engine.session import HospitalSession

T = TypeVar("T")
PURPOSES = ("ward", "triage", "wins", "huddle", "leaders")


class Room(Base):
    """`name` is what the settings or an administrator call it, `called` what its platform does.
    `guests` says that somebody from outside is known to read there."""

    __tablename__ = "rooms"

    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(128), primary_key=True)
    channel: Mapped[str] = mapped_column(String(256), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(120), default="")
    called: Mapped[str] = mapped_column(String(120), default="", server_default="")
    unit: Mapped[str] = mapped_column(String(64), default="")
    systems: Mapped[list[str]] = mapped_column(JSON, default=list)
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    settled: Mapped[bool] = mapped_column(Boolean, default=False)
    guests: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    added_at: Mapped[datetime]

    @property
    def address(self) -> tuple[str, str, str]:
        return self.platform, self.workspace, self.channel

    @property
    def known_as(self) -> str:
        """What people call it; "" where nobody has told a name."""
        return self.name or self.called

    @property
    def spoken(self) -> str:
        """The same; its id, where nobody has told a name."""
        return self.known_as or self.channel


class RoomLike(Protocol):
    """A room as the settings give it."""

    @property
    def address(self) -> tuple[str, str, str]: ...
    @property
    def purpose(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def systems(self) -> tuple[str, ...]: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...


def seed(
    db: HospitalSession, wanted: Iterable[RoomLike], now: datetime, but: Collection[str] = ()
) -> None:
    """Make the rooms of the settings file stand; rooms set up in chat stay as they are, and so do
    the file's own on the platforms of `but`."""
    old = (Room.hospital_id == db.hid, Room.settled, Room.platform.not_in(but))
    known = {room.address: (room.called, room.guests) for room in all_of(db)}
    db.execute(delete(Room).where(*old))
    db.flush()
    for room in wanted:
        row = db.merge(_row(db.hid, room, now))
        row.called, row.guests = known.get(row.address, ("", False))
    transaction_cache(db).clear()


def put(db: HospitalSession, room: RoomLike, now: datetime) -> Room:
    """Give a channel a purpose, or another one."""
    before = at(db, room.address)
    called, guests = (before.called, before.guests) if before is not None else ("", False)
    row = db.merge(_row(db.hid, room, now))
    row.settled, row.called, row.guests = False, called, guests
    db.flush()
    transaction_cache(db).clear()
    return row


def drop(db: HospitalSession, address: tuple[str, str, str]) -> bool:
    """The channel is no room any more; false when it was none."""
    room = at(db, address)
    if room is not None:
        db.delete(room)
        db.flush()
        transaction_cache(db).clear()
    return room is not None


def at(db: HospitalSession, address: tuple[str, str, str]) -> Room | None:
    return _once(db, ("room", *address), lambda: loading.by_key(db, Room, *address))


def all_of(db: HospitalSession, purpose: str = "") -> list[Room]:
    """The rooms of a purpose, or all, in the order of their names."""
    one = _OF_PURPOSE if purpose else _ALL
    which = {"hid": db.hid, "purpose": purpose} if purpose else {"hid": db.hid}
    return list(_once(db, ("rooms", db.hid, purpose), lambda: loading.every(db, Room, one, which)))


def wards(db: HospitalSession, unit: str) -> Sequence[Room]:
    """A unit's own rooms."""
    which = {"hid": db.hid, "purpose": "ward", "unit": unit}
    return _once(db, ("wards", db.hid, unit), lambda: loading.every(db, Room, _OF_UNIT, which))


def _once(db: HospitalSession, key: object, find: Callable[[], T]) -> T:
    """What `find` says, asked once in a transaction in which no room changes."""
    known = transaction_cache(db)
    if key not in known:
        known[key] = find()
    found: T = known[key]
    return found


_ALL = (
    select(*loading.columns(Room))
    .where(Room.hospital_id == bindparam("hid"))
    .order_by(Room.purpose, Room.name)
)
_OF_PURPOSE = _ALL.where(Room.purpose == bindparam("purpose"))
_OF_UNIT = _OF_PURPOSE.where(Room.unit == bindparam("unit"))


def _row(hid: str, room: RoomLike, now: datetime) -> Room:
    platform, workspace, channel = room.address
    return Room(
        hospital_id=hid,
        platform=platform,
        workspace=workspace,
        channel=channel,
        purpose=room.purpose,
        name=room.name,
        unit=room.unit,
        systems=list(room.systems),
        kinds=list(room.kinds),
        settled=True,
        added_at=now,
    )
