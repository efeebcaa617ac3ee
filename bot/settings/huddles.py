"""Joint stand-ups that an operator sets up: `[[huddles]]`, checked against rooms, units, people."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.rules.hospital import Unit
from bot.rules.occurrences import Pattern
from bot.rules.parse_repeat import read_repeat
from bot.rules.parse_span import span
from bot.settings.plain import Wrong, one_of, zone
from bot.settings.table import Table
from bot.settings.values import HuddleSetting, PersonSetting, RoomSetting

USUAL = timedelta(hours=1)
LONGEST_WINDOW, LONGEST_NAME = timedelta(hours=8), 80
HOW = 'Write it as "daily 08:15" or "mon, wed 09:00".'


def huddles(
    tables: Sequence[Table],
    rooms: Sequence[RoomSetting],
    units: Mapping[str, Unit],
    people: Sequence[PersonSetting],
) -> tuple[HuddleSetting, ...]:
    found: dict[str, HuddleSetting] = {}
    for table in tables:
        huddle = _huddle(table, rooms, units, people)
        if huddle.name in found:
            table.wrong("name", f'"{huddle.name}" is used twice.', "Give each a name of its own.")
        found[huddle.name] = huddle
    return tuple(found.values())


def _huddle(
    table: Table,
    rooms: Sequence[RoomSetting],
    units: Mapping[str, Unit],
    people: Sequence[PersonSetting],
) -> HuddleSetting:
    table.needed("when", '"daily 08:15"')
    names = [room.name or room.channel.id for room in rooms]
    staff = [person.name for person in people if person.name]
    huddle = HuddleSetting(
        name=_name(table),
        when=table.read("when", _when, None),
        rooms=table.texts("rooms", lambda room: one_of(room, names)),
        units=table.texts("units", lambda unit: one_of(unit, units)),
        people=table.texts("people", lambda name: one_of(name, staff)),
        zone=table.read("zone", zone, None),
        holidays=table.flag("holidays") is not False,
        window=table.read("window", _window, USUAL),
    )
    # What is wrong with the keys together.
    if not table.values.get("rooms"):
        table.wrong("rooms", "is missing.", "Name the rooms it is posted in, as [[rooms]] does.")
    if huddle.units and huddle.people:
        table.wrong("people", "can't stand beside units.", "Ask units or people: leave one out.")
    if huddle.people and huddle.when is not None and len(huddle.when.times) > 1:
        table.wrong("when", "has several times.", "People are asked once a day: give one.")
    table.done()
    return huddle


def _name(table: Table) -> str:
    name = table.needed("name", '"5W go-live"')
    if len(name) > LONGEST_NAME:
        table.wrong("name", f"has {len(name)} letters.", f"Use at most {LONGEST_NAME}.")
    return name[:LONGEST_NAME]


def _when(text: str) -> Pattern:
    try:
        return read_repeat(text)
    except ValueError as error:
        raise Wrong(f'"{text}" can\'t be read.', f"{error} {HOW}") from None


def _window(text: str) -> timedelta:
    length, working = span(text)
    if working or not timedelta(minutes=10) <= length <= LONGEST_WINDOW:
        raise Wrong(f'"{text}" is no window.', 'Write between "10m" and "8h".')
    return length
