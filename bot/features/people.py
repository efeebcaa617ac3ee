"""People: who is who, for administrators."""

from bot.core.acts import Given, Wrong
from bot.core.audit import named, note
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import admins, me, my_data, naming
from bot.features.lists import listing
from bot.features.nouns import PERSON
from bot.features.oncall import gaps
from bot.features.oncall.show import still_on_call
from bot.features.speech import several, who
from bot.words.cards import Button, Buttons, Form, Line, Message, Note, Reply, Row, line
from bot.words.events import Action, Command
from bot.words.fields import ChoiceField, Option, TextField
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import concern_lists, people
from storage.nouns.people import Person

feature = Feature("people", (Help("people", "who is who; people Ana shows one", "admin"),))
ROLES = ("admin", "leader", "custodian", "oncall", "backup", "admin_oncall")
MOST = 40
IN_FILE = "{name} is set in the settings file (corridor.toml): change it there, under [[people]]."
NOBODY_LEFT = "Nothing is left of who that was. If they write to me, they start anew."
STAYS = "What they raised and wrote stays."


@feature.command("people", beside=True)
def by_words(event: Command, work: Work) -> Reply:
    """All of them, or the one who is called so; who has left, where nobody here is."""
    admins.only(work)
    words = event.rest.strip()
    if not words:
        return listed(people.first(work.db, MOST), people.count(work.db))
    left, here = people.left(work.db, words), people.named(work.db, words)
    return card(
        work, left[0] if len(left) == 1 and not here else naming.person(work, words, meets=False)
    )


@feature.act(PERSON, "show", right="admin", opens=True)
def show(work: Work, person: Person, given: Given) -> Reply:
    return card(work, person)


def listed(first: list[Person], count: int) -> Message:
    rows = []
    for person in first:
        about = (who(person), person.unit, ", ".join(person.role_list))
        open_it = Button("Open", act("show", person))
        rows.append(Row((" · ".join(filter(None, about)),), open_it))
    more = count - len(first)
    left_out = f"And {more} more. To find one: {say('people Ana')}." if more > 0 else ""
    return listing(several(count, "person", "people"), rows, empty="", left_out=left_out)


def act(name: str, person: Person) -> Action:
    return Action(f"people.{name}", (str(person.id),))


def card(work: Work, person: Person) -> Message:
    """What is known of a person, and what may be done: nothing where the settings file has the
    last word."""
    known = me.about(person, work.hospital, me.accounts(work, person))
    if person.gone:
        sure = f"Erase who {person.name} was? It can't be undone."
        erase_it = Button("Erase", act("erase", person), "danger", sure)
        back_again = Button("Put back", act("back", person))
        return Message(person.name, (known, Buttons((back_again, erase_it))))
    if person.settled:
        return Message(person.name, (known, Note((IN_FILE.format(name=person.name),))))
    sure = f"Remove {person.name}? They can no longer use Corridor. What they wrote stays."
    remove_it = Button("Remove", act("remove", person), "danger", sure)
    change = Button("Change", act("change", person))
    return Message(person.name, (known, Buttons((change, remove_it))))


def _in_chat(work: Work, person: Person) -> None:
    """`Refused` where the settings file has the last word."""
    if person.settled:
        raise Refused(IN_FILE.format(name=person.name))


def form(work: Work, person: Person, args: tuple[str, ...]) -> Form:
    sides = tuple(Option(key, label) for key, label in me.SIDES.items())
    hint = f"Any of: {', '.join(ROLES)}."
    held = ", ".join(person.role_list)
    fields = (
        ChoiceField("side", "Side", sides, person.side, required=False),
        *me.working(person, work.hospital),
        TextField("roles", "Roles", held, required=False, limit=80, hint=hint),
    )
    return Form(f"Change {person.name}", act("save", person), fields, "Save")


@feature.act(PERSON, "save", buttons=("change",), right="admin", form=form, before=_in_chat)
def save(work: Work, person: Person, given: Given) -> Reply:
    roles = sorted(set(given["roles"].replace(",", " ").lower().split()))
    errors = me.wrong(person, work.hospital, given.values)
    if unknown := [role for role in roles if role not in ROLES]:
        errors["roles"] = f"There is no role {unknown[0][:20]}. Roles are {', '.join(ROLES)}."
    elif "admin" not in roles and admins.is_last(work, person):
        errors["roles"] = admins.LAST.format(name=person.name)
    if errors:
        raise Wrong(**errors)
    old_side, old_roles = person.side, person.role_list
    person.side = given["side"] or person.side
    person.role_list = roles
    me.apply(person, work.hospital, given.values)
    if (old_side, old_roles) != (person.side, roles):
        sides = f"side {old_side or 'none'} to {person.side or 'none'}"
        old, new = ("+".join(held) or "none" for held in (old_roles, roles))
        note(work, "person.changed", named(person), f"{sides}, roles {old} to {new}")
        _tell(work, person)
    return card(work, person)


def _tell(work: Work, person: Person) -> None:
    """Nobody's rights change behind their back."""
    if person.id == work.me.id:
        return
    title = f"{work.me.name} changed what Corridor knows about you"
    known = me.about(person, work.hospital, me.accounts(work, person))
    key = f"person:{person.id}:changed:{int(work.now.timestamp())}"
    work.tell(person, key, Message(title, (known, Note((f"Wrong? Ask {work.me.name}.",)))))


@feature.act(PERSON, "remove", right="admin", before=_in_chat)
def remove(work: Work, person: Person, given: Given) -> Reply:
    if admins.is_last(work, person):
        raise Refused(admins.LAST.format(name=person.name))
    person.gone = True
    note(work, "person.removed", named(person))
    gaps.tell(work)
    left = still_theirs(work, person) or (line(STAYS),)
    back = Buttons((Button("Put back", act("back", person)),))
    return Message(f"{person.name} is removed", (*left, back))


def still_theirs(work: Work, person: Person) -> tuple[Line, ...]:
    """Work that nobody does any more once they have left, by number, and when they would be on
    call; nothing if there is none."""
    theirs = concern_lists.page(work.db, concern_lists.assigned(person.id), limit=MOST)
    names = ", ".join(concern.name for concern in theirs.concerns)
    work_left = f"Still theirs to work on: {names}. Somebody in IT should take them."
    return ((line(work_left),) if names else ()) + still_on_call(work, person)


@feature.act(PERSON, "back", right="admin")
def back(work: Work, person: Person, given: Given) -> Reply:
    if person.erased or (person.gone and not people.accounts(work.db, person.id)):
        raise Refused(NOBODY_LEFT)
    person.gone = False
    note(work, "person.back", named(person))
    return card(work, person)


@feature.act(PERSON, "erase", right="admin")
def erase(work: Work, person: Person, given: Given) -> Reply:
    """For someone who has left and asks for it, or whose time is over."""
    if not person.gone:
        raise Refused(f"Remove {person.name} first. Nothing was changed.")
    name = person.name
    my_data.erase(work, person)
    return Message(f"{name} is erased", (line("What they wrote about concerns stays, unnamed."),))
