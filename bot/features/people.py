"""People: who is who, for administrators."""

from bot.core.audit import named, note
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features import admins, me, my_data, naming
from bot.features.speech import who
from bot.words.cards import (
    Block,
    Button,
    Buttons,
    ChoiceField,
    Form,
    Line,
    Message,
    Note,
    Option,
    Reply,
    Row,
    TextField,
    line,
    with_errors,
)
from bot.words.events import Action, Command, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import concerns, people
from storage.nouns.people import Person

feature = Feature("people", (Help("people", "who is who; people Ana shows one", "admin"),))
ROLES = ("admin", "leader", "custodian", "oncall", "backup")
MOST = 40
IN_FILE = "{name} is set in the settings file (corridor.toml): change it there, under [[people]]."
NOBODY_LEFT = "Nothing is left of who that was. If they write to me, they start anew."
LAST = "{name} is the only administrator. Make someone else one first."


@feature.command("people")
def show(event: Command, work: Work) -> Reply:
    admins.only(work)
    if event.rest.strip():
        return _one(work, _named(work, event.rest))
    return listed(people.everyone(work.db))


def _named(work: Work, words: str) -> Person:
    """Whoever is called so; of those who have left, where nobody here is."""
    gone = people.left(work.db, words)
    here = people.named(work.db, words)
    return gone[0] if len(gone) == 1 and not here else naming.person(work, words)


@feature.press("people.show", right="admin", opens=True)
def show_one(event: Press, work: Work) -> Reply:
    return _one(work, _person(work, event.action.args))


def listed(found: list[Person]) -> Message:
    rows: list[Block] = [_row(person) for person in found[:MOST]]
    if len(found) > MOST:
        rows.append(line(f"And {len(found) - MOST} more: type people and a name."))
    title = "1 person" if len(found) == 1 else f"{len(found)} people"
    return Message(title, tuple(rows))


def _row(person: Person) -> Row:
    unit = f" · {person.unit}" if person.unit else ""
    roles = f" · {', '.join(person.role_list)}" if person.role_list else ""
    return Row((f"{who(person)}{unit}{roles}",), Button("Open", act("show", person)))


def act(name: str, person: Person) -> Action:
    return Action(f"people.{name}", (str(person.id),))


def _one(work: Work, person: Person) -> Message:
    known = me.about(person, work.hospital, me.accounts(work, person))
    return Message(person.name, (known, *_acts(person)))


def _acts(person: Person) -> tuple[Block, ...]:
    """What may be done here; nothing where the settings file has the last word."""
    if person.gone:
        sure = f"Erase who {person.name} was? It can't be undone."
        gone = Button("Erase", act("erase", person), "danger", sure)
        return (Buttons((Button("Put back", act("back", person)), gone)),)
    if person.settled:
        return (Note((IN_FILE.format(name=person.name),)),)
    sure = f"Remove {person.name}? They can no longer use Corridor. What they wrote stays."
    gone = Button("Remove", act("remove", person), "danger", sure)
    return (Buttons((Button("Change", act("change", person)), gone)),)


@feature.press("people.change", right="admin", opens=True)
def ask(event: Press, work: Work) -> Reply:
    person = _person(work, event.action.args)
    _in_chat(person)
    return form(work, person)


def form(work: Work, person: Person) -> Form:
    sides = tuple(Option(key, label) for key, label in me.SIDES.items())
    hint = f"Any of: {', '.join(ROLES)}."
    held = ", ".join(person.role_list)
    fields = (
        ChoiceField("side", "Side", sides, person.side, required=False),
        *me.working(person, work.hospital),
        TextField("roles", "Roles", held, required=False, limit=80, hint=hint),
    )
    return Form(f"Change {person.name}", act("save", person), fields, "Save")


@feature.submit(
    "people.save", right="admin", form=lambda args, work: form(work, _person(work, args))
)
def save(event: Submit, work: Work) -> Reply:
    person, values = _person(work, event.action.args), dict(event.values)
    _in_chat(person)
    roles = sorted(set(values.get("roles", "").replace(",", " ").lower().split()))
    errors = me.wrong(person, work.hospital, values)
    if unfit := _unfit(work, person, roles):
        errors["roles"] = unfit
    if errors:
        return with_errors(form(work, person), values, errors)
    before = person.side, person.role_list
    person.side = values.get("side") or person.side
    person.role_list = roles
    me.apply(person, work.hospital, values)
    if before != (person.side, person.role_list):
        note(work, "person.changed", named(person), _from_to(before, person))
        _tell(work, person)
    return _one(work, person)


def _from_to(before: tuple[str, list[str]], person: Person) -> str:
    side, roles = before
    old, new = ("+".join(held) or "none" for held in (roles, person.role_list))
    return f"side {side or 'none'} to {person.side or 'none'}, roles {old} to {new}"


def _unfit(work: Work, person: Person, roles: list[str]) -> str:
    """Why a person can't have just these roles, or nothing."""
    if unknown := [role for role in roles if role not in ROLES]:
        return f"There is no role {unknown[0][:20]}. Roles are {', '.join(ROLES)}."
    return LAST.format(name=person.name) if "admin" not in roles and _last(work, person) else ""


def _tell(work: Work, person: Person) -> None:
    """Nobody's rights change behind their back."""
    if person.id == work.me.id:
        return
    title = f"{work.me.name} changed what Corridor knows about you"
    known = me.about(person, work.hospital, me.accounts(work, person))
    key = f"person:{person.id}:changed:{int(work.now.timestamp())}"
    work.tell(person, key, Message(title, (known, Note((f"Wrong? Ask {work.me.name}.",)))))


@feature.press("people.remove", right="admin")
def remove(event: Press, work: Work) -> Reply:
    person = _person(work, event.action.args)
    _in_chat(person)
    if _last(work, person):
        raise Refused(LAST.format(name=person.name))
    person.gone = True
    note(work, "person.removed", named(person))
    back = Buttons((Button("Put back", act("back", person)),))
    return Message(f"{person.name} is removed", (*_left_with(work, person), back))


def _left_with(work: Work, person: Person) -> tuple[Line, ...]:
    """Work that nobody does any more, by number."""
    left = concerns.assigned(work.db, person.id, MOST)
    if not left:
        return (line("What they raised and wrote stays."),)
    names = ", ".join(concern.name for concern in left)
    return (line(f"Still theirs to work on: {names}. Somebody in IT should take them."),)


@feature.press("people.back", right="admin")
def back(event: Press, work: Work) -> Reply:
    person = _person(work, event.action.args)
    if person.gone and not people.accounts(work.db, person.id):
        raise Refused(NOBODY_LEFT)
    person.gone = False
    note(work, "person.back", named(person))
    return _one(work, person)


@feature.press("people.erase", right="admin")
def erase(event: Press, work: Work) -> Reply:
    """For someone who has left and asks for it, or whose time is over."""
    person = _person(work, event.action.args)
    if not person.gone:
        raise Refused(f"Remove {person.name} first. Nothing was changed.")
    name = person.name
    my_data.erase(work, person)
    return Message(f"{name} is erased", (line("What they wrote about concerns stays, unnamed."),))


def _in_chat(person: Person) -> None:
    if person.settled:
        raise Refused(IN_FILE.format(name=person.name))


def _last(work: Work, person: Person) -> bool:
    return [p.id for p in people.with_role(work.db, "admin")] == [person.id]


def _person(work: Work, args: tuple[str, ...]) -> Person:
    number = args[0] if args else ""
    found = people.get(work.db, int(number)) if is_number(number) else None
    if found is None:
        raise Refused("I don't know that person any more. Type people to see who is here.")
    return found
