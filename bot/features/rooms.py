"""Rooms: which channels have a purpose, and setting one up where it is."""

from dataclasses import dataclass

from bot.cards import (
    Block,
    Button,
    ChoiceField,
    Field,
    Form,
    Heading,
    Message,
    Option,
    Reply,
    Row,
    TextField,
    line,
)
from bot.events import Action, Command, Press, Submit
from bot.features.checklist import missing
from bot.hospital import Hospital
from bot.refusal import Refused
from bot.rights import require
from bot.router import Feature, Help
from bot.rules.priority import SYSTEMS
from bot.work import Work
from storage import people, rooms
from storage.rooms import PURPOSES, Room

feature = Feature(
    "rooms",
    (
        Help("rooms", "which channel is for what", "admin"),
        Help("setup", "give this channel a purpose, or see what is missing", "admin"),
    ),
)
WORDS = {
    "ward": "Ward: concerns come from here",
    "triage": "Triage: IT works on them here",
    "wins": "Wins are announced here",
    "huddle": "The joint stand-up is here",
    "leaders": "Leaders read the week here",
}


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A room as somebody sets it up in chat."""

    address: tuple[str, str, str]
    purpose: str
    name: str
    unit: str = ""
    systems: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@feature.command("rooms", act="admin")
def show(event: Command, work: Work) -> Reply:
    blocks: list[Block] = []
    for purpose in PURPOSES:
        found = rooms.all_of(work.db, work.hid, purpose)
        blocks += [Heading(WORDS[purpose]), *map(_row, found)] if found else []
    return Message("Rooms", tuple(blocks) or (line("None yet. Type setup in a channel."),))


def _row(room: Room) -> Row:
    detail = room.unit or ", ".join(room.systems)
    name = f"{room.name or room.channel} ({room.platform.capitalize()})"
    remove = Button(
        "Remove", Action("rooms.remove", room.address), confirm=f"Is {name} no room any more?"
    )
    return Row((f"{name}{f' · {detail}' if detail else ''}",), remove)


@feature.press("rooms.remove", act="admin")
def remove(event: Press, work: Work) -> Reply:
    platform, workspace, channel = event.action.args
    room = rooms.at(work.db, work.hid, (platform, workspace, channel))
    if room is None:
        raise Refused("That channel is no room already.")
    _in_chat(room)
    rooms.drop(work.db, work.hid, room.address)
    return Message("Removed", (line("What is shown there stays; nothing new will come."),))


@feature.command("setup")
def setup(event: Command, work: Work) -> Reply:
    """In a channel, its purpose; in a direct message, what is still missing."""
    first = _first_admin(work)
    if not first:
        require(work.me, "admin")
    if not event.channel.dm:
        return form(work.hospital, rooms.at(work.db, work.hid, _address(event)))
    found = [line(text) for text in missing(work)]
    ready = (line("Nothing is missing."),)
    made = (line("You are an administrator now, since there was none."),) if first else ()
    return Message("Setting up", (*made, *(found or ready)))


def _first_admin(work: Work) -> bool:
    """Where there is no administrator at all, whoever sets up becomes one."""
    if people.with_role(work.db, work.hid, "admin"):
        return False
    work.me.role_list = sorted({*work.me.role_list, "admin"})
    return True


def _address(event: Command | Submit) -> tuple[str, str, str]:
    return event.channel.platform, event.channel.workspace, event.channel.id


def form(hospital: Hospital, room: Room | None) -> Form:
    purposes = tuple(Option(key, words) for key, words in WORDS.items())
    units = tuple(Option(unit.id, unit.name) for unit in hospital.units.values())
    systems = tuple(Option(name, name) for name in SYSTEMS[:-1])
    fields: list[Field] = [
        ChoiceField("purpose", "What is this channel for?", purposes, room.purpose if room else ""),
        TextField("name", "What do people call it?", room.name if room else "", limit=60),
    ]
    if units:
        unit = room.unit if room else ""
        fields.append(ChoiceField("unit", "Ward: which unit?", units, unit, required=False))
    hint = "None: everything that no other triage room takes."
    fields.append(
        ChoiceField("system", "Triage: only one system?", systems, required=False, hint=hint)
    )
    return Form("This channel", Action("rooms.save"), tuple(fields), "Save")


@feature.submit("rooms.save", act="admin")
def save(event: Submit, work: Work) -> Reply:
    values = event.values
    purpose, unit = values.get("purpose", ""), values.get("unit", "")
    if purpose not in PURPOSES:
        raise Refused("Choose what this channel is for.")
    if event.channel.dm:
        raise Refused("Type setup in the channel that you mean.")
    if (known := rooms.at(work.db, work.hid, _address(event))) is not None:
        _in_chat(known)
    system = values.get("system", "")
    room = NewRoom(
        _address(event),
        purpose,
        values.get("name", "").strip()[:60],
        unit if purpose == "ward" and unit in work.hospital.units else "",
        (system,) if purpose == "triage" and system in SYSTEMS else (),
    )
    rooms.put(work.db, work.hid, room, work.now)
    return Message(f"{room.name or 'This channel'} is set up", (line(WORDS[purpose]),))


def _in_chat(room: Room) -> None:
    if room.settled:
        raise Refused(
            "This room is in the settings file (corridor.toml, [[rooms]]): change it there."
        )
