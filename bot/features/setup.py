"""Setting up: a channel's purpose, the first administrator, and what a hospital still lacks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.core import bootstrap
from bot.core.audit import named, note
from bot.core.room_facts import redraw
from bot.core.router import Feature, Help
from bot.core.unused_words import leaving_out
from bot.core.work import Work
from bot.features import admins, guests
from bot.features.oncall.duty import rota
from bot.features.rooms import IN_FILE, WORDS, address
from bot.rules.hospital import Hospital
from bot.rules.priority import SYSTEMS
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Form,
    Line,
    Message,
    Note,
    Reply,
    line,
    with_errors,
)
from bot.words.events import Action, Channel, Command, Press, Submit
from bot.words.fields import ChoiceField, Field, Option, TextField
from bot.words.refusal import Refused
from bot.words.spelling import in_room, say
from storage.nouns import account_links, people, rooms
from storage.nouns.rooms import PURPOSES, Room

feature = Feature(
    "setup", (Help("setup", "give this channel a purpose, or see what is missing", "admin"),)
)
PURPOSE = "room:purpose"
"""What a room is told when it is set up: posted once there, and edited later."""
FEW = 5
FIRST = "You are an administrator now."
MOST_WRONG, WITHIN = 5, timedelta(hours=1)
READ = (
    "A code in a channel is read by others, so if this was one, it holds no more, and you are no"
    " administrator by it. Ask whoever runs me for a new one (corridor bootstrap), and type setup"
    " and the code in a direct message to me."
)
UNKNOWN = (
    "That code is not known, was used, or is older than an hour. Ask whoever runs me for a new one"
    " (corridor bootstrap). Without a code, type only setup."
)
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
def by_words(event: Command, work: Work) -> Reply:
    """The code of whoever runs us; without one, what is here."""
    if bootstrap.is_code(event.rest):
        return _by_code(event, work)
    admins.only(work)
    return leaving_out(_here(event, work), event.rest)


def _here(event: Command, work: Work) -> Message | Form:
    """In a channel, its purpose; in a direct message, what is still missing."""
    if event.channel.dm:
        return checklist(work, ())
    where = (event.channel.platform, event.channel.workspace, event.channel.id)
    room = rooms.at(work.db, where)
    if room is not None and room.settled:
        return Message(WORDS[room.purpose], (line(IN_FILE),))
    return form(work.hospital, where, room)


@feature.press("setup.check", right="admin", opens=True)
def by_button(event: Press, work: Work) -> Reply:
    return checklist(work, ())


def _by_code(event: Command, work: Work) -> Reply:
    """The code of whoever runs us makes somebody administrator, in a direct message only: in a
    channel others read it, so that it holds no more."""
    if not event.channel.dm:
        bootstrap.spoil(work.db, event.rest, work.now)
        return Message("Not here", (line(READ),), tone="warning")
    if account_links.misses(work.db, work.me.id, work.now, WITHIN) >= MOST_WRONG:
        raise Refused("Those were too many wrong codes. Please wait an hour, then try once more.")
    if not bootstrap.redeem(work.db, event.rest, work.now):
        account_links.missed(work.db, work.me.id, work.now, WITHIN)
        return Message("Nothing was changed", (line(UNKNOWN),))
    return checklist(work, _become_admin(work))


def _become_admin(work: Work) -> tuple[Line, ...]:
    """All may know, and the administrators that there are hear of it."""
    person = work.me
    person.role_list = sorted({*person.role_list, "admin"})
    note(work, "person.admin", named(person), "by a bootstrap code")
    said = announced(person.name)
    places = [Channel(*room.address) for room in rooms.all_of(work.db)]
    key = f"admin:first:{person.id}"
    if places:
        work.show(key, said, *places)
    admins.tell(work, key, said)
    told = " The rooms are told." if places else ""
    return (line(FIRST + told), *([line(IN_FILE_WITHOUT)] if person.settled else []))


def announced(name: str) -> Message:
    why = "They typed the code that whoever runs me was given. Wrong? Tell whoever runs me."
    return Message(f"{name} is Corridor's administrator now", (line(why),))


def checklist(work: Work, first: tuple[Block, ...]) -> Message:
    todo = [line(text) for text in missing(work)] or [line("Nothing is missing.")]
    rooms_too = Buttons((Button("Rooms", Action("rooms.list")),))
    return Message("Setting up", (*first, *todo, rooms_too))


def missing(work: Work) -> Iterator[str]:
    """What the hospital still lacks: one sentence for each thing, with what to do."""
    triage = rooms.all_of(work.db, "triage")
    if not triage:
        yield (
            "No triage room: add me to the channel where IT works,"
            f" and type {in_room('setup')} there."
        )
    elif all(room.systems or room.kinds for room in triage):
        yield (
            "Every triage room takes one system only: type"
            f" {in_room('setup')} in the one that takes the rest."
        )
    now = rota(work, work.now)
    for role, why in (("oncall", "P1 and P2"), ("backup", "late answers")):
        if now.on(role, work.now) is None and not people.with_role(work.db, role):
            yield (
                f"Nobody is paged for {why}:"
                f" type {say('people')}, and give someone the role {role}."
            )
    yield from _missing_wards(work)
    if unknown := people.names_without_side(work.db):
        yield f"Side not known: {_some(unknown)}. Give it with people, or clinicians with me."
    if not work.hospital.phone:
        yield "No telephone number for emergencies: set phone in corridor.toml, under [hospital]."


def _missing_wards(work: Work) -> Iterator[str]:
    units = work.hospital.units.values()
    if not units:
        yield "No units: name them in corridor.toml, under [[units]]."
    with_room = {room.unit for room in rooms.all_of(work.db, "ward")}
    if without := [unit.name for unit in units if unit.id not in with_room]:
        yield f"No ward room for {_some(without)}: type {in_room('setup')} in the channel of each."


def _some(names: list[str]) -> str:
    """ "5 West, ICU", and how many more."""
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + more


def form(
    hospital: Hospital,
    where: tuple[str, str, str],
    room: Room | None,
) -> Form:
    purposes = tuple(Option(key, words) for key, words in WORDS.items())
    fields: list[Field] = [
        ChoiceField("purpose", "What is this channel for?", purposes, room.purpose if room else ""),
        TextField(
            "name", "What do people call it?", (room.name or room.called) if room else "", limit=60
        ),
    ]
    # Which concerns it is shown: a ward's unit, or a triage room's system.
    if units := tuple(Option(unit.id, unit.name) for unit in hospital.units.values()):
        unit = room.unit if room else ""
        fields.append(ChoiceField("unit", "Ward: which unit?", units, unit, required=False))
    systems = tuple(Option(name, name) for name in SYSTEMS[:-1])
    system = room.systems[0] if room and room.systems else ""
    hint = "None: everything that no other triage room takes."
    fields.append(
        ChoiceField("system", "Triage: one system?", systems, system, required=False, hint=hint)
    )
    held = (Option("no", "No, only people of this hospital"), Option("yes", "Yes"))
    chosen = "yes" if room is not None and room.guests else "no"
    hint = "A vendor's people, guest accounts, another organisation."
    fields.append(
        ChoiceField("guests", "Is a guest in it?", held, chosen, required=False, hint=hint)
    )
    return Form("This channel", Action("setup.save", where), tuple(fields), "Save")


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
    kept = rooms.put(work.db, room, work.now)
    held, kept.guests = kept.guests, values.get("guests") == "yes" or event.channel.outside
    if held != kept.guests:
        redraw(work)
    note(work, "room.changed", f"{room.purpose} room", "set")
    work.show(PURPOSE, welcome(room, work.hospital, work.me.name), Channel(*where))
    todo = Buttons((Button("What is missing?", Action("setup.check")),))
    words = guests.told(kept).blocks if kept.guests else ()
    return Message(f"{room.name} is set up", (line(WORDS[room.purpose]), *words, todo))


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
        "ward": ("To tell IT what is wrong, type ", Bold(say("concern")), " and one sentence."),
        "triage": ("Concerns are shown here. Answer in their threads; the ward reads it.",),
    }.get(room.purpose, (f"{WORDS[room.purpose]}.",))
    return Message(
        f"This is the {room.purpose} room{of} now", (line(*first), Note((f"Set up by {by}.",)))
    )
