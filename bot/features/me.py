"""Me: who Corridor thinks I am, when I work, and what it keeps about me."""

import re
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import available_timezones

from bot.core import accounts as linked
from bot.core.audit import named, note
from bot.core.rights import may
from bot.core.router import Feature, Help
from bot.core.sides import how_to_be_it
from bot.core.unused_words import leaving_out
from bot.core.work import Work
from bot.features import admins, my_data
from bot.rules.hospital import Hospital
from bot.settings import plain
from bot.words.cards import Button, Buttons, Facts, Form, Message, Note, Reply, facts, with_errors
from bot.words.events import Action, Command, Press, Submit
from bot.words.fields import ChoiceField, Field, Option, TextField
from bot.words.refusal import Refused
from bot.words.spelling import say
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
OPEN_SIDE = "clinical"
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


@feature.command("me", beside=True)
def by_words(event: Command, work: Work) -> Reply:
    """`me`; `me export` and `me erase`, which only a chat of one's own is for."""
    first, _, rest = event.rest.strip().partition(" ")
    wanted = first.lower()
    if wanted not in {"export", "erase"}:
        return leaving_out(card(work), event.rest)
    if not event.channel.dm:
        raise Refused("That is for your eyes only: type it in your own chat with me.")
    return leaving_out(my_data.export(work) if wanted == "export" else my_data.ask(work), rest)


@feature.press("me.show", opens=True)
def by_button(event: Press, work: Work) -> Reply:
    return card(work)


def accounts(work: Work, person: Person) -> list[str]:
    """A person's accounts, as their platforms call them."""
    return [linked.named(account) for account in work.accounts(person)]


def card(work: Work) -> Message:
    """What is known of whoever asks, what is kept, and what they can change about it."""
    person, where = work.me, accounts(work, work.me)
    quiet = Note((QUIET if person.shift_name else ANY_TIME,))
    buttons = [
        Button("Change", Action("me.change")),
        Button("Link another account", Action("link.code")),
        *([Button("Separate accounts", Action("link.accounts"))] if len(where) > 1 else []),
        Button("Give me all of it", Action("me.export")),
        Button("Erase me", Action("me.forget")),
    ]
    known = about(person, work.hospital, where)
    return Message(person.name, (known, quiet, Note((KEPT,)), Buttons(tuple(buttons))))


def about(person: Person, hospital: Hospital, where: Sequence[str]) -> Facts:
    """What is known of a person; `where` names their accounts."""
    unit = hospital.units.get(person.unit)
    shift = "none, so messages come at any time"
    if person.shift_name:
        days_ = "every day" if person.days is None else day_names(person.days)
        hours = "".join(
            f" ({s.start:%H:%M} to {s.end:%H:%M})"
            for s in (unit.shifts if unit else ())
            if s.name == person.shift_name
        )
        shift = f"{person.shift_name}{hours}, starting {days_}"
    return facts(
        ("Side", SIDES.get(person.side, "not said yet")),
        ("Unit", unit.name if unit else "none"),
        ("Shift", shift),
        ("Time zone", person.zone or str(hospital.zone)),
        ("Roles", ", ".join(person.role_list) or "none"),
        ("Accounts", ", ".join(where) or "none"),
    )


def day_names(weekdays: Sequence[int]) -> str:
    """ "mon, wed"; 0 is Monday."""
    return ", ".join(DAYS[day] for day in weekdays)


@feature.press("me.change", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return form(work)


def form(work: Work) -> Form:
    """The side is asked where one may choose it by oneself: the settings file has the last word,
    and who is of IT is known otherwise, or by an administrator."""
    person = work.me
    hint = f"A city, such as Chicago. Empty: {work.hospital.zone}."
    where = TextField("zone", "Time zone", person.zone, required=False, limit=64, hint=hint)
    fields = (*working(person, work.hospital), where)
    if person.settled:
        return Form("About you", Action("me.save"), fields, "Save", (Note((_in_file(work),)),))
    gives = may(work.me, "admin")
    open_to = [key for key in SIDES if key in {OPEN_SIDE, person.side} or gives]
    hint = "" if gives else f"IT and clinical informatics are given by {admins.names(work)}."
    options = tuple(Option(key, SIDES[key]) for key in open_to)
    side = ChoiceField("side", "Your side", options, person.side, hint=hint)
    return Form("About you", Action("me.save"), (side, *fields), "Save")


def _in_file(work: Work) -> str:
    return (
        "Your side is set in the settings file (corridor.toml)."
        f" Ask {admins.names(work)} to have it changed there."
    )


def working(person: Person, hospital: Hospital) -> tuple[Field, ...]:
    """Where and when a person works."""
    days = "" if person.days is None else day_names(person.days)
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
    if errors := wrong(person, work.hospital, values):
        return with_errors(form(work), values, errors)
    _choose(work, values.get("side") or person.side)
    apply(person, work.hospital, values)
    return card(work)


@feature.press("me.side")
def side_by_button(event: Press, work: Work) -> Reply:
    _choose(work, event.action.args[0])
    return card(work)


def _choose(work: Work, side: str) -> None:
    """Take a side by oneself: not where the settings file has it, and only the clinical one. IT may
    change what wards raised, and both sides may lower the priority of a safety matter (R3)."""
    person = work.me
    if side == person.side:
        return
    if person.settled:
        raise Refused(_in_file(work))
    if side not in SIDES:
        raise Refused(f"There is no such side. Type {say('me')} to see the form.")
    if side == "it" and not may(work.me, "admin"):
        raise Refused(f"Nothing was changed. {how_to_be_it(work)}")
    if side != OPEN_SIDE and not may(work.me, "admin"):
        raise Refused(
            "Clinical informatics may lower safety matters, so it is given by an administrator:"
            f" {admins.names(work)}. Nothing was changed."
        )
    note(work, "person.changed", named(person), f"side {person.side or 'none'} to {side}")
    person.side = side


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
    errors = {
        "days": _unread(
            days, values.get("days", ""), "Write days like this: mon-fri, or tue, sat."
        ),
        "zone": _unread(zone, values.get("zone", ""), "Write a city: America/New_York."),
    }
    unit = hospital.units.get(values.get("unit", person.unit))
    shifts = [shift.name for shift in unit.shifts] if unit else []
    shift = values.get("shift", person.shift_name)
    if shift and unit is None:
        errors["shift"] = "Choose the unit whose shift it is."
    elif shift and unit and shift not in shifts:
        known = f"Its shifts: {', '.join(shifts)}." if shifts else "It has none; leave this empty."
        errors["shift"] = f"{unit.name} has no {shift} shift. {known}"
    return {field: what for field, what in errors.items() if what}


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
