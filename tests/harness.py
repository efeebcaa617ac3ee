"""The whole bot with memory adapters in front: what dialogs talk to. Time is a value."""

import asyncio
from collections import ChainMap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, inspect, text
from sqlalchemy.event import listens_for

from adapters.memory.adapter import MemoryAdapter, Post, spelling
from bot.core import bootstrap
from bot.core.belonging import Belonging
from bot.core.dispatcher import Core
from bot.core.router import arrivals, claims, opening, rearms, routes
from bot.core.sealing import Keys, new_key, pepper
from bot.features import FEATURES
from bot.features.nouns import NUMBERED
from bot.privacy import COUNTRIES, Guard, Rules
from bot.rules.hospital import LADDERS, Hospital, Shift, Unit
from bot.run.relay import Relay
from bot.run.sealed_delivery import SealedAdapter
from bot.settings import PersonSetting, RoomSetting
from bot.words.cards import Block, Button, Buttons, Form, Message, Reply, Row
from bot.words.delivery import Adapter, Looks
from bot.words.events import (
    Account,
    Action,
    Channel,
    Command,
    Due,
    Event,
    Mentioned,
    Opened,
    Press,
    Reacted,
    Said,
    Shortcut,
    Submit,
    Tick,
)
from bot.words.picked import mentioned
from bot.words.plain_text import plain
from bot.words.spelling import spelled
from storage import Writer
from storage.delivery import claims as delivery_claims
from storage.delivery import timers
from storage.engine.scrubbing import scrub
from storage.engine.session import open_hospital
from storage.nouns import huddle_schedule, rooms
from storage.trust import sealed_reporters
from storage.trust.sealed_reporters import PLATFORM
from tests import prepared

OPENS = opening(routes(FEATURES))
BELONGING = Belonging(routes(FEATURES), NUMBERED)
PREVIEWED = ("poll.begin", "poll.change_draft")
SHOWN = ("ward", "triage")
ZONE = ZoneInfo("America/New_York")
HOME = {"teams": "tenant", "slack": "T0HOSPITAL", "web": "playground"}
DAY, NIGHT = Shift("day", time(7), time(19)), Shift("night", time(19), time(7))
UNITS = {
    "5W": Unit("5W", "5 West", "med-surg", (DAY, NIGHT)),
    "ICU": Unit("ICU", "ICU", "icu", (DAY, NIGHT)),
    "ED": Unit("ED", "ED", "ed", (DAY, NIGHT)),
    "PH": Unit("PH", "Pharmacy", "pharmacy", (DAY,)),
}
# Elsewhere than in the tests of the ladder, what nobody answers pages everybody once, and days go by.
SELDOM = {
    rank: replace(usual, repeat=timedelta(days=999), tell=timedelta(days=999))
    for rank, usual in LADDERS.items()
}
HARBOR = Hospital(
    "harbor",
    "Harbor City General",
    ZONE,
    phone="x5100",
    downtime="https://intranet.example/downtime",
    event_report="https://intranet.example/report",
    units=UNITS,
    ladders=SELDOM,
)


def staff(
    name: str,
    side: Any,
    *platforms: str,
    unit: str = "",
    shift: str = "",
    days: Sequence[int] | None = None,
    roles: Sequence[str] = (),
) -> PersonSetting:
    """Someone whose account is called by their first name on each platform."""
    handle = name.removeprefix("Dr ").split()[0].lower()
    accounts = tuple(Account(p, HOME[p], handle, name) for p in platforms)
    weekdays = None if days is None else frozenset(days)
    return PersonSetting(name, accounts, "", side, unit, shift, weekdays, roles=frozenset(roles))


KEYS = (new_key(),)  # a hospital's CORRIDOR_KEYS; `keys=()` is one that has set none
TUE, WED, SAT = 1, 2, 5
CAST = (
    staff("Ana Ruiz", "clinical", "teams", unit="5W", shift="night", days=(TUE, WED, SAT)),
    staff("Ben Cole", "clinical", "teams", unit="5W", shift="day"),
    staff("Dr Priya Nair", "both", "teams", unit="5W", shift="day"),
    staff("Lena Fox", "clinical", "teams", unit="PH", shift="day"),
    staff("Tom Webb", "clinical", "teams", unit="ED", shift="night"),
    staff("Mia Chan", "clinical", "teams", unit="ICU", shift="night"),
    staff("Jo Park", "both", "teams", "slack", roles=["admin"]),
    staff("Sam Ortiz", "it", "slack", roles=["oncall"]),
    staff("Kim Lee", "it", "slack"),
    staff("Raj Patel", "it", "slack", roles=["backup"]),
    staff("Dr Elena Marsh", "clinical", "teams", roles=["leader"]),
)
TRIAGE = Channel("slack", HOME["slack"], "triage", private=True)
WARDS = {
    unit: Channel("teams", HOME["teams"], f"ward-{unit.lower()}") for unit in ("5W", "ICU", "ED")
}
ROOMS = (
    RoomSetting(TRIAGE, "triage", name="IT triage"),
    *(RoomSetting(channel, "ward", unit=unit, name=unit) for unit, channel in WARDS.items()),
)


@dataclass
class Bot:
    """Says, presses and submits as people do, and shows what each of them sees."""

    path: Path
    url: str = ""
    hospital: Hospital = HARBOR
    cast: Sequence[PersonSetting] = CAST
    rooms: Sequence[RoomSetting] = ROOMS
    now: datetime = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
    chats: dict[str, MemoryAdapter] = field(
        default_factory=lambda: {"teams": MemoryAdapter(), "slack": MemoryAdapter()}
    )
    ids: "count[int]" = field(default_factory=lambda: count(1))
    last: Event | None = None
    keys: Sequence[str] = KEYS
    seal_texts: bool = False
    settled: bool = True
    looks: dict[str, Looks] = field(default_factory=dict)
    previews: bool = False  # show the preview of a poll, instead of pressing *Open* on it

    def __post_init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        known = (self.hospital.id, self.cast, self.rooms, self.now)
        new = not self.url and not self.path.exists()
        if new and not self.seal_texts:
            prepared.staffed(self.path, *known)
        elif not self.url:
            prepared.tables(self.path)
        self._open()
        if not new or self.seal_texts:
            prepared.seed(self.database, *known)

    def _open(self) -> None:
        cipher = Keys(self.keys, texts=self.seal_texts) if self.keys else None
        address = self.url or f"sqlite:///{self.path}"
        self.database = open_hospital(address, self.hospital.id, cipher)
        self.writer = Writer(self.database)
        self.writer.scrub = self._scrub
        self.writer.start()
        site = self.hospital.privacy
        guard = Guard(
            Rules(site.mrn_patterns, site.domains, site.numbers, site.countries or COUNTRIES)
        )
        self.core = Core(
            *(self.writer, self.hospital, routes(FEATURES), guard),
            clock=lambda: self.now,
            claims=claims(FEATURES),
            rearms=rearms(FEATURES),
            settled=lambda: self.settled,
            pepper=pepper(self.keys),
            looks=self.looks,
            nouns=NUMBERED,
        )
        clock = lambda: self.now  # noqa: E731
        sealed = SealedAdapter(self.writer, self.chats, clock)
        adapters = ChainMap[str, Adapter](self.chats, {PLATFORM: sealed})  # type: ignore[arg-type]
        self.relay = Relay(
            *(self.writer, adapters, clock, self.core),
            settled=lambda: self.settled,
            awaited=arrivals(routes(FEATURES)),
        )

    def _scrub(self) -> None:
        """At once, in the database thread; `tests.frozen` works within a transaction of its own,
        where nothing can be scrubbed."""
        if isinstance(self.database.kw["bind"], Engine):
            scrub(self.database)

    def close(self) -> None:
        self.writer.stop()
        self.database.kw["bind"].dispose()

    def end(self) -> None:
        self.close()
        self.loop.close()

    def restart(self) -> None:
        """As after a crash: nothing is kept but the database and what the platforms show."""
        self.close()
        self._open()

    def patience(self, seconds: float) -> None:
        """How long the database waits for a lock, from the next connection on."""

        @listens_for(self.database.kw["bind"], "connect")
        def impatient(connection: Any, _: object) -> None:
            connection.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")

    # Time

    def at(self, local: str) -> None:
        """Let it become this time on the hospital's clock, "2026-03-08 01:50"; what is due on the
        way happens on the way."""
        self.until(datetime.fromisoformat(local).replace(tzinfo=self.hospital.zone))

    def wait(self, **span: float) -> None:
        self.until(self.now + timedelta(**span))

    def until(self, target: datetime) -> None:
        target = target.astimezone(UTC)
        self._let_pass(target - self.now)
        self.deliver()
        while (moment := self._next(target)) is not None:
            self.now = max(self.now, moment)
            self.run(self.core(Tick(self.now)))
            self.deliver()
        self.now = target
        self.deliver()

    def _let_pass(self, span: timedelta) -> None:
        """The queue on PostgreSQL goes by the database's own clock."""
        if self.database.kw["bind"].dialect.name == "postgresql":
            earlier = "heartbeat = heartbeat - :span, execute_after = execute_after - :span"
            with self.database.begin() as db:
                db.execute(text(f"UPDATE pgqueuer SET {earlier}"), {"span": span})

    def _next(self, target: datetime) -> datetime | None:
        with self.database() as db:
            found = [timers.next_due(db), delivery_claims.next_due(db, self.now)]
            found += [huddle_schedule.next_due(db), sealed_reporters.next_due(db)]
        due = [moment for moment in found if moment is not None and moment <= target]
        return min(due, default=None)

    # What people do

    def run(self, doing: Any) -> Any:
        return self.loop.run_until_complete(doing)

    def deliver(self) -> None:
        self.run(self.relay.drain())

    def send(self, event: Event) -> Reply:
        reply = self._sent(event)
        if self.previews or not isinstance(event, Command | Submit):
            return reply
        opens = [b.action for b in buttons(reply) if b.action.name in PREVIEWED]
        if not opens:
            return reply
        return self._sent(Press(self.id(), event.channel, event.actor, self._began(opens[0])))

    def _began(self, action: Action) -> Action:
        """*Open* under a poll's preview, in all rooms where they are to be chosen."""
        if action.name == "poll.begin":
            return action
        every = ",".join(str(n) for n, room in enumerate(self._rooms(), 1) if room in SHOWN)
        return Action("poll.begin", (*action.args, every))

    def _rooms(self) -> list[str]:
        with self.database() as db:
            known = sorted(rooms.all_of(db), key=lambda room: (room.added_at, room.address))
            return [room.purpose for room in known]

    def _sent(self, event: Event) -> Reply:
        self.last = event
        reply: Reply = self.run(self.core(event))
        if not isinstance(event, Due | Tick):
            reply = spelled(reply, spelling(event.channel))
        if isinstance(event, Press) and isinstance(reply, Form):
            assert event.action.name in OPENS, f"{event.action.name} opens a form: say opens=True"
        self.deliver()
        return reply

    def replay(self) -> Reply:
        """The platform delivers the last event once more."""
        assert self.last is not None
        return self.send(self.last)

    def id(self) -> str:
        return f"e{next(self.ids)}"

    def account(self, who: str, platform: str = "") -> Account:
        """Someone's account: by first name, on the platform named or their first one."""
        for person in self.cast:
            for account in person.accounts:
                if account.id == who and platform in {"", account.platform}:
                    return account
        return Account(platform or "teams", HOME[platform or "teams"], who, who.title())

    def there(self, room: Channel) -> Channel:
        """A room of a dialog, where this hospital has it."""
        return room

    def dm(self, who: str, platform: str = "") -> Channel:
        account = self.account(who, platform)
        return Channel(account.platform, account.workspace, account.id, dm=True)

    def says(
        self,
        who: str,
        words: str,
        room: Channel | None = None,
        under: str = "",
        ref: str = "",
        mentions: Sequence[Mentioned] = (),
        quoted: tuple[str, ...] = (),
        files: int = 0,
    ) -> Reply:
        """To the bot, in a direct message or a room; or under the message of a key, in a thread.
        With a `ref` it is a message that can be changed later."""
        more: Any = {"mentions": tuple(mentions), "quoted": quoted, "files": files}
        channel = room or self.dm(who)
        account = self.account(who, channel.platform)
        if under:
            thread = self.ref(under, channel)
            name = ref or f"m{next(self.ids)}"
            said = (self.id(), channel, account, words, name, thread)
            return self.send(Said(*said, at=self.now, **more))
        verb, _, rest = words.partition(" ")
        told = (self.id(), channel, account, verb, rest.strip())
        return self.send(Command(*told, ref=ref, at=self.now, **more))

    def edits(
        self, who: str, ref: str, words: str, room: Channel | None = None, under: str = ""
    ) -> Reply:
        """A message in a thread; or one to the bot, without `under`."""
        return self.send(replace(self._change(who, ref, room, under, "edited"), text=words))

    def deletes(self, who: str, ref: str, room: Channel | None = None, under: str = "") -> Reply:
        return self.send(self._change(who, ref, room, under, "deleted"))

    def _change(self, who: str, ref: str, room: Channel | None, under: str, change: Any) -> Said:
        channel = room or self.dm(who)
        account = self.account(who, channel.platform)
        thread = self.ref(under, channel) if under else ""
        changed = Said(self.id(), channel, account, "", ref, thread, change, at=self.now)
        return replace(changed, addressed=not under)

    def presses(self, who: str, name: str, *args: str, room: Channel | None = None) -> Reply:
        channel = room or self.dm(who)
        account = self.account(who, channel.platform)
        return self.send(Press(self.id(), channel, account, Action(name, args), at=self.now))

    def submits(self, who: str, name: str, /, *args: str, **values: str) -> Reply:
        channel = self.dm(who)
        action = Action(name, args)
        picked = mentioned(values.values())
        sent = Submit(self.id(), channel, self.account(who), action, values, self.now, picked)
        return self.send(sent)

    def fills(self, who: str, asked: Reply, /, **values: str) -> Reply:
        """Send a form as it is filled in already, with these values changed."""
        shown = form(asked)
        known = {f.id: _sent(f.value) for f in shown.fields} | values
        return self.submits(who, shown.action.name, *shown.action.args, **known)

    def picks(
        self,
        who: str,
        name: str,
        words: str = "",
        room: Channel | None = None,
        ref: str = "",
        by: str = "",
        quoted: tuple[str, ...] = (),
        files: int = 0,
    ) -> Reply:
        """From the menu of a message `by` somebody, or of none."""
        channel = room or self.dm(who)
        author = self.account(by, channel.platform) if by else None
        actor = self.account(who, channel.platform)
        picked = Shortcut(self.id(), channel, actor, Action(name), words, ref, author)
        return self.send(replace(picked, quoted=quoted, files=files))

    def opens(self, who: str) -> Reply:
        return self.send(Opened(self.id(), self.dm(who), self.account(who)))

    def reacts(self, who: str, emoji: str, key: str, room: Channel) -> Reply:
        account, ref = self.account(who, room.platform), self.ref(key, room)
        return self.send(Reacted(self.id(), room, account, ref, emoji, at=self.now))

    def makes_admin(self, who: str, platform: str = "") -> Reply:
        """They type the code that an operator was given."""
        with self.database.begin() as db:
            code = bootstrap.new_code(db, self.now)
        return self.says(who, f"setup {code}", self.dm(who, platform))

    # What people see

    def ref(self, key: str, channel: Channel) -> str:
        posts = self.chats[channel.platform].posts
        return next(ref for ref, p in posts.items() if (p.key, p.channel) == (key, channel))

    def posts(self, where: Channel | str) -> list[Post]:
        """What is shown in a room, in someone's direct messages, or on a whole platform."""
        if isinstance(where, str) and where in self.chats:
            return list(self.chats[where].posts.values())
        channel = self.dm(where) if isinstance(where, str) else where
        return [p for p in self.chats[channel.platform].posts.values() if p.channel == channel]

    def sees(self, where: Channel | str) -> str:
        """The same as text."""
        return "\n\n".join(plain(post.message) for post in self.posts(where))

    def card(self, key: str, channel: Channel) -> str:
        found = [p for p in self.posts(channel) if p.key == key]
        return plain(found[-1].message) if found else ""

    def everything(self) -> str:
        """All that the database holds, as text."""
        with self.database() as db:
            names = inspect(db.connection()).get_table_names()
            rows = [
                str(row) for name in names for row in db.execute(text(f'SELECT * FROM "{name}"'))
            ]
        return "\n".join(rows)


def _sent(value: object) -> str:
    """A field's value as platforms send it back."""
    return ",".join(value) if isinstance(value, tuple) else str(value or "")


def said(reply: Reply) -> str:
    """A reply as text; nothing is the empty text."""
    return "" if reply is None else plain(reply)


def form(reply: Reply) -> Form:
    assert isinstance(reply, Form), reply
    return reply


def buttons(shown: Reply) -> Iterator[Button]:
    """Every button of a message, or of what stands above a form's fields."""
    blocks: tuple[Block, ...] = ()
    if shown is not None:
        blocks = shown.intro if isinstance(shown, Form) else shown.blocks
    for block in blocks:
        match block:
            case Buttons(many, _, more):
                yield from (*many, *more)
            case Row(_, one):
                yield one
            case _:
                continue


def message(reply: Reply) -> Message:
    assert isinstance(reply, Message), reply
    return reply
