"""Starting a task force, its one list of members, and who comes and goes."""

from collections.abc import Mapping

from bot.core.rights import may
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import picking, recipients
from bot.features.lists import listing
from bot.features.nouns import TASKFORCE
from bot.features.picking import BY_NAME
from bot.features.recipients import Recipients
from bot.features.rooms import name as room_name
from bot.features.speech import SIDES, listed
from bot.features.taskforce import lookup
from bot.words.cards import (
    Bold,
    Button,
    Buttons,
    Form,
    Message,
    Note,
    Reply,
    Row,
    line,
    with_errors,
)
from bot.words.events import Action, Channel, Command, Press, Submit
from bot.words.fields import PeopleField, RoomOption, RoomsField, TextField
from bot.words.picked import room_key
from bot.words.refusal import Refused
from bot.words.spelling import in_room
from storage.nouns import rooms, taskforces
from storage.nouns.taskforces import TaskForce

feature = Feature(
    "taskforce",
    (Help("taskforce", "people of both sides, in linked rooms", more=True),),
    lasts=True,
)
NO_MEMBER = "Name the people who come or go: a team can't be a member."
NO_PATIENTS = "No patient data belongs here: counts are enough, and names of patients never are."
NONE_YET = "None yet. One list of people, rooms on both platforms, one purpose."
MOST_ROOMS = 10
ORDER = ("clinical", "it", "both")


@feature.command("taskforce", right="raise")
def by_words(event: Command, work: Work) -> Reply:
    """Alone, which there are; `taskforce new` the form; `taskforce T-1 add Ana`, or remove."""
    first, _, rest = event.rest.strip().partition(" ")
    if not first:
        rows = [
            Row(
                (f"{force.label} {force.name}",),
                Button("Open", Action("taskforce.show", (force.label,))),
            )
            for force in taskforces.every(work.db)
        ]
        start = Button("Start one", Action("taskforce.new"), "primary")
        return listing("Task forces", rows, Buttons((start,)), empty=NONE_YET)
    if first.lower() == "new":
        return form(work, {"name": rest.strip()[:80]}, event.channel)
    force = _find(work, first)
    act, _, who = rest.strip().partition(" ")
    if not act:
        return card(work, force)
    if act.lower() not in {"add", "remove"} or not who.strip():
        raise Refused(
            f"Say taskforce {force.label} add Ana, or taskforce {force.label} remove Ana."
        )
    return _change_members(work, force, act.lower(), who)


def _find(work: Work, label: str) -> TaskForce:
    """By what its buttons carry and what people type: "T-1", "T1", "1"."""
    begins = TASKFORCE.begins(label)
    return TASKFORCE.find(work, begins[0] if begins else label)


@feature.press("taskforce.show", right="raise", opens=True)
def show(event: Press, work: Work) -> Reply:
    return card(work, _find(work, event.action.args[0]))


@feature.press("taskforce.new", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return form(work, {}, event.channel)


def form(work: Work, values: Mapping[str, str], here: Channel | None = None) -> Form:
    """`here` is the room it is asked in: chosen already, if it is one."""
    options, chosen = _rooms(work), room_key(here) if here else ""
    usual = chosen if chosen in {option.value for option in options} else ""
    picked = tuple(filter(None, values.get("rooms", usual).split(",")))
    hint = "Names with commas. Each side is taken from what me says."
    return Form(
        "Start a task force",
        Action("taskforce.start"),
        (
            TextField("name", "What is it called?", values.get("name", ""), limit=80),
            TextField(
                "purpose", "What is it for?", values.get("purpose", ""), multiline=True, limit=400
            ),
            PeopleField("who", "Who is in it?", values.get("who", ""), words=BY_NAME, hint=hint),
            RoomsField("rooms", "In which rooms, on every platform?", options, picked),
        ),
        "Start",
    )


def _rooms(work: Work) -> tuple[RoomOption, ...]:
    known = rooms.all_of(work.db)
    return tuple(RoomOption(Channel(*room.address), room_name(room)) for room in known)


@feature.submit("taskforce.start", right="raise", form=lambda _, work: form(work, {}))
def start(event: Submit, work: Work) -> Reply:
    """One list of members, each with a side; the rooms are told what it is for."""
    values = dict(event.values)
    named = recipients.names(work, values.get("who", ""), myself=True)
    chosen, unknown = picking.ticked(values.get("rooms", ""), _rooms(work))
    places = [[c.platform, c.workspace, c.id] for c in (one.channel for one in chosen)]
    errors = {"who": wrong} if (wrong := _wrong(named)) else {}
    if not values.get("name", "").strip():
        errors["name"] = "Give it a name that people know it by."
    if not values.get("purpose", "").strip():
        errors["purpose"] = "Say in a sentence what it should decide or change."
    if unknown:
        errors["rooms"] = picking.NOT_A_ROOM
    elif not chosen:
        errors["rooms"] = f"Choose at least one room. Missing? Type {in_room('setup')} there first."
    if errors:
        return with_errors(form(work, values), values, errors)
    force = taskforces.start(
        work.db,
        name=" ".join(values["name"].split()),
        purpose=values["purpose"].strip(),
        members=[[person.id, person.side] for person in named.people],
        places=places[:MOST_ROOMS],
        started_by=work.me.id,
        started_at=work.now,
    )
    work.show(force.key, card(work, force), *lookup.places(force))
    return Message(f"{force.label} is started", (line("Its rooms are told."),))


def _wrong(named: Recipients) -> str:
    """What is wrong with whom it is of; "" where nothing is."""
    sides = {person.side for person in named.people}
    lacking = [SIDES[side] for side in ("clinical", "it") if side not in sides]
    if named.wrong:
        return named.wrong
    if named.teams:
        team = named.teams[0][0]
        return f"“{team}” is a team. Name the people, so that each has one voice."
    return f"Nobody of it is {listed(lacking)} yet. Name someone of both sides." if lacking else ""


def card(work: Work, force: TaskForce) -> Message:
    """The first message: what it is for, who is in it by side, and what never belongs there."""
    by_side: dict[str, list[str]] = {}
    for person, side in lookup.members(work, force):
        by_side.setdefault(side, []).append(person.name)
    lists = [
        line(Bold(SIDES[side].capitalize() if side == "clinical" else SIDES[side]), ": ", names)
        for side in ORDER
        if (names := ", ".join(by_side.get(side, [])))
    ]
    return Message(
        f"{force.label} {force.name}", (line(force.purpose), *lists, Note((NO_PATIENTS,)))
    )


def _change_members(work: Work, force: TaskForce, act: str, who: str) -> Reply:
    """By its members and administrators. What was voted stays as it is."""
    ours = {member for member, _ in force.members} | {force.started_by}
    if work.me.id not in ours and not may(work.me, "admin"):
        raise Refused(f"Members of {force.label} can do that. Nothing was changed.")
    named = recipients.names(work, who, myself=True)
    if named.wrong or not named.people:
        raise Refused(named.wrong or NO_MEMBER)
    ids = {person.id for person in named.people}
    others = [[member, side] for member, side in force.members if member not in ids]
    new = [[person.id, person.side] for person in named.people] if act == "add" else []
    force.members = [*others, *new]
    work.show(force.key, card(work, force))
    return card(work, force)
