"""Me: who Corridor thinks I am, when I work, and what it keeps about me."""

import re
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import available_timezones

from bot.core import accounts as linked
from bot.core.audit import named, note
from bot.core.rights import may
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import admins, my_data
from bot.rules.hospital import Hospital, Unit
from bot.settings import plain
from bot.words.cards import (
    Button,
    Buttons,
    ChoiceField,
    Facts,
    Field,
    Form,
    Message,
    Note,
    Option,
    Reply,
    TextField,
    facts,
    with_errors,
)
from bot.words.events import Action, Command, Press, Submit
from bot.words.refusal import Refused
from storage.nouns.people import Person

feature = Feature(
    "me",
    (
        Help("me", "your side, unit and shift, and what is kept", "", more=True),
        Help("me export", "all that is kept about you, as a file; me erase", "", more=True),
    ),
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SIDES = {"clinical": "Clinical", "it": "IT", "both": "Both: clinical informatics"}
OPEN_SIDES = ("clinical", "it")
KEPT = (
    "Kept about you: this, your e-mail address where your platform gives it, when you last used"
    " each account, what you raised, joined or wrote about concerns, what you told huddles or took"
    " on there, when you said you are away, your imported shifts, the wins you wrote or were asked"
    " about, polls you asked, and your votes until a poll closes; of an anonymous one only that you"
    " voted. What you raised in confidence is kept sealed, and is not listed. What you write"
    " elsewhere is not kept."
)
QUIET = "Off shift you get nothing that can wait; it comes when your shift starts."
ANY_TIME = "Choose your shift, and what can wait is held back until it starts."


@feature.command("me")
def show(event: Command, work: Work) -> Reply:
    """`me`; `me export` and `me erase`, which only a chat of one's own is for."""
    wanted = event.rest.strip().lower()
    if wanted not in {"export", "erase"}:
        return mine(work)
    if not event.channel.dm:
        raise Refused("That is for your eyes only: type it in your own chat with me.")
    return my_data.export(work) if wanted == "export" else my_data.ask(work)


@feature.press("me.show", opens=True)
def show_by_button(event: Press, work: Work) -> Reply:
    return mine(work)


def mine(work: Work) -> Message:
    return card(work.me, work.hospital, accounts(work, work.me))


def accounts(work: Work, person: Person) -> list[str]:
    """A person's accounts, as their platforms call them."""
    return [linked.named(account) for account in work.accounts(person)]


def card(person: Person, hospital: Hospital, where: Sequence[str]) -> Message:
    quiet = Note((QUIET if person.shift_name else ANY_TIME,))
    change = Button("Change", Action("me.change"))
    link = Button("Link another account", Action("link.code"))
    unlink = (Button("Separate accounts", Action("link.accounts")),) if len(where) > 1 else ()
    known = about(person, hospital, where)
    get = Button("Give me all of it", Action("me.export"))
    forget = Button("Erase me", Action("me.forget"))
    buttons = Buttons((change, link, *unlink, get, forget))
    return Message(person.name, (known, quiet, Note((KEPT,)), buttons))


def about(person: Person, hospital: Hospital, where: Sequence[str]) -> Facts:
    """What is known of a person; `where` names their accounts."""
    unit = hospital.units.get(person.unit)
    return facts(
        ("Side", SIDES.get(person.side, "not said yet")),
        ("Unit", unit.name if unit else "none"),
        ("Shift", _shift(person, unit)),
        ("Time zone", person.zone or str(hospital.zone)),
        ("Roles", ", ".join(person.role_list) or "none"),
        ("Accounts", ", ".join(where) or "none"),
    )


def _shift(person: Person, unit: Unit | None) -> str:
    if not person.shift_name:
        return "none, so messages come at any time"
    days = "every day" if person.days is None else ", ".join(DAYS[d] for d in person.days)
    hours = [
        f" ({s.start:%H:%M} to {s.end:%H:%M})"
        for s in (unit.shifts if unit else ())
        if s.name == person.shift_name
    ]
    return f"{person.shift_name}{''.join(hours)}, starting {days}"


@feature.press("me.change", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return form(work)


def form(work: Work) -> Form:
    person = work.me
    hint = f"A city, such as Chicago. Empty: {work.hospital.zone}."
    where = TextField("zone", "Time zone", person.zone, required=False, limit=64, hint=hint)
    fields = (*_side(work), *working(person, work.hospital), where)
    return Form(
        "About you",
        Action("me.save"),
        fields,
        "Save",
        (Note((_in_file(work),)),) if work.me.settled else (),
    )


def _side(work: Work) -> tuple[Field, ...]:
    """The sides that one may choose by oneself; none where the settings file has the last word."""
    person = work.me
    if person.settled:
        return ()
    open_to = [key for key in SIDES if key in OPEN_SIDES or person.side == key or _gives(work)]
    hint = "" if "both" in open_to else f"Clinical informatics is given by {admins.names(work)}."
    options = tuple(Option(key, SIDES[key]) for key in open_to)
    return (ChoiceField("side", "Your side", options, person.side, hint=hint),)


def _in_file(work: Work) -> str:
    return (
        "Your side is set in the settings file (corridor.toml)."
        f" Ask {admins.names(work)} to have it changed there."
    )


def working(person: Person, hospital: Hospital) -> tuple[Field, ...]:
    """Where and when a person works."""
    days = "" if person.days is None else ", ".join(DAYS[d] for d in person.days)
    hint = "Such as mon-fri, or tue, wed, sat. Empty: every day the shift runs."
    on = TextField("days", "Days the shifts start", days, required=False, limit=60, hint=hint)
    if not hospital.units:
        return (on,)
    units = tuple(Option(u.id, u.name) for u in hospital.units.values())
    names = dict.fromkeys(s.name for u in hospital.units.values() for s in u.shifts)
    shifts = tuple(Option(name, name) for name in names)
    unit = ChoiceField("unit", "Unit", units, person.unit, required=False)
    if not shifts:
        return unit, on
    return unit, ChoiceField("shift", "Shift", shifts, person.shift_name, required=False), on


@feature.submit("me.save", form=lambda _, work: form(work))
def save(event: Submit, work: Work) -> Reply:
    person, values = work.me, dict(event.values)
    errors = wrong(person, work.hospital, values)
    if errors:
        return with_errors(form(work), values, errors)
    _choose(work, values.get("side") or person.side)
    apply(person, work.hospital, values)
    return mine(work)


@feature.press("me.side")
def side_by_button(event: Press, work: Work) -> Reply:
    _choose(work, event.action.args[0] if event.action.args else "")
    return mine(work)


def _choose(work: Work, side: str) -> None:
    """Take a side by oneself: not where the settings file has it, and not both sides, which may
    lower the priority of a safety matter (R3)."""
    person = work.me
    if side == person.side:
        return
    if person.settled:
        raise Refused(_in_file(work))
    if side not in SIDES:
        raise Refused("Choose clinical or IT. Type me to see the form.")
    if side not in OPEN_SIDES and not _gives(work):
        raise Refused(
            "Clinical informatics may lower safety matters, so it is given by an administrator:"
            f" {admins.names(work)}. Nothing was changed."
        )
    note(work, "person.changed", named(person), f"side {person.side or 'none'} to {side}")
    person.side = side


def _gives(work: Work) -> bool:
    return may(work.me, "admin")


def apply(person: Person, hospital: Hospital, values: Mapping[str, str]) -> None:
    """Unit, shift, days and zone of a form in which nothing was `wrong`; what it left out stays."""
    unit = values.get("unit", person.unit)
    person.unit = unit if unit in hospital.units or not unit else person.unit
    person.shift_name = values.get("shift", person.shift_name)
    if "days" in values:
        person.days = days(values["days"])
    person.zone = zone(values["zone"]) if "zone" in values else person.zone


def wrong(person: Person, hospital: Hospital, values: Mapping[str, str]) -> dict[str, str]:
    """What can't be used, by the field it is in."""
    unit = hospital.units.get(values.get("unit", person.unit))
    found = {
        "shift": _wrong_shift(unit, values.get("shift", person.shift_name)),
        "days": _unread(
            days, values.get("days", ""), "Write days like this: mon-fri, or tue, sat."
        ),
        "zone": _unread(zone, values.get("zone", ""), "Write a city: America/New_York."),
    }
    return {field: what for field, what in found.items() if what}


def _wrong_shift(unit: Unit | None, shift: str) -> str:
    if not shift:
        return ""
    if unit is None:
        return "Choose the unit whose shift it is."
    names = [s.name for s in unit.shifts]
    known = f"Its shifts: {', '.join(names)}." if names else "It has none; leave this empty."
    return "" if shift in names else f"{unit.name} has no {shift} shift. {known}"


def _unread(read: Callable[[str], object], text: str, mend: str) -> str:
    try:
        read(text)
    except ValueError:
        return mend
    return ""


def days(text: str) -> list[int] | None:
    """Weekdays from "mon-fri" or "tue, wed, sat" (0 is Monday); None for an empty text. ValueError
    for what is no weekday."""
    joined = re.sub(r"\s*[-\u2013]\s*", "-", text.strip())
    words = [word for word in re.split(r"[\s,;]+", joined) if word]
    return sorted(plain.days(",".join(words))) if words else None


def zone(text: str) -> str:
    """A time zone from its name or its city, in any case; "" for an empty text.

    ValueError for anything else: "EST" too, which knows no summer time.
    """
    wanted = "_".join(text.casefold().split())
    if not wanted:
        return ""
    known = {name.casefold(): name for name in available_timezones() if "/" in name}
    cities = [name for name in known.values() if name.casefold().rpartition("/")[2] == wanted]
    if wanted in known:
        return known[wanted]
    if len(cities) != 1:
        raise ValueError(f"{text} is no time zone")
    return cities[0]
