"""People: who is who, for administrators."""

from bot.cards import (
    Block,
    Button,
    Buttons,
    Form,
    Message,
    Reply,
    Row,
    TextField,
    line,
)
from bot.events import Action, Command, Press, Submit
from bot.features import me
from bot.features.concerns import find
from bot.features.concerns.words import who
from bot.refusal import Refused
from bot.router import Feature, Help
from bot.work import Work
from storage import people
from storage.people import Person

feature = Feature("people", (Help("people", "who is who; people Ana shows one", "admin"),))
ROLES = ("admin", "leader", "custodian", "oncall", "backup")
MOST = 40


@feature.command("people", act="admin")
def show(event: Command, work: Work) -> Reply:
    if event.rest.strip():
        return _one(work, find.person(work, event.rest))
    found = people.everyone(work.db, work.hid)
    rows: list[Block] = [_row(person) for person in found[:MOST]]
    if len(found) > MOST:
        rows.append(line(f"And {len(found) - MOST} more: type people and a name."))
    return Message(f"{len(found)} people", tuple(rows))


def _row(person: Person) -> Row:
    unit = f" · {person.unit}" if person.unit else ""
    roles = f" · {', '.join(person.role_list)}" if person.role_list else ""
    change = Button("Change", Action("people.change", (str(person.id),)))
    return Row((f"{who(person)}{unit}{roles}",), change)


def _one(work: Work, person: Person) -> Message:
    accounts = ", ".join(f"{a.platform.capitalize()} {a.id}" for a in work.accounts(person))
    shown = me.card(person, work.hospital, accounts)
    change = Button("Change", Action("people.change", (str(person.id),)))
    gone = Button(
        "Remove",
        Action("people.remove", (str(person.id),)),
        "danger",
        f"Remove {person.name}? They can no longer use Corridor.",
    )
    return Message(person.name, (shown.blocks[0], Buttons((change, gone))))


@feature.press("people.change", act="admin")
def ask(event: Press, work: Work) -> Reply:
    return form(work, _person(work, event.action.args))


def form(work: Work, person: Person) -> Form:
    mine = me.form(person, work.hospital)
    known = tuple(field for field in mine.fields if field.id in {"side", "unit", "shift", "days"})
    hint = f"Any of: {', '.join(ROLES)}."
    roles = TextField(
        "roles", "Roles", ", ".join(person.role_list), required=False, limit=80, hint=hint
    )
    action = Action("people.save", (str(person.id),))
    return Form(f"Change {person.name}", action, (*known, roles), "Save")


@feature.submit("people.save", act="admin")
def save(event: Submit, work: Work) -> Reply:
    person, values = _person(work, event.action.args), dict(event.values)
    if person.settled:
        raise Refused(
            f"{person.name} is set in the settings file (corridor.toml): change it there."
        )
    roles = sorted(set(values.get("roles", "").replace(",", " ").lower().split()))
    if unknown := [role for role in roles if role not in ROLES]:
        raise Refused(f"There is no role {unknown[0][:20]}. Roles are {', '.join(ROLES)}.")
    if "admin" not in roles:
        _keep_an_admin(work, person)
    side = values.get("side", person.side)
    person.side = side if side in me.SIDES else person.side
    person.role_list = roles
    me.apply(person, work.hospital, values | {"zone": person.zone})
    return _one(work, person)


@feature.press("people.remove", act="admin")
def remove(event: Press, work: Work) -> Reply:
    person = _person(work, event.action.args)
    if person.settled:
        raise Refused(
            f"{person.name} is set in the settings file (corridor.toml): remove it there."
        )
    _keep_an_admin(work, person)
    person.gone = True
    return Message(f"{person.name} is removed", (line("Their concerns stay as they are."),))


def _keep_an_admin(work: Work, person: Person) -> None:
    admins = people.with_role(work.db, work.hid, "admin")
    if [p.id for p in admins] == [person.id]:
        raise Refused(f"{person.name} is the only administrator. Make someone else one first.")


def _person(work: Work, args: tuple[str, ...]) -> Person:
    number = args[0] if args else ""
    found = people.get(work.db, work.hid, int(number)) if number.isdecimal() else None
    if found is None:
        raise Refused("That person is gone. Type people to see who is here.")
    return found
