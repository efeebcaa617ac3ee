"""Setting up: a channel's purpose, the first administrator, and what a hospital still lacks."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.audit import named, note
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import admins
from bot.features.rooms import IN_FILE, WORDS, address
from bot.features.setup_checklist import missing
from bot.rules.hospital import Hospital
from bot.rules.priority import SYSTEMS
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    ChoiceField,
    Field,
    Form,
    Line,
    Message,
    Note,
    Option,
    Reply,
    TextField,
    line,
    with_errors,
)
from bot.words.events import Action, Channel, Command, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import people, rooms
from storage.nouns.rooms import PURPOSES, Room

feature = Feature(
    "setup", (Help("setup", "give this channel a purpose, or see what is missing", "admin"),)
)
FIRST = "You are an administrator now, since there was none."
IN_FILE_WITHOUT = (
    "corridor.toml names you without this role: add it there, or it ends at the next start."
)


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A room as somebody sets it up in chat."""

    address: tuple[str, str, str]
    purpose: str
    name: str
    unit: str = ""
    systems: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@feature.command("setup")
def setup(event: Command, work: Work) -> Reply:
    """In a channel, its purpose; in a direct message, what is still missing."""
    made = _first_admin(work, event.channel)
    admins.only(work)
    if event.channel.dm:
        return checklist(made, list(missing(work)))
    where = (event.channel.platform, event.channel.workspace, event.channel.id)
    room = rooms.at(work.db, where)
    if room is not None and room.settled:
        return Message(WORDS[room.purpose], (*made, line(IN_FILE)))
    return form(work.hospital, where, room, made)


@feature.press("setup.check", right="admin", opens=True)
def check(event: Press, work: Work) -> Reply:
    return checklist((), list(missing(work)))


def _first_admin(work: Work, here: Channel) -> tuple[Line, ...]:
    """Where there is no administrator at all, whoever sets up becomes one, and all may know."""
    if people.with_role(work.db, "admin"):
        return ()
    person = work.me
    person.role_list = sorted({*person.role_list, "admin"})
    note(work, "person.admin", named(person))
    known = [Channel(*room.address) for room in rooms.all_of(work.db)]
    places = dict.fromkeys([*known, *([] if here.dm else [here])])
    if places:
        work.show(f"admin:first:{person.id}", announced(person.name), *places)
    told = " The rooms are told." if places else ""
    return (line(FIRST + told), *([line(IN_FILE_WITHOUT)] if person.settled else []))


def announced(name: str) -> Message:
    why = "There was none, and they were the first to type setup. Wrong? Tell whoever runs me."
    return Message(f"{name} is Corridor's administrator now", (line(why),))


def checklist(first: tuple[Block, ...], found: list[str]) -> Message:
    todo = [line(text) for text in found] or [line("Nothing is missing.")]
    rooms_too = Buttons((Button("Rooms", Action("rooms.list")),))
    return Message("Setting up", (*first, *todo, rooms_too))


def form(
    hospital: Hospital,
    where: tuple[str, str, str],
    room: Room | None,
    first: tuple[Block, ...] = (),
) -> Form:
    purposes = tuple(Option(key, words) for key, words in WORDS.items())
    fields: tuple[Field, ...] = (
        ChoiceField("purpose", "What is this channel for?", purposes, room.purpose if room else ""),
        TextField("name", "What do people call it?", room.name if room else "", limit=60),
        *_routing(hospital, room),
    )
    return Form("This channel", Action("setup.save", where), fields, "Save", first)


def _routing(hospital: Hospital, room: Room | None) -> tuple[Field, ...]:
    """Which concerns it is shown: a ward's unit, or a triage room's system."""
    units = tuple(Option(unit.id, unit.name) for unit in hospital.units.values())
    systems = tuple(Option(name, name) for name in SYSTEMS[:-1])
    one = room.systems[0] if room and room.systems else ""
    hint = "None: everything that no other triage room takes."
    system = ChoiceField("system", "Triage: one system?", systems, one, required=False, hint=hint)
    if not units:
        return (system,)
    ours = room.unit if room else ""
    return ChoiceField("unit", "Ward: which unit?", units, ours, required=False), system


@feature.submit(
    "setup.save", right="admin", form=lambda args, work: form(work.hospital, address(args), None)
)
def save(event: Submit, work: Work) -> Reply:
    where, values = address(event.action.args), dict(event.values)
    known = rooms.at(work.db, where)
    if known is not None and known.settled:
        raise Refused(IN_FILE)
    if errors := _wrong(work.hospital, values):
        return with_errors(form(work.hospital, where, known), values, errors)
    purpose, system = values["purpose"], values.get("system", "")
    room = NewRoom(
        where,
        purpose,
        values["name"].strip()[:60],
        values.get("unit", "") if purpose == "ward" else "",
        (system,) if purpose == "triage" and system in SYSTEMS else (),
    )
    rooms.put(work.db, room, work.now)
    note(work, "room.changed", f"{room.purpose} room", "set")
    work.show("room:purpose", welcome(room, work.hospital, work.me.name), Channel(*where))
    todo = Buttons((Button("What is missing?", Action("setup.check")),))
    return Message(f"{room.name} is set up", (line(WORDS[room.purpose]), todo))


def _wrong(hospital: Hospital, values: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    purpose, unit = values.get("purpose", ""), values.get("unit", "")
    if purpose not in PURPOSES:
        errors["purpose"] = "Choose what this channel is for."
    if not values.get("name", "").strip():
        errors["name"] = "Write the name that people know it by."
    if purpose == "ward" and hospital.units and unit not in hospital.units:
        errors["unit"] = "Choose the unit whose concerns come from here."
    return errors


def welcome(room: NewRoom, hospital: Hospital, by: str) -> Message:
    """What everybody in the channel is told of it."""
    unit = hospital.units.get(room.unit)
    of = f" of {unit.name}" if unit else f" for {room.systems[0]}" if room.systems else ""
    first = {
        "ward": ("To tell IT what is wrong, type ", Bold("concern"), " and one sentence."),
        "triage": ("Concerns are shown here. Answer in their threads; the ward reads it.",),
    }.get(room.purpose, (f"{WORDS[room.purpose]}.",))
    return Message(
        f"This is the {room.purpose} room{of} now", (line(*first), Note((f"Set up by {by}.",)))
    )
