"""Reads what a huddle is to be, from a line or a form, against the rooms, units and people."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.work import Work
from bot.features import me, naming
from bot.features.rooms import name as room_words
from bot.rules.occurrences import Pattern
from bot.rules.parse_repeat import read_repeat
from bot.rules.wall_time import local_day
from bot.words.events import Channel
from bot.words.picked import picked_time, room_key
from bot.words.refusal import Refused
from bot.words.spelling import in_room, say
from storage.nouns import people, rooms
from storage.nouns.rooms import Room

EXAMPLE = 'huddle "5W go-live" daily 08:15 in #it-golive, Ward 5W'
_NAMED = re.compile(r"^[\"“”'](?P<name>[^\"“”]{1,200}?)[\"“”']\s*(?P<rest>.*)$", re.DOTALL)
_NO_HOLIDAYS = re.compile(r",?\s*\b(?:not on|except|no) (?:public )?holidays?\b", re.IGNORECASE)
_ZONE = re.compile(r",?\s*\b(?:time )?zone (?P<zone>[\w/+\- ]+)$", re.IGNORECASE)
_SLACK_ROOM = re.compile(r"<#(?P<id>\w+)(?:\|[^>]*)?>")
_ONE_TIME = re.compile(r"(?P<days>[^:]*\S) (?P<clock>\d\d:\d\d)")
_TIMES = re.compile(r"\d[:.]\d\d|\d\s*(?:am|pm|h)\b", re.IGNORECASE)
GUEST = "{name} is a guest here, so can't be asked. Leave the name out."
LONGEST_NAME = 80
WINDOWS = {"30": "half an hour", "60": "an hour", "120": "two hours", "240": "four hours"}
Address = tuple[str, str, str]


@dataclass(slots=True)
class Plan:
    """What was wanted, as far as it could be read; `errors` says what is wrong by field."""

    name: str = ""
    pattern: Pattern | None = None
    rooms: list[Address] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    mode: str = "units"
    holidays: bool = True
    zone: str = ""
    window: int = 60
    errors: dict[str, str] = field(default_factory=dict)


def split(text: str) -> dict[str, str]:
    """A line in parts: name, when, rooms, who, zone, holidays. `Refused` where it has no name."""
    match = _NAMED.match(text.strip())
    if match is None:
        raise Refused(f"Give it a name in quotes, then when and where: {say(EXAMPLE)}")
    rest = match["rest"]
    values = {"name": match["name"].strip(), "holidays": "yes"}
    if _NO_HOLIDAYS.search(rest):
        rest, values["holidays"] = _NO_HOLIDAYS.sub("", rest), "no"
    if zone := _ZONE.search(rest):
        rest, values["zone"] = rest[: zone.start()], zone["zone"].strip()
    head, _, who = rest.partition(" for ")
    when, _, where = f"{head} ".partition(" in ")
    return values | {"when": when.strip(), "rooms": where.strip(), "who": who.strip()}


def read(work: Work, values: Mapping[str, str], here: Channel) -> Plan:
    """The plan that the values of a line or a form mean; a form has a `mode`."""
    plan = Plan(name=values.get("name", "").strip(), holidays=values.get("holidays") != "no")
    if not plan.name or len(plan.name) > LONGEST_NAME:
        plan.errors["name"] = f"Give it a name of at most {LONGEST_NAME} letters."
    try:
        repeat = read_repeat(_when(values))
    except ValueError as error:
        plan.errors["when"] = str(error)
    else:
        today = local_day(work.now, work.hospital.zone)
        plan.pattern = Pattern(repeat.times, repeat.days, repeat.weeks, today)
    text = values.get("zone", "")
    try:
        plan.zone = me.zone(text) or str(work.hospital.zone)
    except ValueError:
        plan.errors["zone"] = f"“{text[:40]}” is no time zone. Write a city: zone Chicago."
    _where(work, plan, values.get("rooms", ""), here, usual="mode" not in values)
    _who(work, plan, values)
    window = values.get("window", "")
    plan.window = int(window) if window in WINDOWS else 60
    return plan


def key_of(room: Room) -> str:
    """A room in a form."""
    return room_key(Channel(*room.address))


def parted(when: str) -> tuple[str, str]:
    """The days and the one time of a schedule in words, "daily" and "08:15"; all of it and no time
    where it has several."""
    one = _ONE_TIME.fullmatch(when)
    return (one["days"], one["clock"]) if one else (when, "")


def _when(values: Mapping[str, str]) -> str:
    """The days with the time that was picked, unless they have times of their own."""
    days, clock = values.get("when", ""), values.get("clock", "")
    at = picked_time(clock)
    return f"{days} {at:%H:%M}" if at and not _TIMES.search(days) else days


def _where(work: Work, plan: Plan, text: str, here: Channel, *, usual: bool) -> None:
    known = rooms.all_of(work.db)
    for words in filter(None, (part.strip() for part in text.split(","))):
        meant = list(_rooms(words, known, here))
        if not meant:
            # The bot can't see it; what to do about that.
            seen = ", ".join(dict.fromkeys(room_words(room) for room in known[:8])) or "none yet"
            plan.errors["rooms"] = (
                f"I can't see a room called “{words.lstrip('#')[:60]}”. Add me to it and type"
                f" {in_room('setup')} there, then try again. Rooms I can see: {seen}."
            )
        plan.rooms += [address for address in meant if address not in plan.rooms]
    if not text and usual:
        # The huddle rooms, else the channel that one is in.
        ours = [room.address for room in known if room.purpose == "huddle"]
        plan.rooms = ours or ([] if here.dm else [(here.platform, here.workspace, here.id)])
    if not plan.rooms and "rooms" not in plan.errors:
        plan.errors["rooms"] = f"In which rooms? Say it like this: {say(EXAMPLE)}"


def _rooms(words: str, known: list[Room], here: Channel) -> Iterator[Address]:
    """Every room of that name, on all platforms; "here" is the channel one is in."""
    slack = _SLACK_ROOM.fullmatch(words)
    called = " ".join(words.lstrip("#").casefold().split())
    if called in {"here", "this channel", "this room"} and not here.dm:
        yield here.platform, here.workspace, here.id
    for room in known:
        names = {room.name, room.called, room.channel, key_of(room)}
        names |= {f"{room.purpose} {room.unit}"}
        names |= {f"{room.purpose} {room.name}", f"{room.name} {room.purpose}", room_words(room)}
        if (slack and slack["id"] == room.channel) or called in {n.casefold() for n in names if n}:
            yield room.address


def _who(work: Work, plan: Plan, values: Mapping[str, str]) -> None:
    """Units or people: "for 5 West, ICU", "for Kim, Raj", "for IT"; else the rooms' own units."""
    if values.get("mode") == "persons":
        _named(work, plan, values.get("people", ""), "people")
        return
    if "units" in values:
        plan.units = [u for u in values["units"].split(",") if u in work.hospital.units]
        return
    text = values.get("who", "")
    units = {name.casefold(): u.id for u in work.hospital.units.values() for name in (u.id, u.name)}
    words = [part.strip() for part in re.split(r",|\band\b", text) if part.strip()]
    if words and all(word.casefold() in units for word in words):
        plan.units = list(dict.fromkeys(units[word.casefold()] for word in words))
    elif words:
        _named(work, plan, text, "who")
    else:
        plan.units = units_of(work, plan.rooms)


def units_of(work: Work, addresses: Iterable[Sequence[str]]) -> list[str]:
    """The units that these rooms belong to, else all."""
    known = (rooms.at(work.db, (a[0], a[1], a[2])) for a in addresses)
    own = list(dict.fromkeys(room.unit for room in known if room is not None and room.unit))
    return own or list(work.hospital.units)


def _named(work: Work, plan: Plan, text: str, where: str) -> None:
    """People by name, or all of IT."""
    plan.mode = "persons"
    for word in naming.parts(work, text):
        if word.casefold() == "it":
            plan.members += [p.id for p in people.on_sides(work.db, ("it",)) if not p.guest]
            continue
        units = ", ".join(u.name for u in work.hospital.units.values())
        known = f" Units: {units}." if units else ""
        unknown = f"“{word[:40]}” is no unit and nobody who works here.{known}"
        try:
            person = naming.person(work, word, unknown)
        except Refused as refused:
            plan.errors[where] = str(refused)
            return
        if person.guest:
            plan.errors[where] = GUEST.format(name=person.name)
            return
        plan.members.append(person.id)
    plan.members = list(dict.fromkeys(plan.members))
    if not plan.members:
        plan.errors[where] = "Name who is asked, such as: Kim Lee, Raj Patel."
    if plan.pattern is not None and len(plan.pattern.times) > 1:
        plan.errors["when"] = "People are asked once a day: give one time."
