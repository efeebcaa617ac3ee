"""Starting a task force, its one list of members, and who comes and goes."""

from collections.abc import Mapping

from bot.core.rights import may
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import naming
from bot.features.naming import Recipients
from bot.features.rooms import name as room_name
from bot.features.speech import SIDES, listed
from bot.features.taskforce import lookup
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Form,
    ManyField,
    Message,
    Note,
    Option,
    Reply,
    Row,
    TextField,
    line,
    with_errors,
)
from bot.words.events import Action, Channel, Command, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import rooms, taskforces
from storage.nouns.taskforces import TaskForce

feature = Feature(
    "taskforce", (Help("taskforce", "people of both sides, in linked rooms", more=True),)
)
NO_PATIENTS = "No patient data belongs here: counts are enough, and names of patients never are."
MOST_ROOMS = 10
ORDER = ("clinical", "it", "both")


@feature.command("taskforce", right="raise")
def by_words(event: Command, work: Work) -> Reply:
    """Alone, which there are; `taskforce new` the form; `taskforce T-1 add Ana`, or remove."""
    first, _, rest = event.rest.strip().partition(" ")
    if not first:
        rows: list[Block] = [
            Row(
                (f"{one.label} {one.name}",), Button("Open", Action("taskforce.show", (one.label,)))
            )
            for one in taskforces.every(work.db)
        ]
        rows = rows or [line("None yet. One list of people, rooms on both platforms, one purpose.")]
        start = Button("Start one", Action("taskforce.new"), "primary")
        return Message("Task forces", (*rows, Buttons((start,))))
    if first.lower() == "new":
        return form(work, {}, event.channel)
    force = lookup.force(work, first)
    act, _, who = rest.strip().partition(" ")
    if not act:
        return card(work, force)
    if act.lower() not in {"add", "remove"} or not who.strip():
        raise Refused(
            f"Say taskforce {force.label} add Ana, or taskforce {force.label} remove Ana."
        )
    return _changed(work, force, act.lower(), who)


@feature.press("taskforce.show", right="raise", opens=True)
def show(event: Press, work: Work) -> Reply:
    return card(work, lookup.force(work, event.action.args[0]))


@feature.press("taskforce.new", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return form(work, {}, event.channel)


def form(work: Work, values: Mapping[str, str], here: Channel | None = None) -> Form:
    """`here` is the room it is asked in: chosen already, if it is one."""
    known = {_value(r.address): room_name(r) for r in rooms.all_of(work.db)}
    chosen = _value((here.platform, here.workspace, here.id)) if here else ""
    options = tuple(Option(value, label) for value, label in known.items() if "," not in value)
    picked = tuple(filter(None, values.get("rooms", chosen if chosen in known else "").split(",")))
    hint = "Names with commas. Each side is taken from what me says."
    return Form(
        "Start a task force",
        Action("taskforce.start"),
        (
            TextField("name", "What is it called?", values.get("name", ""), limit=80),
            TextField(
                "purpose", "What is it for?", values.get("purpose", ""), multiline=True, limit=400
            ),
            TextField(
                "who", "Who is in it?", values.get("who", ""), multiline=True, limit=600, hint=hint
            ),
            ManyField("rooms", "In which rooms, on every platform?", options, picked),
        ),
        "Start",
    )


def _value(address: tuple[str, str, str]) -> str:
    return "|".join(address)


@feature.submit("taskforce.start", right="raise", form=lambda _, work: form(work, {}))
def start(event: Submit, work: Work) -> Reply:
    """One list of members, each with a side; the rooms are told what it is for."""
    values = dict(event.values)
    found = naming.names(work, values.get("who", ""), myself=True)
    chosen = [v for v in values.get("rooms", "").split(",") if v][:MOST_ROOMS]
    errors = _wrong(values, found.wrong or _sides(found), chosen)
    if errors:
        return with_errors(form(work, values), values, errors)
    force = taskforces.start(
        work.db,
        name=" ".join(values["name"].split()),
        purpose=values["purpose"].strip(),
        members=[[person.id, person.side] for person in found.people],
        places=[value.split("|") for value in chosen],
        started_by=work.me.id,
        started_at=work.now,
    )
    work.show(force.key, card(work, force), *lookup.places(force))
    return Message(f"{force.label} is started", (line("Its rooms are told."),))


def _wrong(values: Mapping[str, str], who: str, chosen: list[str]) -> dict[str, str]:
    found = {"who": who} if who else {}
    if not values.get("name", "").strip():
        found["name"] = "Give it a name that people know it by."
    if not values.get("purpose", "").strip():
        found["purpose"] = "Say in a sentence what it should decide or change."
    if not chosen:
        found["rooms"] = "Choose at least one room. Missing? Type setup there first."
    return found


def _sides(found: Recipients) -> str:
    """People of both sides, or it is no task force of ours."""
    if found.teams:
        return f"“{found.teams[0][0]}” is a team. Name the people, so that each has one voice."
    sides = {person.side for person in found.people}
    lacking = [SIDES[side] for side in ("clinical", "it") if side not in sides]
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


def _changed(work: Work, force: TaskForce, act: str, who: str) -> Reply:
    """By its members and administrators. What was voted stays as it is."""
    ours = {one for one, _ in force.members} | {force.started_by}
    if work.me.id not in ours and not may(work.me, "admin"):
        raise Refused(f"Members of {force.label} can do that. Nothing was changed.")
    found = naming.names(work, who, myself=True)
    if found.wrong or not found.people:
        raise Refused(found.wrong or naming.NOBODY)
    ids = {person.id for person in found.people}
    rest = [[one, side] for one, side in force.members if one not in ids]
    new = [[person.id, person.side] for person in found.people] if act == "add" else []
    force.members = [*rest, *new]
    work.show(force.key, card(work, force))
    return card(work, force)
