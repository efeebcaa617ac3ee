"""One event's unit of work: an open transaction, the time, who acts, and what to show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.privacy import Checked
from bot.rules import shifts
from bot.rules.hospital import Hospital, Shift, Side
from bot.words.cards import Message, Reply, dump
from bot.words.events import Account, Channel, Mentioned
from storage import HospitalSession
from storage.delivery import outbox, timers
from storage.delivery.outbox import Address, OutboxBatch
from storage.engine.base import cipher_of
from storage.nouns import people, roster
from storage.nouns.people import Person
from storage.nouns.roster import Coming

Write: TypeAlias = Callable[["Work"], None]


class NotYet(Exception):
    """Somebody's transaction that this has to wait for is still open: look again in a moment."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left to do of something that is too large for one transaction.

    `look` reads beside the database thread what is left, and hands back pieces that are run one
    after the other, each in a transaction of its own; they look again at what they change, since
    others write in between. It is asked until it hands back none. Whoever acted is answered then:
    with `answer` where that depends on what was done. A crash may come at any moment, so the
    transaction that leaves a rest sets a timer that takes it up again.
    """

    look: Callable[["Work"], Sequence[Write]]
    answer: Callable[[], Reply] | None = None


@dataclass(slots=True)
class Work:
    """What a handler is given.

    `now` is UTC. `actor` is the person who acted, nobody for timers. `checked` holds what the guard
    found, by the name of the field it was in (a command's or a message's text is under "text"); the
    event's own text is clean by then. `kept` says why findings stayed in, where their writer has
    overruled them (R9): what they were, and the reason. `about` is the key of the message that a
    reply was written under. `mentions` are the people whom the event's text names by their
    platform's own mark; `sides` are the platforms' groups that are on a side. `event_at` is the
    platform's own time for the event, if it gives one. What is put into `rest` is done once this
    transaction has committed. `changed` says, once the handler is done, whether it changed
    anything. `carried`: what the event forwarded went on with its words.
    """

    db: HospitalSession
    now: datetime
    hospital: Hospital
    outbox: OutboxBatch
    actor: Person | None = None
    checked: dict[str, Checked] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict, repr=False)
    kept: str = ""
    about: str = ""
    mentions: tuple[Mentioned, ...] = ()
    sides: Mapping[tuple[str, str, str], Side] = field(default_factory=dict)
    event_at: datetime | None = None
    rest: list[Rest] = field(default_factory=list)
    changed: bool = False
    carried: bool = False

    @property
    def hid(self) -> str:
        return self.hospital.id

    @property
    def me(self) -> Person:
        """The person who acted; only handlers of people's events may ask."""
        assert self.actor is not None
        return self.actor

    @property
    def has_keys(self) -> bool:
        """Whether secrets can be sealed here: an operator has set CORRIDOR_KEYS."""
        return cipher_of(self.db) is not None

    @property
    def at(self) -> datetime:
        """When the person acted (UTC), which is never after now."""
        return self.moment(self.event_at)

    def moment(self, at: datetime | None) -> datetime:
        """When an event happened: the platform's own time (UTC), which is never after now."""
        return self.now if at is None else min(at, self.now)

    def show(
        self,
        key: str,
        message: Message,
        *channels: Channel,
        parent: str = "",
        urgent: bool = False,
        due: datetime | None = None,
    ) -> None:
        """Make the message called `key` look like this, once we have committed.

        In each channel named, the first call posts it and later calls edit it; with no channel
        named, it is edited wherever it is shown. With `parent`, it is posted in the thread of the
        message of that key in the same channel, once that is there. Not before `due` (UTC).
        """
        body = dump(message)
        if not channels:
            self.outbox.everywhere(key, body)
        for channel in channels:
            address = Address(channel.platform, channel.workspace, channel.id, channel.dm)
            self.outbox.show(key, address, body, parent, urgent=urgent, due=due)

    def face(
        self,
        key: str,
        draw: Callable[[], Message],
        apart: Sequence[Channel] = (),
        instead: Callable[[], Message] | None = None,
    ) -> None:
        """Make the message called `key` look like what `draw` makes, wherever it is shown, but like
        what `instead` makes in the channels that are `apart`. It is drawn when all events of the
        transaction are through, and once for all of them."""
        where = [Address(one.platform, one.workspace, one.id, one.dm) for one in apart]
        reduced = instead or draw
        self.outbox.face(key, lambda: dump(draw()), where, lambda: dump(reduced()))

    def unsend(self, key: str) -> None:
        """Take back the message called `key` wherever it has not been posted yet."""
        self.outbox.flush(self.db, self.now)
        outbox.unsend(self.db, key)

    def unsend_below(self, key: str) -> None:
        """The same of all messages whose names are below this one."""
        self.outbox.flush(self.db, self.now)
        outbox.unsend_below(self.db, key)

    def keys_below(self, key: str) -> list[str]:
        """The keys of all messages whose names are below this one, in order."""
        self.outbox.flush(self.db, self.now)
        return sorted(outbox.keys_below(self.db, key))

    def places(self, key: str) -> tuple[Channel, ...]:
        """Where the message called `key` is shown, or is about to be."""
        self.outbox.flush(self.db, self.now)
        return tuple(Channel(*address) for address in outbox.places(self.db, key))

    def key_at(self, channel: Channel, ref: str) -> str | None:
        """The key of our message that the platform calls `ref`."""
        where = (channel.platform, channel.workspace, channel.id)
        return outbox.key_at(self.db, where, ref)

    def tell(
        self, person: Person, key: str, message: Message, *, urgent: bool = False
    ) -> datetime | None:
        """Send a person a direct message; off shift it waits for their next shift (R12).

        Returns when it will be sent (UTC) if it waits, else None.
        """
        due = None if urgent else self.next_start(person)
        for account in people.accounts(self.db, person.id)[:1]:
            channel = Channel(account.platform, account.workspace, account.id, dm=True)
            self.show(key, message, channel, urgent=urgent, due=due)
        return due

    def accounts(self, person: Person) -> Sequence[Account]:
        """A person's accounts, the one last used first."""
        return [
            Account(a.platform, a.workspace, a.id, person.name)
            for a in people.accounts(self.db, person.id)
        ]

    def shift(self, person: Person) -> Shift | None:
        unit = self.hospital.units.get(person.unit)
        named = [s for s in unit.shifts if s.name == person.shift_name] if unit else []
        return named[0] if named else None

    def next_start(self, person: Person) -> datetime | None:
        """When a person who is off shift starts next (UTC); None for one who is on shift. The
        imported roster has the word, as far as it reaches; then their weekdays, but for the times
        in which the roster knows them to be away."""
        return self.next_start_by(roster.coming(self.db, person.id, self.now), person)

    def next_start_by(self, coming: Coming, person: Person) -> datetime | None:
        """The same, by what the roster says of them."""
        if coming.duty is not None:
            starts = coming.duty.starts_at
        else:
            starts = self._usual_start(person, self.now)
            for away in coming.away:
                if away.starts_at <= starts < away.ends_at:
                    starts = self._usual_start(person, away.ends_at)
        return starts if starts > self.now else None

    def _usual_start(self, person: Person, at: datetime) -> datetime:
        """The first moment from `at` on in which their usual shift is at work; `at` itself for
        whoever has none."""
        shift, zone = self.shift(person), self.zone(person)
        if shift is None or shifts.on_shift(shift, zone, at, person.weekdays):
            return at
        return shifts.next_start(shift, zone, at, person.weekdays)

    def zone(self, person: Person) -> ZoneInfo:
        """The zone a person's shift runs in: their unit's, else the hospital's."""
        unit = self.hospital.units.get(person.unit)
        return (unit.zone if unit else None) or self.hospital.zone

    def later(self, key: str, due: datetime, name: str, *args: str) -> None:
        """Have `Due(key, name, args)` come back at `due` (UTC); the same key again moves it."""
        timers.put(self.db, key, due, name=name, args=list(args))

    def forget(self, key: str) -> None:
        """No longer want the timer called `key`."""
        timers.drop(self.db, key)
